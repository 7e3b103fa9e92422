import type { DecoderState } from '../decoder-state.ts';
import { decodeTransport } from '../mbus/decode-transport.ts';
import { refuse } from '../reading.ts';
import type { Decoded, DecodedTelegram } from '../reading.ts';
import { authenticationHolds, openAuthentication } from './open-authentication.ts';
import { openExtendedLink } from './open-extended-link.ts';
import { stripLinkLayer } from './strip-link-layer.ts';
import type { WirelessFraming } from './strip-link-layer.ts';

export type WirelessTelegram = {
  bytes: Uint8Array;
  state: DecoderState;
  key?: Uint8Array;
  /** Default: detect. */
  framing?: WirelessFraming;
};

/**
 * One wireless M-Bus telegram (EN 13757-4), from the length field on: link layer, extended link layer, authentication layer, transport,
 * records. Without CRC, message authentication or payload CRC the result is `unchecked`. Refuses what the layers refuse, NOT_A_RESPONSE and
 * BAD_AUTHENTICATION.
 */
export function decodeWmbus({ bytes, state, key, framing = 'detect' }: WirelessTelegram): Decoded {
  const frame = stripLinkLayer(bytes, framing);
  if ('ok' in frame) return frame;
  if (frame.bytes.length < 10) return refuse('TRUNCATED_HEADER', 'The telegram ends before its CI field.');
  if (!fromMeter(frame.bytes[0] ?? 0)) {
    return refuse('NOT_A_RESPONSE', 'The control field is not that of a telegram with which a meter sends readings.');
  }
  const address = frame.bytes.slice(1, 9);
  const inner = openExtendedLink(frame.bytes.subarray(9), address, key);
  if ('ok' in inner) return inner;
  const message = openAuthentication(inner.bytes);
  if ('ok' in message) return message;
  const decoded = decodeTransport(message.bytes, 0, message.bytes.length, {
    wireless: true,
    address,
    intact: frame.checked,
    state,
    ...(key === undefined ? {} : { key }),
    ...(message.counter === undefined ? {} : { counter: message.counter }),
  });
  if (!decoded.ok) return decoded;
  if (frame.doubtful === true && endsLikeCrc(decoded)) {
    return refuse('BAD_CRC', 'The telegram ends like one of format B with a wrong CRC: it was damaged.');
  }
  const authentic = key !== undefined && message.mac !== undefined && decoded.unchecked !== true;
  if (authentic && !authenticationHolds(message, key, meterAddress(message.bytes, address))) {
    return refuse(
      'BAD_AUTHENTICATION',
      'The authentication code does not fit: the telegram is not from the holder of the key.',
    );
  }
  if (inner.opened === true) decoded.opened = true;
  if (frame.checked || inner.checked || authentic) delete decoded.unchecked;
  else decoded.unchecked = true;
  return decoded;
}

/** Two bytes at the end that make a record without a value: what the CRC of a damaged format B telegram looks like. */
function endsLikeCrc({ readings }: DecodedTelegram): boolean {
  const last = readings.at(-1);
  if (last === undefined) return false;
  return last.fault === 'no data' || (last.quantity === 'manufacturer specific' && last.text?.length === 2);
}

const FROM_PRIMARY = 0x40;
/** SND-NR, SND-IR, ACC-NR and ACC-DMD of a meter; requests and commands come from the other side (EN 13757-4, 12.5.4). */
const SENT_BY_METERS = [0x4, 0x6, 0x7, 0x8];
const RSP_UD = 0x8;

function fromMeter(control: number): boolean {
  const purpose = control & 0x0f;
  return (control & FROM_PRIMARY) === 0 ? purpose === RSP_UD : SENT_BY_METERS.includes(purpose);
}

/** With a long header the meter behind the radio adapter owns the key. */
function meterAddress(transport: Uint8Array, link: Uint8Array): Uint8Array {
  const ci = transport[0];
  if (ci !== 0x72 && ci !== 0x73) return link;
  return Buffer.concat([transport.subarray(5, 7), transport.subarray(1, 5), transport.subarray(7, 9)]);
}
