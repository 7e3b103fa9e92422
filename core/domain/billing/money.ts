import { formatDecimal, parseDecimal, rescale } from '../bytes/decimal.ts';

/** Ledger money: integers in 10⁻⁵ of the currency unit. */
export const AMOUNT_EXPONENT = -5;
/** One minor unit (kopeck, cent) as an amount. */
export const AMOUNT_PER_MINOR = 1000n;

/** The one rounding of the project: half up (away from zero on the half) to a multiple of `unit`. */
export function roundHalfUp(value: bigint, unit: bigint): bigint {
  const half = unit / 2n;
  return value >= 0n ? ((value + half) / unit) * unit : -((-value + half) / unit) * unit;
}

/** What has to be declared so that a total becomes whole minor units. */
export function roundingLine(total: bigint): bigint {
  return roundHalfUp(total, AMOUNT_PER_MINOR) - total;
}

/** '1234.56' → 123456000n. @throws InputError DECIMAL_INVALID, DECIMAL_INEXACT */
export function parseAmount(text: string): bigint {
  return rescale(parseDecimal(text), AMOUNT_EXPONENT);
}

/** Exact decimal text: two digits where they suffice, five where not. */
export function formatAmount(amount: bigint): string {
  return amount % AMOUNT_PER_MINOR === 0n
    ? formatDecimal({ mantissa: amount / AMOUNT_PER_MINOR, exponent: -2 })
    : formatDecimal({ mantissa: amount, exponent: AMOUNT_EXPONENT });
}
