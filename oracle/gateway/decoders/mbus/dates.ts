import { daysOf } from '../days-of-month.ts';

/** Date and time types of EN 13757-3 Annex A. All give local ISO 8601 text, or undefined when invalid or "every …". */

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

function dateText(year: number, month: number, day: number): string | undefined {
  if (day < 1 || day > daysOf(year, month)) return undefined;
  return `${year}-${two(month)}-${two(day)}`;
}

/** Two digits of the year: 00–80 are 2000–2080, 81–99 are 1981–1999 (the standard's rule for meters without a century). */
function fullYear(year: number, century: number): number | undefined {
  if (year > 99) return undefined;
  if (century > 0) return 1900 + century * 100 + year;
  return year <= 80 ? 2000 + year : 1900 + year;
}

/** Type G, 2 bytes. */
export function dateG(bytes: Uint8Array, at: number): string | undefined {
  const low = bytes[at] ?? 0;
  const high = bytes[at + 1] ?? 0;
  const year = fullYear((low >> 5) | ((high & 0xf0) >> 1), 0);
  return year === undefined ? undefined : dateText(year, high & 0x0f, low & 0x1f);
}

/** Type F, 4 bytes, to the minute. */
export function dateTimeF(bytes: Uint8Array, at: number): string | undefined {
  const minute = bytes[at] ?? 0;
  const hour = bytes[at + 1] ?? 0;
  const low = bytes[at + 2] ?? 0;
  const high = bytes[at + 3] ?? 0;
  if ((minute & 0x80) !== 0 || (minute & 0x3f) > 59 || (hour & 0x1f) > 23) return undefined;
  const year = fullYear((low >> 5) | ((high & 0xf0) >> 1), (hour >> 5) & 3);
  const date = year === undefined ? undefined : dateText(year, high & 0x0f, low & 0x1f);
  return date === undefined ? undefined : `${date}T${two(hour & 0x1f)}:${two(minute & 0x3f)}`;
}

/** Type I, 6 bytes, to the second. */
export function dateTimeI(bytes: Uint8Array, at: number): string | undefined {
  const second = bytes[at] ?? 0;
  const minute = bytes[at + 1] ?? 0;
  const hour = bytes[at + 2] ?? 0;
  const low = bytes[at + 3] ?? 0;
  const high = bytes[at + 4] ?? 0;
  if ((minute & 0x80) !== 0) return undefined;
  if ((second & 0x3f) > 59 || (minute & 0x3f) > 59 || (hour & 0x1f) > 23) return undefined;
  const year = fullYear((low >> 5) | ((high & 0xf0) >> 1), 0);
  const date = year === undefined ? undefined : dateText(year, high & 0x0f, low & 0x1f);
  return date === undefined ? undefined : `${date}T${two(hour & 0x1f)}:${two(minute & 0x3f)}:${two(second & 0x3f)}`;
}

/** Type J, 3 bytes, a time of day. */
export function timeJ(bytes: Uint8Array, at: number): string | undefined {
  const second = bytes[at] ?? 0;
  const minute = bytes[at + 1] ?? 0;
  const hour = bytes[at + 2] ?? 0;
  if ((second & 0x3f) > 59 || (minute & 0x3f) > 59 || (hour & 0x1f) > 23) return undefined;
  return `${two(hour & 0x1f)}:${two(minute & 0x3f)}:${two(second & 0x3f)}`;
}
