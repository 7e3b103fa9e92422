import { DLMS_UNITS } from '../cosem-units.ts';
import { decimalText, exactParts, nearestParts } from '../decimal-text.ts';
import { obisPlace, obisText } from '../obis.ts';
import { daysOf } from '../days-of-month.ts';
import type { Obis } from '../obis.ts';
import type { Reading } from '../reading.ts';
import type { CosemObject } from './cosem-objects.ts';

/**
 * The reading of an object. Without scaler and unit in the telegram the number comes as it is, without a unit: what it counts is then known
 * to the utility only. `time` is the telegram's own.
 */
export function cosemReading({ obis, value, scale, attribute }: CosemObject, time: string | undefined): Reading {
  const unit = scale === undefined ? undefined : DLMS_UNITS[scale.unit];
  const reading: Reading = {
    obis: obisText(obis),
    quantity: unit?.quantity ?? 'number',
    unit: unit?.unit ?? '',
    ...obisPlace(obis),
    ...(time === undefined ? {} : { time }),
  };
  if (attribute !== undefined && (value.kind === 'number' || value.kind === 'float'))
    return { ...reading, fault: `attribute ${attribute} of the object` };
  switch (value.kind) {
    case 'number':
    case 'float':
      if (scale !== undefined && unit === undefined) return { ...reading, fault: `unknown unit ${scale.unit}` };
      return value.kind === 'number'
        ? { ...reading, value: decimalText(value.value, (scale?.scaler ?? 0) + (unit?.exponent ?? 0)) }
        : withFloat(reading, value.value, value.single, scale?.scaler ?? 0);
    case 'boolean':
      return { ...reading, value: value.value ? '1' : '0' };
    case 'enum':
      return { ...reading, value: String(value.value) };
    case 'bytes':
      return withBytes(reading, obis, value.bytes);
    case 'text':
      return { ...reading, quantity: 'text', text: value.text };
    case 'null':
      return { ...reading, fault: 'no data' };
    case 'list':
      return { ...reading, quantity: 'list', fault: 'structured value' };
    default:
      return value satisfies never;
  }
}

function withFloat(reading: Reading, value: number, single: boolean, scaler: number): Reading {
  const exact = exactParts(value);
  const nearest = nearestParts(value, single);
  if (exact === undefined || nearest === undefined) return { ...reading, fault: 'invalid value' };
  const text = decimalText(exact.mantissa, exact.exponent + scaler);
  const short = decimalText(nearest.mantissa, nearest.exponent + scaler);
  return short === text ? { ...reading, value: text } : { ...reading, value: text, nearest: short };
}

/** Octets are a time under x.1.0.0, a number under 96.14.0 (the running tariff), and otherwise text or bytes. */
function withBytes(reading: Reading, { c, d }: Obis, bytes: Uint8Array): Reading {
  const time = c === 1 && d === 0 ? cosemTime(bytes) : undefined;
  if (time !== undefined) return { ...reading, quantity: 'date and time', time };
  if (c === 96 && d === 14 && (bytes.length === 1 || bytes.length === 2)) {
    return { ...reading, value: String(bytes.reduce((sum, byte) => sum * 256 + byte, 0)) };
  }
  return { ...reading, quantity: 'text', text: bytesText(bytes) };
}

/** Printable ASCII as text, anything else in hex. */
export function bytesText(bytes: Uint8Array): string {
  const printable = bytes.length > 0 && bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
  return printable ? Buffer.from(bytes).toString('latin1') : Buffer.from(bytes).toString('hex');
}

const UNSPECIFIED_STATUS = 0xff;
const INVALID_VALUE = 0x01;

/** Date-time of COSEM (12 bytes): local ISO text to the second; undefined when a part is not specified, or the clock says that it is invalid. */
export function cosemTime(bytes: Uint8Array): string | undefined {
  if (bytes.length !== 12) return undefined;
  const [high = 0, low = 0, month = 0, day = 0, , hour = 0, minute = 0, second = 0] = bytes;
  const status = bytes[11] ?? 0;
  if (status !== UNSPECIFIED_STATUS && (status & INVALID_VALUE) !== 0) return undefined;
  const year = high * 256 + low;
  if (year === 0xffff || day < 1 || day > daysOf(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const [mm, dd, hh, mi, ss] = [month, day, hour, minute, second].map((part) => String(part).padStart(2, '0'));
  return `${String(year).padStart(4, '0')}-${mm}-${dd}T${hh}:${mi}:${ss}`;
}
