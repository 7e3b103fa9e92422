import { InputError } from '../../../bytes/errors.ts';
import { byMonths, dayOf } from '../calendar/day.ts';

/**
 * Full days away, by months: the days of leaving and of return are none.
 * @throws InputError ABSENCE_INVALID: the return is before the leaving
 */
export function fullDaysAway(
  left: string,
  returned: string,
): { days: number; months: { month: string; days: number }[] } {
  const [first, last] = [dayOf(left), dayOf(returned)];
  if (last < first)
    throw new InputError('ABSENCE_INVALID', `returned: ${returned} is before ${left}, the day of leaving.`);
  const months = byMonths(first + 1, last).map(({ month, days }) => ({ month, days }));
  return { days: Math.max(0, last - first - 1), months };
}
