import { InputError } from '../../../bytes/errors.ts';
import { add, compare, formatExact, multiply, power, subtract, whole, ZERO, type Exact } from '../number/exact.ts';

/** What a register says on a day. Of one day the larger value is the later. */
export type RegisterValue = { day: number; value: Exact };

/**
 * What ran through a register between the first and the last of its values, in whatever order they are given. A register of known digits may pass its end; it did
 * so where less than half its range lies between the two values.
 * @param path names the meter in the message
 * @throws InputError READINGS_TOO_FEW, READING_TOO_LONG, REGISTER_FELL
 */
export function registerUse(
  values: readonly RegisterValue[],
  { digits, factor, path }: { digits: number | null; factor: Exact; path: string },
): Exact {
  if (values.length < 2) throw new InputError('READINGS_TOO_FEW', `${path}: a use needs two readings.`);
  const ordered = [...values].sort((a, b) => a.day - b.day || compare(a.value, b.value));
  const range = digits === null ? null : whole(power(digits));
  let used = ZERO;
  ordered.forEach(({ value, day }, index) => {
    if (range !== null && compare(value, range) >= 0)
      throw new InputError('READING_TOO_LONG', `${path}: ${formatExact(value)} has more digits than the meter.`);
    const before = ordered[index - 1];
    if (before !== undefined) used = add(used, step({ before: before.value, value, range, path, day }));
  });
  return multiply(used, factor);
}

function step(args: { before: Exact; value: Exact; range: Exact | null; path: string; day: number }): Exact {
  const { before, value, range, path } = args;
  const difference = subtract(value, before);
  if (difference.n >= 0n) return difference;
  const around = range === null ? null : add(difference, range);
  if (range === null || around === null || compare(add(around, around), range) > 0)
    throw new InputError(
      'REGISTER_FELL',
      `${path}: the register falls from ${formatExact(before)} to ${formatExact(value)}. Say its digits where it passed its end, or that it was replaced.`,
    );
  return around;
}
