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

/** Unix seconds of local 00:00 on the first of the period, or of the first instant of that day where its clocks leave 00:00 out. */
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

type LocalParts = { year: number; month: number; day: number; hour: number; minute: number; second: number };

/** What a clock on the wall shows at that instant. */
function localParts(time: bigint, timeZone: string): LocalParts {
  const wall = new Date(Number(time + offsetAt(time, timeZone)) * 1000);
  return {
    ...{ year: wall.getUTCFullYear(), month: wall.getUTCMonth() + 1, day: wall.getUTCDate() },
    ...{ hour: wall.getUTCHours(), minute: wall.getUTCMinutes(), second: wall.getUTCSeconds() },
  };
}

function localMidnight(year: number, month: number, day: number, timeZone: string): bigint {
  checkPeriod(year * 100 + month);
  const asUtc = BigInt(Date.UTC(year, month - 1, day) / 1000);
  // Two steps settle it: the offset at the first guess may be the one on the other side of a clock change.
  let guess = asUtc;
  for (let i = 0; i < 2; i++) guess = asUtc - offsetAt(guess, timeZone);
  const shown = localParts(guess, timeZone);
  // Where clocks go forward over midnight the day begins with the change: midnight by the clock that held until then.
  return shown.day === day && shown.month === month ? guess : asUtc - offsetAt(guess, timeZone);
}

/** Clocks are changed at whole quarters of an hour alone, so what one instant of a quarter shows serves the others. */
const QUARTER = 900n;
const OFFSETS_KEPT = 20_000;
const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, bigint>();

/** Seconds by which local time is ahead of UTC. Asking Intl takes 20 µs, and readings ask by the thousand. */
function offsetAt(time: bigint, timeZone: string): bigint {
  const quarter = time / QUARTER;
  const key = `${quarter} ${timeZone}`;
  const kept = offsets.get(key);
  if (kept !== undefined) return kept;
  if (offsets.size >= OFFSETS_KEPT) offsets.clear();
  const start = quarter * QUARTER;
  const offset = askIntl(start, timeZone) - start;
  offsets.set(key, offset);
  return offset;
}

/** The local time of an instant, as if it were UTC. */
function askIntl(time: bigint, timeZone: string): bigint {
  let format = formats.get(timeZone);
  if (!format) {
    const unit = 'numeric';
    format = new Intl.DateTimeFormat('en-US-u-hc-h23', {
      ...{ timeZone, year: unit, month: unit, day: unit, hour: unit, minute: unit, second: unit },
    });
    formats.set(timeZone, format);
  }
  const shown = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of format.formatToParts(Number(time) * 1000)) {
    if (type in shown) Object.assign(shown, { [type]: Number(value) });
  }
  const { year, month, day, hour, minute, second } = shown;
  return BigInt(Date.UTC(year, month - 1, day, hour, minute, second) / 1000);
}
