import { NO_METER, refuse } from '../reading.ts';
import type { Decoded, MeterIdentity } from '../reading.ts';
import { decodeFixed } from './decode-fixed.ts';
import { decodeRecords } from './decode-records.ts';
import { identification } from './integers.ts';
import { manufacturerName } from './manufacturer.ts';
import { mediumName } from './medium.ts';

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

/**
 * The application layer of a wired telegram: `bytes[at]` is the CI field, `end` the first byte after the data.
 * Refuses: APPLICATION_ERROR, ALARM, UNKNOWN_CI, TRUNCATED_HEADER, ENCRYPTED and what the records refuse.
 */
export function decodeApplication(bytes: Uint8Array, at: number, end: number): Decoded {
  const ci = bytes[at] ?? 0;
  switch (ci) {
    case 0x72:
    case 0x76:
      return decodeLong(bytes, at + 1, end, ci === 0x72);
    case 0x7a:
      if (end - at - 1 < 4) return refuse('TRUNCATED_HEADER', 'The short header has 4 bytes; the telegram ends before.');
      return decodeVariable(bytes, at + 5, end, NO_METER, bytes[at + 2]);
    case 0x78:
      return decodeVariable(bytes, at + 1, end, NO_METER, undefined);
    case 0x73:
    case 0x77:
      return decodeFixed(bytes, at + 1, end, ci === 0x73);
    case 0x70:
      return applicationError(end - at > 1 ? bytes[at + 1] : undefined);
    case 0x6e:
      return applicationError(bytes[at + 5]);
    case 0x6f:
      return applicationError(bytes[at + 13]);
    case 0x71:
    case 0x74:
    case 0x75:
      return refuse('ALARM', 'The meter reports an alarm instead of readings.');
    default:
      return refuse('UNKNOWN_CI', `Control information ${ci.toString(16).padStart(2, '0')} carries no readings.`);
  }
}

function applicationError(code: number | undefined): Decoded {
  const text = APPLICATION_ERRORS[code ?? 0] ?? `error ${code ?? 0}`;
  return refuse('APPLICATION_ERROR', `The meter reports: ${text}.`);
}

function decodeLong(bytes: Uint8Array, at: number, end: number, least: boolean): Decoded {
  if (end - at < 12) return refuse('TRUNCATED_HEADER', 'The long header has 12 bytes; the telegram ends before.');
  if (!least) return refuse('MODE_2', 'Most-significant-byte-first telegrams (CI 76) have no agreed layout.');
  const meter = longHeaderMeter(bytes, at);
  return decodeVariable(bytes, at + 12, end, meter, bytes[at + 9]);
}

/** Identification, manufacturer, version and device type of a long header (EN 13757-3, 5.4) at `at`. */
export function longHeaderMeter(bytes: Uint8Array, at: number): MeterIdentity {
  return {
    manufacturer: manufacturerName((bytes[at + 4] ?? 0) | ((bytes[at + 5] ?? 0) << 8)),
    id: identification(bytes, at),
    version: String(bytes[at + 6] ?? 0),
    medium: mediumName(bytes[at + 7] ?? 0),
  };
}

/** Plain records from `from` to `end` of a known meter. */
export function decodeVariable(
  bytes: Uint8Array,
  from: number,
  end: number,
  meter: MeterIdentity,
  status: number | undefined,
): Decoded {
  const records = decodeRecords(bytes, from, end);
  if ('ok' in records) return records;
  const decoded: Decoded = { ok: true, meter, readings: records.readings };
  if (status !== undefined) decoded.status = status;
  if (records.more) decoded.more = true;
  return decoded;
}
