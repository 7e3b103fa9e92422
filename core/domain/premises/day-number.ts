import { isCalendarDate } from '../bytes/calendar-date.ts';
import { InputError } from '../bytes/errors.ts';

const DAY_MS = 86_400_000;

/** A date of the local calendar as the ledgers count it, in days from 1970-01-01: no time zone is in it. @throws InputError DATE_INVALID */
export function dayNumber(date: string): number {
  if (!isCalendarDate(date))
    throw new InputError('DATE_INVALID', `"${date}" is no date of the calendar. Write YYYY-MM-DD.`);
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}

/** 'YYYY-MM-DD' of a day's number. */
export function dateOfDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
