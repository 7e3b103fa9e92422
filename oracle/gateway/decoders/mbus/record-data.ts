import { decimalText, exactParts, nearestParts } from '../decimal-text.ts';
import type { DecimalParts } from '../decimal-text.ts';
import { refuse } from '../reading.ts';
import type { Reading, Refusal } from '../reading.ts';
import { dateG, dateTimeF, dateTimeI, timeJ } from './dates.ts';
import { bcd, hexText, signed, unsigned, wide } from './integers.ts';
import type { RecordHeader } from './record-header.ts';

/** Bytes of data per low nibble of the DIF; D (LVAR) says its own length, F is a special function. */
const LENGTHS = [0, 1, 2, 3, 4, 4, 6, 8, 0, 1, 2, 3, 4, -1, 6, -1] as const;

/** Makers pack binary data as text of variable length: it comes in hexadecimal. */
const CONTROL = /\p{Cc}/u;
/** LVAR C9 and D9: eighteen digits; longer ones are reserved. */
const MAX_DIGIT_BYTES = 9;

export type ReadRecord = { reading: Reading; next: number };

/** Reads the data of one record whose data begins at `at`. */
export function readRecordData(header: RecordHeader, bytes: Uint8Array, at: number, end: number): ReadRecord | Refusal {
  const reading: Reading = {
    quantity: header.quantity,
    unit: header.unit,
    storage: header.storage,
    tariff: header.tariff,
    subunit: header.subunit,
    function: header.function,
  };
  if (header.qualifiers !== undefined) reading.qualifiers = header.qualifiers.slice();
  if (header.fault !== undefined) reading.fault = header.fault;
  if (header.dataField === 0x0d) return readVariable(reading, header, bytes, at, end);
  const length = LENGTHS[header.dataField] ?? -1;
  const next = at + length;
  if (next > end) {
    return refuse('TRUNCATED_RECORD', `A record of ${length} bytes at byte ${at} does not fit in the telegram.`);
  }
  if (length === 0) reading.fault ??= 'no data';
  else if (header.kind === 'opaque') reading.text = hexText(bytes, at, next);
  else if (header.kind === 'date' || header.kind === 'moment') setTime(reading, header, bytes, at);
  else setNumber(reading, header, bytes, at, length);
  return { reading, next };
}

function setTime(reading: Reading, header: RecordHeader, bytes: Uint8Array, at: number): void {
  const time = readTime(header, bytes, at);
  if (time === undefined) reading.fault ??= 'invalid date';
  else if (reading.fault === undefined) reading.time = time;
}

function readTime(header: RecordHeader, bytes: Uint8Array, at: number): string | undefined {
  if (header.dataField === 2) return dateG(bytes, at);
  if (header.kind === 'date') return undefined;
  if (header.dataField === 4) return dateTimeF(bytes, at);
  if (header.dataField === 6) return dateTimeI(bytes, at);
  return header.dataField === 3 ? timeJ(bytes, at) : undefined;
}

function setNumber(reading: Reading, header: RecordHeader, bytes: Uint8Array, at: number, length: number): void {
  if (reading.fault !== undefined) return;
  if (header.dataField === 5) return setBinaryFraction(reading, header, bytes, at);
  const mantissa = readInteger(header, bytes, at, length);
  if (mantissa === undefined) reading.fault = header.dataField > 8 ? 'not a decimal number' : 'invalid value';
  else reading.value = scaled(header, { mantissa, exponent: 0 });
}

function readInteger(header: RecordHeader, bytes: Uint8Array, at: number, length: number): number | bigint | undefined {
  if (header.dataField > 8) return bcd(bytes, at, length);
  if (length === 8) return wide(bytes, at, header.kind !== 'unsigned');
  return header.kind === 'unsigned' ? unsigned(bytes, at, length) : signed(bytes, at, length);
}

function setBinaryFraction(reading: Reading, header: RecordHeader, bytes: Uint8Array, at: number): void {
  const value = new DataView(bytes.buffer, bytes.byteOffset + at, 4).getFloat32(0, true);
  const exact = exactParts(value);
  const nearest = nearestParts(value, true);
  if (exact === undefined || nearest === undefined) {
    reading.fault = 'invalid value';
    return;
  }
  reading.value = scaled(header, exact);
  const short = scaled(header, nearest);
  if (short !== reading.value) reading.nearest = short;
}

function scaled(header: RecordHeader, parts: DecimalParts): string {
  if (header.factor === 1) return decimalText(parts.mantissa, parts.exponent + header.exponent);
  const product = Number(parts.mantissa) * header.factor;
  const whole = Number.isSafeInteger(product) ? product : BigInt(parts.mantissa) * BigInt(header.factor);
  return decimalText(whole, parts.exponent + header.exponent);
}

/** The first byte after a record's data; undefined when its length byte is missing or reserved. May lie behind the telegram's end. */
export function dataEnd(header: RecordHeader, bytes: Uint8Array, at: number): number | undefined {
  if (header.dataField !== 0x0d) return at + (LENGTHS[header.dataField] ?? 0);
  const lvar = bytes[at];
  const length = lvar === undefined ? undefined : variableLength(lvar);
  return length === undefined ? undefined : at + 1 + length;
}

/** LVAR (EN 13757-3, table 6): text, sign and digits, or bytes. */
function readVariable(
  reading: Reading,
  header: RecordHeader,
  bytes: Uint8Array,
  at: number,
  end: number,
): ReadRecord | Refusal {
  const lvar = bytes[at];
  if (lvar === undefined || at >= end) return refuse('TRUNCATED_RECORD', `No length of variable data at byte ${at}.`);
  const length = variableLength(lvar);
  if (length === undefined) return refuse('RESERVED_LVAR', `Variable data of reserved form ${lvar} at byte ${at}.`);
  const from = at + 1;
  const next = from + length;
  if (next > end) return refuse('TRUNCATED_RECORD', `Variable data of ${length} bytes at byte ${at} does not fit.`);
  if (lvar < 0xc0) {
    let text = '';
    for (let index = next - 1; index >= from; index--) text += String.fromCharCode(bytes[index] ?? 0);
    reading.text = header.kind === 'opaque' || CONTROL.test(text) ? hexText(bytes, from, next) : text;
  } else if (lvar < 0xe0 && length <= MAX_DIGIT_BYTES && (header.kind === 'number' || header.kind === 'unsigned')) {
    setDigits(reading, header, bytes, from, length, lvar >= 0xd0);
  } else if (lvar > 0xe0 && lvar < 0xe9 && header.kind === 'number' && (bytes[next - 1] ?? 0) < 0x80) {
    if (reading.fault === undefined)
      reading.value = scaled(header, { mantissa: whole(bytes, from, next), exponent: 0 });
  } else {
    reading.text = hexText(bytes.slice(from, next).reverse(), 0, length);
  }
  return { reading, next };
}

function setDigits(
  reading: Reading,
  header: RecordHeader,
  bytes: Uint8Array,
  from: number,
  length: number,
  negative: boolean,
): void {
  if (reading.fault !== undefined) return;
  const digits = hexText(bytes.slice(from, from + length).reverse(), 0, length);
  if (!/^\d+$/.test(digits)) reading.fault = 'not a decimal number';
  else reading.value = scaled(header, { mantissa: negative ? -BigInt(digits) : BigInt(digits), exponent: 0 });
}

/** A binary number of up to eight bytes. The standard does not say whether it has a sign: its top bit is clear. */
function whole(bytes: Uint8Array, from: number, next: number): bigint {
  let value = 0n;
  for (let index = next - 1; index >= from; index--) value = (value << 8n) | BigInt(bytes[index] ?? 0);
  return value;
}

function variableLength(lvar: number): number | undefined {
  if (lvar < 0xc0) return lvar;
  if (lvar < 0xe0) return lvar & 0x0f;
  if (lvar < 0xf0) return lvar - 0xe0;
  if (lvar <= 0xf4) return 4 * (lvar - 0xec);
  if (lvar === 0xf5) return 48;
  return lvar === 0xf6 ? 64 : undefined;
}
