import { InputError } from '../../../bytes/errors.ts';
import { dateOf, dayOf } from '../calendar/day.ts';

/** A value from a day on, until the next one. */
export type Dated<Value> = { from: number; value: Value };
export type Stretch<Value> = { from: number; to: number; days: number; value: Value };

/**
 * The days [from, to) cut where a value begins, also where it is the one before.
 * @param path names the list in the message
 * @throws InputError DATED_INVALID: no value holds on the first day, or two begin on one day
 */
export function stretches<Value>(
  list: readonly Dated<Value>[],
  { from, to, path }: { from: number; to: number; path: string },
): Stretch<Value>[] {
  const ordered = [...list].sort((a, b) => a.from - b.from);
  ordered.forEach((one, index) => {
    if (ordered[index + 1]?.from === one.from)
      throw new InputError('DATED_INVALID', `${path}: two values begin on ${dateOf(one.from)}.`);
  });
  const parts: Stretch<Value>[] = [];
  let start = from;
  while (start < to) {
    const at = start;
    const now = ordered.findLast((one) => one.from <= at);
    if (now === undefined) throw new InputError('DATED_INVALID', `${path}: nothing holds on ${dateOf(start)}.`);
    const next = ordered.find((one) => one.from > at)?.from ?? to;
    const end = Math.min(next, to);
    parts.push({ from: start, to: end, days: end - start, value: now.value });
    start = end;
  }
  return parts;
}

/** The value that holds on a day, whatever the order of the list. */
export function valueOn<Value>(list: readonly Dated<Value>[], day: number): Value | undefined {
  return [...list].sort((a, b) => a.from - b.from).findLast(({ from }) => from <= day)?.value;
}

/** One value without a date holds always. */
export function always<Value>(value: Value): Dated<Value>[] {
  return [{ from: dayOf('0001-01-01'), value }];
}
