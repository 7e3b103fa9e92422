import { InputError } from '../bytes/errors.ts';

/** The ledgers' bounds, `Periods.check`. */
const [PERIOD_MIN, PERIOD_MAX] = [200_001, 999_912];

/** The billing period of an instant: year × 100 + month of the local calendar. `time` in unix seconds. */
export function periodOf(time: bigint, timeZone: string): number {
  const { year, month } = localParts(time, timeZone);
  return year * 100 + month;
}

/** The period a frame's reading belongs to: a register read at 00:00 of the 1st closes the month before. */
export function periodOfFrame(time: bigint, timeZone: string): number {
  return periodOf(time - 1n, timeZone);
}

/** Unix seconds of local 00:00 on the first of the period. */
export function periodStart(period: number, timeZone: string): bigint {
  return localMidnight(Math.floor(period / 100), period % 100, 1, timeZone);
}

export function nextPeriod(period: number): number {
  checkPeriod(period);
  return period % 100 === 12 ? period + 89 : period + 1;
}

export function previousPeriod(period: number): number {
  checkPeriod(period);
  return period % 100 === 1 ? period - 89 : period - 1;
}

/** The local date of an instant, 'YYYY-MM-DD'. */
export function localDate(time: bigint, timeZone: string): string {
  const { year, month, day } = localParts(time, timeZone);
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** Unix seconds of local 00:00 of a 'YYYY-MM-DD'. @throws InputError DATE_INVALID */
export function startOfLocalDate(date: string, timeZone: string): bigint {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (!match) throw new InputError('DATE_INVALID', `"${date}" is not a date. Write YYYY-MM-DD.`);
  const start = localMidnight(Number(match[1]), Number(match[2]), Number(match[3]), timeZone);
  if (localDate(start, timeZone) !== date) throw new InputError('DATE_INVALID', `There is no ${date} in the calendar.`);
  return start;
}

/** Hour of the local day, 0 to 23. */
export function localHour(time: bigint, timeZone: string): number {
  return localParts(time, timeZone).hour;
}

function checkPeriod(period: number): void {
  const month = period % 100;
  if (!Number.isInteger(period) || month < 1 || month > 12 || period < PERIOD_MIN || period > PERIOD_MAX) {
    throw new InputError('PERIOD_INVALID', `${period} is not a period. Write year and month as YYYYMM.`);
  }
}

const formats = new Map<string, Intl.DateTimeFormat>();

function localParts(
  time: bigint,
  timeZone: string,
): { year: number; month: number; day: number; hour: number; minute: number; second: number } {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US-u-hc-h23', {
      timeZone,
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timeZone, format);
  }
  const parts = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of format.formatToParts(Number(time) * 1000)) {
    if (type in parts) Object.assign(parts, { [type]: Number(value) });
  }
  return parts;
}

function localMidnight(year: number, month: number, day: number, timeZone: string): bigint {
  checkPeriod(year * 100 + month);
  const asUtc = BigInt(Date.UTC(year, month - 1, day) / 1000);
  // Two steps settle it: the offset at the first guess may be the one on the other side of a clock change.
  let guess = asUtc;
  for (let i = 0; i < 2; i++) guess = asUtc - offsetAt(guess, timeZone);
  return guess;
}

function offsetAt(time: bigint, timeZone: string): bigint {
  const p = localParts(time, timeZone);
  return BigInt(Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute, p.second) / 1000) - time;
}
