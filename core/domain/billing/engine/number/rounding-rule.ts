import { formatDecimal } from '../../../bytes/decimal.ts';
import { InputError } from '../../../bytes/errors.ts';
import { roundHalfUp } from '../../rounding.ts';
import { add, formatExact, power, sum, type Exact } from './exact.ts';

/** How a half is rounded; `down` and `up` are towards and away from zero whatever the rest is; `none` leaves every number as it is. */
export type RoundingMode = 'half-up' | 'half-even' | 'half-down' | 'up' | 'down' | 'none';
/** The one rounding of a bill: how, to how many decimals of the currency unit, and whether of each line or of the total alone. */
export type RoundingRule = { mode: RoundingMode; decimals: number; place: 'line' | 'total' };

/** The number as the rule shows it. */
export function roundExact(value: Exact, { mode, decimals }: Pick<RoundingRule, 'mode' | 'decimals'>): Exact {
  return mode === 'none' ? value : { n: roundedUnits(value, mode, decimals), d: power(decimals) };
}

/** Whether the rule would leave the number as it is. */
export function isRounded({ n, d }: Exact, { mode, decimals }: Pick<RoundingRule, 'mode' | 'decimals'>): boolean {
  return mode === 'none' || (n * power(decimals)) % d === 0n;
}

/** A number that has at most so many decimals, with exactly so many. @throws InputError DECIMAL_INEXACT when digits would be lost */
export function formatFixed({ n, d }: Exact, decimals: number): string {
  const scaled = n * power(decimals);
  if (scaled % d !== 0n)
    throw new InputError('DECIMAL_INEXACT', `${formatExact({ n, d })} has more than ${decimals} decimals.`);
  return formatDecimal({ mantissa: scaled / d, exponent: -decimals });
}

/** Lines as they are shown, and their total: the sum of what is shown, unless the rule rounds the total alone. */
export function roundLines(lines: readonly Exact[], rule: RoundingRule): { lines: Exact[]; total: Exact } {
  const shown = lines.map((line) => roundExact(line, rule));
  return { lines: shown, total: rule.place === 'line' ? sum(shown) : roundExact(lines.reduce(add), rule) };
}

function roundedUnits(value: Exact, mode: RoundingMode, decimals: number): bigint {
  const scaled = value.n * power(decimals);
  if (mode === 'half-up') return roundHalfUp(scaled, value.d) / value.d;
  const negative = scaled < 0n;
  const magnitude = negative ? -scaled : scaled;
  const quotient = magnitude / value.d;
  const twice = 2n * (magnitude - quotient * value.d);
  const units = goesUp(mode, twice, value.d, quotient) ? quotient + 1n : quotient;
  return negative ? -units : units;
}

function goesUp(mode: Exclude<RoundingMode, 'half-up'>, twice: bigint, one: bigint, quotient: bigint): boolean {
  switch (mode) {
    case 'half-down':
      return twice > one;
    case 'half-even':
      return twice > one || (twice === one && quotient % 2n === 1n);
    case 'up':
      return twice > 0n;
    case 'down':
    case 'none':
      return false;
    default:
      return mode satisfies never;
  }
}
