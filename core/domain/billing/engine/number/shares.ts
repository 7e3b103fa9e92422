import { InputError } from '../../../bytes/errors.ts';
import { add, compare, divide, floor, multiply, power, subtract, sum, whole, ZERO, type Exact } from './exact.ts';
import { roundExact, type RoundingRule } from './rounding-rule.ts';

/**
 * A total in parts that are whole units of so many decimals and add up to it to the last one: each gets what its weight gives, rounded down, and the units left
 * go to the largest remainders, the earlier first where two are equal.
 * @param total has at most so many decimals
 * @throws InputError SHARE_NEGATIVE
 */
export function shareOut(total: Exact, weights: readonly Exact[], decimals: number): Exact[] {
  const unit = power(decimals);
  const units = floor(multiply(total, whole(unit)));
  const exactParts = exactShares(whole(units), weights);
  const parts = exactParts.map(floor);
  let left = units - parts.reduce((all, part) => all + part, 0n);
  const order = exactParts
    .map((part, index) => ({ index, rest: subtract(part, whole(parts[index] ?? 0n)) }))
    .sort((a, b) => compare(b.rest, a.rest) || a.index - b.index);
  for (const { index } of order) {
    if (left === 0n) break;
    parts[index] = (parts[index] ?? 0n) + 1n;
    left -= 1n;
  }
  return parts.map((part) => ({ n: part, d: unit }));
}

/** A total of any digits in parts as the rounding says: of the rounded total to the last unit, or exact where nothing is rounded. */
export function shareRounded(
  total: Exact,
  weights: readonly Exact[],
  rounding: Pick<RoundingRule, 'mode' | 'decimals'>,
): Exact[] {
  if (rounding.mode === 'none') return exactShares(total, weights);
  return shareOut(roundExact(total, rounding), weights, rounding.decimals);
}

/** The same without rounding. @throws InputError SHARE_NEGATIVE, DIVISION_BY_ZERO */
export function exactShares(total: Exact, weights: readonly Exact[]): Exact[] {
  if (weights.some(({ n }) => n < 0n)) throw new InputError('SHARE_NEGATIVE', 'A share cannot be negative.');
  const all = sum(weights);
  if (total.n === 0n) return weights.map(() => ZERO);
  return weights.map((weight) => divide(multiply(total, weight), all));
}

/** Two lists of parts, one upon the other. */
export function addParts(a: readonly Exact[], b: readonly Exact[]): Exact[] {
  return a.map((part, index) => add(part, b[index] ?? ZERO));
}
