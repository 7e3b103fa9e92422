import { InputError } from '../../../bytes/errors.ts';
import ru from './ru.json' with { type: 'json' };
import { dateOf, weekdayOf } from './day.ts';

const YEARS: ReadonlyMap<string, { off: readonly string[]; worked: readonly string[] }> = new Map(
  Object.entries(ru.years),
);

/**
 * The last of so many working days, counted from the day after `day`, by the production calendar of Russia.
 * @throws InputError CALENDAR_UNKNOWN: the calendar does not know that year
 */
export function addWorkingDays(day: number, count: number): number {
  let at = day;
  for (let left = count; left > 0;) {
    at += 1;
    if (isWorkingDay(at)) left -= 1;
  }
  return at;
}

function isWorkingDay(day: number): boolean {
  const date = dateOf(day);
  const year = YEARS.get(date.slice(0, 4));
  if (year === undefined)
    throw new InputError(
      'CALENDAR_UNKNOWN',
      `The working days of ${date.slice(0, 4)} are not known. Add the year's row.`,
    );
  const rest = date.slice(5);
  return weekdayOf(day) < 5 ? !year.off.includes(rest) : year.worked.includes(rest);
}
