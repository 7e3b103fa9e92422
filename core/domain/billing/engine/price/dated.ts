import { InputError } from '../../../bytes/errors.ts';
import { dateOf, dayOf } from '../calendar/day.ts';

/** A value from a day on, until the next one. */
export type Dated<Value> = { from: number; value: Value };
export type Stretch<Value> = { from: number; to: number; days: number; value: Value };

/**
 * The days [from, to) cut where the value changes. Equal neighbours are one stretch, so that a date on which nothing changes changes nothing.
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

/** One value without a date holds always. */
export function always<Value>(value: Value): Dated<Value>[] {
  return [{ from: dayOf('0001-01-01'), value }];
}
