import { InputError } from '../../../bytes/errors.ts';
import { divide, multiply, sum, whole, type Exact } from '../number/exact.ts';

/** How a month without a good reading is counted. */
export type EstimateMethod = 'average' | 'norm' | 'norm_x_coefficient';

/** The mean of the last months that were measured, or null where there are too few. */
export function averageOf(
  volumes: readonly Exact[],
  { months, least }: { months: number; least: number },
): Exact | null {
  const taken = volumes.slice(-months);
  return taken.length < least ? null : divide(sum(taken), whole(taken.length));
}

/**
 * The volume of the `index`-th month in a row without a good reading, counted from 0: the average while it may be used, then the norm with the coefficient.
 * @throws InputError ESTIMATE_IMPOSSIBLE: neither an average nor a norm
 */
export function estimateVolume(args: {
  index: number;
  average: Exact | null;
  periods: number;
  norm: Exact | null;
  coefficient: Exact;
}): { method: EstimateMethod; volume: Exact } {
  const { average, norm, coefficient } = args;
  if (average !== null && (args.index < args.periods || norm === null)) return { method: 'average', volume: average };
  if (norm === null)
    throw new InputError(
      'ESTIMATE_IMPOSSIBLE',
      'There are too few months for an average, and no norm to fall back to.',
    );
  const isOne = coefficient.n === coefficient.d;
  return { method: isOne ? 'norm' : 'norm_x_coefficient', volume: multiply(norm, coefficient) };
}
