import type { DecoderState } from '../decoder-state.ts';
import { NO_METER, refuse } from '../reading.ts';
import type { Decoded, MeterIdentity } from '../reading.ts';
import { expandCompact, rememberFormat } from './compact-format.ts';
import { decodeFixed } from './decode-fixed.ts';
import { decodeRecords } from './decode-records.ts';
import { decryptPayload } from './decrypt-payload.ts';
import type { Encryption, PlainPayload } from './decrypt-payload.ts';
import { identification } from './integers.ts';
import { manufacturerName } from './manufacturer.ts';
import { mediumName } from './medium.ts';

/** What the layers below said about a telegram. */
export type TransportContext = {
  wireless: boolean;
  /** Manufacturer(2) ‖ identification(4) ‖ version ‖ device type of the link layer; wired telegrams have none. */
  address?: Uint8Array;
  key?: Uint8Array;
  /** Message counter of the authentication layer, for mode 7. */
  counter?: Uint8Array;
  /** A checksum over the payload as it was sent holds: nobody has decrypted it on the way. */
  intact?: boolean;
  state: DecoderState;
};

type Header = { length: 0 | 4 | 12; compact: boolean };

const HEADERS: Readonly<Record<number, Header>> = {
  0x72: { length: 12, compact: false },
  0x7a: { length: 4, compact: false },
  0x78: { length: 0, compact: false },
  0x73: { length: 12, compact: true },
  0x7b: { length: 4, compact: true },
  0x79: { length: 0, compact: true },
};

/**
 * Transport and application layer (EN 13757-7, EN 13757-3): `bytes[at]` is the CI field, `end` the first byte after the data.
 * Refuses: APPLICATION_ERROR, ALARM, MODE_2, UNKNOWN_CI, TRUNCATED_HEADER, and what decryption, compact frames and records refuse.
 */
export function decodeTransport(bytes: Uint8Array, at: number, end: number, context: TransportContext): Decoded {
  const ci = bytes[at] ?? 0;
  if (!context.wireless && (ci === 0x73 || ci === 0x77)) return decodeFixed(bytes, at + 1, end, ci === 0x73);
  const header = HEADERS[ci];
  if (header === undefined) return refuseControl(bytes, at, end, ci);
  if (end - at - 1 < header.length) {
    return refuse('TRUNCATED_HEADER', `The header has ${header.length} bytes; the telegram ends before.`);
  }
  return decodeBehindHeader(bytes, at + 1, end, header, context);
}

function decodeBehindHeader(
  bytes: Uint8Array,
  at: number,
  end: number,
  header: Header,
  context: TransportContext,
): Decoded {
  const address = header.length === 12 ? addressOfLong(bytes, at) : context.address;
  const meter = address === undefined ? NO_METER : meterOf(address);
  const short = at + header.length - 4;
  let from = at + header.length;
  let status: number | undefined;
  let payload = bytes.subarray(from, end);
  let origin: PlainPayload['from'] = 'plain';
  if (header.length > 0) {
    status = bytes[short + 1] ?? 0;
    const encryption = readEncryption(bytes, short, address, context);
    if (encryption.mode === 7) from++;
    if (encryption.mode !== 0) {
      const plain = decryptPayload(bytes, from, end, encryption, context.key);
      if ('ok' in plain) return plain;
      ({ bytes: payload, from: origin } = plain);
    }
  }
  return decodePayload(
    payload,
    header,
    { ...context, address: address ?? new Uint8Array(8) },
    { meter, status, origin },
  );
}

/** Encryption that EN 13757-3 and -7 define besides modes 5 and 7: DES, AES in other modes, TLS. */
const OTHER_MODES = [2, 3, 4, 6, 8, 9, 10, 13];

/**
 * The configuration field. Old wired meters put anything into it ("signature"), so that on wire reserved modes do not count, and other modes only if some
 * bytes are stated to be encrypted.
 */
function readEncryption(
  bytes: Uint8Array,
  at: number,
  address: Uint8Array | undefined,
  context: TransportContext,
): Encryption {
  const low = bytes[at + 2] ?? 0;
  const mode = (bytes[at + 3] ?? 0) & 0x1f;
  const counts = context.wireless || mode === 5 || mode === 7 || (low !== 0 && OTHER_MODES.includes(mode));
  return {
    mode: counts ? mode : 0,
    blocks: low >> 4,
    mayBeOpen: context.intact !== true,
    extension: bytes[at + 4] ?? 0,
    address: address ?? new Uint8Array(8),
    accessNumber: bytes[at] ?? 0,
    ...(context.counter === undefined ? {} : { counter: context.counter }),
  };
}

type Known = { meter: MeterIdentity; status: number | undefined; origin: PlainPayload['from'] };

function decodePayload(
  payload: Uint8Array,
  header: Header,
  context: TransportContext & { address: Uint8Array },
  known: Known,
): Decoded {
  let full = payload;
  if (header.compact) {
    const expanded = expandCompact(context.state, context.address, withoutLeadingFiller(payload));
    if ('ok' in expanded) return expanded;
    full = expanded;
  }
  const records = decodeRecords(full, 0, full.length);
  if ('ok' in records) return records;
  if (context.wireless && !header.compact) rememberFormat(context.state, context.address, full);
  const decoded: Decoded = { ok: true, meter: known.meter, readings: records.readings };
  if (known.status !== undefined) decoded.status = known.status;
  if (records.more) decoded.more = true;
  if (known.origin === 'stripped') decoded.unchecked = true;
  if (known.origin === 'sealed') decoded.opened = true;
  return decoded;
}

function withoutLeadingFiller(payload: Uint8Array): Uint8Array {
  return payload[0] === 0x2f && payload[1] === 0x2f ? payload.subarray(2) : payload;
}

/** The long header's identification(4) ‖ manufacturer(2) ‖ version ‖ type, in the order of the link layer. */
function addressOfLong(bytes: Uint8Array, at: number): Uint8Array {
  const address = new Uint8Array(8);
  address.set(bytes.subarray(at + 4, at + 6));
  address.set(bytes.subarray(at, at + 4), 2);
  address.set(bytes.subarray(at + 6, at + 8), 6);
  return address;
}

/** Manufacturer(2) ‖ identification(4) ‖ version ‖ device type → the meter. */
export function meterOf(address: Uint8Array): MeterIdentity {
  return {
    manufacturer: manufacturerName((address[0] ?? 0) | ((address[1] ?? 0) << 8)),
    id: identification(address, 2),
    version: String(address[6] ?? 0),
    medium: mediumName(address[7] ?? 0),
  };
}

const APPLICATION_ERRORS = [
  'unspecified error',
  'unimplemented CI field',
  'buffer too long, truncated',
  'too many records',
  'premature end of record',
  'more than ten DIFE',
  'more than ten VIFE',
  'reserved',
  'application too busy',
  'too many read-outs',
] as const;

function refuseControl(bytes: Uint8Array, at: number, end: number, ci: number): Decoded {
  if (ci === 0x70) return applicationError(at + 1 < end ? bytes[at + 1] : 0);
  if (ci === 0x6e) return applicationError(bytes[at + 5]);
  if (ci === 0x6f) return applicationError(bytes[at + 13]);
  if (ci === 0x71 || ci === 0x74 || ci === 0x75)
    return refuse('ALARM', 'The meter reports an alarm instead of readings.');
  if (ci === 0x76)
    return refuse('MODE_2', 'Telegrams with the most significant byte first (CI 76) have no agreed layout.');
  const name = ci.toString(16).toUpperCase().padStart(2, '0');
  return refuse('UNKNOWN_CI', `Control information ${name} carries no readings of EN 13757.`);
}

function applicationError(code = 0): Decoded {
  return refuse('APPLICATION_ERROR', `The meter reports: ${APPLICATION_ERRORS[code] ?? `error ${code}`}.`);
}
