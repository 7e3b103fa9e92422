import { AMOUNT_PER_MINOR } from './money.ts';

/** The one rounding of the project: half up (away from zero on the half) to a multiple of `unit`. */
export function roundHalfUp(value: bigint, unit: bigint): bigint {
  const half = unit / 2n;
  return value >= 0n ? ((value + half) / unit) * unit : -((-value + half) / unit) * unit;
}

/** What has to be declared so that a total becomes whole minor units. */
export function roundingLine(total: bigint): bigint {
  return roundHalfUp(total, AMOUNT_PER_MINOR) - total;
}

/**
 * The rounding line of a bill: brings the total to whole minor units, half up, and takes back what the bill before had rounded,
 * so that over the months nobody gains from rounding.
 * @param exact sum of all other lines
 * @param carriedIn `carriedOut` of the contract's bill before, 0 for its first
 */
export function roundingOf(exact: bigint, carriedIn: bigint): { amount: bigint; carriedOut: bigint; total: bigint } {
  const carriedOut = roundingLine(exact - carriedIn);
  return { amount: carriedOut - carriedIn, carriedOut, total: exact - carriedIn + carriedOut };
}
