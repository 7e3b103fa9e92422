import { startOfLocalDate } from '../billing/period.ts';

const DAY = 86_400n;

/** A date of the local calendar as the ledgers count it, in days from 1970-01-01: no time zone is in it. @throws InputError DATE_INVALID */
export function dayNumber(date: string): number {
  return Number(startOfLocalDate(date, 'UTC') / DAY);
}

/** 'YYYY-MM-DD' of a day's number. */
export function dateOfDay(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}
