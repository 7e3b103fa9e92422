import { isCalendarDate } from '../../../bytes/calendar-date.ts';
import { InputError } from '../../../bytes/errors.ts';

/** Days are counted by the civil calendar, never by seconds: no clock change, no time zone and no missing midnight can shift them. */
const MS = 86_400_000;

/** A house's bills ask for the same days over and over, and asking `Date` is what costs most. */
const KEPT = 20_000;

function kept<Key, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const values = new Map<Key, Value>();
  return (key) => {
    const known = values.get(key);
    if (known !== undefined) return known;
    if (values.size >= KEPT) values.clear();
    const value = compute(key);
    values.set(key, value);
    return value;
  };
}

/** Days since 1 January 1970. @throws InputError DATE_INVALID */
export const dayOf = kept((date: string): number => {
  if (!isCalendarDate(date)) throw new InputError('DATE_INVALID', `There is no ${date.slice(0, 20)} in the calendar.`);
  return Date.parse(`${date}T00:00:00Z`) / MS;
});

export const dateOf = kept((day: number): string => new Date(day * MS).toISOString().slice(0, 10));

/** 0 is Monday. Day 0 was a Thursday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** '2026-07' of a day. */
export const monthOf = kept((day: number): string => dateOf(day).slice(0, 7));

/** First day of a month and of the next. @throws InputError PERIOD_INVALID */
export const monthDays = kept((month: string): { from: number; to: number } => {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month))
    throw new InputError('PERIOD_INVALID', `"${month.slice(0, 20)}" is not a month. Write YYYY-MM.`);
  const [year = 0, number = 1] = month.split('-').map(Number);
  const next =
    number === 12
      ? `${String(year + 1).padStart(4, '0')}-01`
      : `${month.slice(0, 5)}${String(number + 1).padStart(2, '0')}`;
  return { from: dayOf(`${month}-01`), to: dayOf(`${next}-01`) };
});

export function daysInMonth(month: string): number {
  const { from, to } = monthDays(month);
  return to - from;
}

/** A stretch of days by months: [from, to) of each. */
export function byMonths(from: number, to: number): { month: string; from: number; to: number; days: number }[] {
  const parts = [];
  for (let start = from; start < to;) {
    const month = monthOf(start);
    const end = Math.min(monthDays(month).to, to);
    parts.push({ month, from: start, to: end, days: end - start });
    start = end;
  }
  return parts;
}
