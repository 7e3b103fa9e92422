import { InputError } from '../../bytes/errors.ts';
import { roundHalfUp } from '../rounding.ts';
import { amountOfPrice, rateAt, ratesOf, type Rate, type RateQuery } from './tariff.ts';

/** A stretch of a line on which one rate holds: amount (10⁻¹² of the currency unit) per mantissa unit, and for how many seconds. */
export type RatePart = { rate: bigint; seconds: bigint };
/** The rate of a line, and of what it is the mean: one part where no rate changes within the line. */
export type LineRate = { rate: bigint; parts: RatePart[] };

/**
 * The rate of a line from `from` (inclusive) to the later `to` (exclusive), as the Tariffs register computes it: the mean of the rates that hold within, each
 * weighted with its seconds, rounded half up once. How much was used before and after a change nobody has to know.
 * @throws InputError NO_RATE when none holds at `from`, LINE_EMPTY when `to` is not later
 */
export function rateOver(rates: readonly Rate[], query: RateQuery & { from: bigint; to: bigint }): LineRate {
  const { from, to } = query;
  if (to <= from) throw new InputError('LINE_EMPTY', `A line from ${from} to ${to} has no time to weigh rates with.`);
  const changes = ratesOf(rates, query).filter(({ validFrom }) => validFrom > from && validFrom < to);
  const starts = [
    { rate: rateAt(rates, { ...query, time: from }), at: from },
    ...changes.map((change) => ({ rate: amountOfPrice(change), at: change.validFrom })),
  ];
  const parts = starts.map(({ rate, at }, index) => ({ rate, seconds: (starts[index + 1]?.at ?? to) - at }));
  const sum = parts.reduce((total, part) => total + part.rate * part.seconds, 0n);
  return { rate: roundHalfUp(sum, to - from) / (to - from), parts };
}
