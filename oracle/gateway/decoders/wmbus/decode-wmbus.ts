import type { DecoderState } from '../decoder-state.ts';
import { decodeTransport } from '../mbus/decode-transport.ts';
import { refuse } from '../reading.ts';
import type { Decoded } from '../reading.ts';
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
 * records. Without CRC, message authentication or payload CRC the result is `unchecked`. Refuses what the layers refuse, and
 * BAD_AUTHENTICATION.
 */
export function decodeWmbus({ bytes, state, key, framing = 'detect' }: WirelessTelegram): Decoded {
  const frame = stripLinkLayer(bytes, framing);
  if ('ok' in frame) return frame;
  if (frame.bytes.length < 10) return refuse('TRUNCATED_HEADER', 'The telegram ends before its CI field.');
  const address = frame.bytes.slice(1, 9);
  const inner = openExtendedLink(frame.bytes.subarray(9), address, key);
  if ('ok' in inner) return inner;
  const message = openAuthentication(inner.bytes);
  if ('ok' in message) return message;
  const decoded = decodeTransport(message.bytes, 0, message.bytes.length, {
    wireless: true,
    address,
    state,
    ...(key === undefined ? {} : { key }),
    ...(message.counter === undefined ? {} : { counter: message.counter }),
  });
  if (!decoded.ok) return decoded;
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

/** With a long header the meter behind the radio adapter owns the key. */
function meterAddress(transport: Uint8Array, link: Uint8Array): Uint8Array {
  const ci = transport[0];
  if (ci !== 0x72 && ci !== 0x73) return link;
  return Buffer.concat([transport.subarray(5, 7), transport.subarray(1, 5), transport.subarray(7, 9)]);
}
