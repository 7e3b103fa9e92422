const DAY = 86_400n;

/**
 * The end of the `count`-th working day after the day of `time`, unix seconds: the first second that is not in it. Monday to Friday in UTC, as
 * `WorkingDays.endAfter` counts; holidays are no ledger's to know.
 */
export function workingDaysEnd(time: bigint, count: number): bigint {
  let day = time / DAY;
  for (let left = count; left > 0;) {
    day += 1n;
    // Day 0, 1 January 1970, was a Thursday: 0 is a Monday here.
    if ((day + 3n) % 7n < 5n) left -= 1;
  }
  return (day + 1n) * DAY;
}
