import { InputError } from '../bytes/errors.ts';

const DAY_MS = 86_400_000;

/** A date of the local calendar as the ledgers count it, in days from 1970-01-01: no time zone is in it. @throws InputError DATE_INVALID */
export function dayNumber(date: string): number {
  const day = Date.parse(`${date}T00:00:00Z`) / DAY_MS;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || !Number.isInteger(day) || dateOfDay(day) !== date)
    throw new InputError('DATE_INVALID', `"${date}" is no date of the calendar. Write YYYY-MM-DD.`);
  return day;
}

/** 'YYYY-MM-DD' of a day's number. */
export function dateOfDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
