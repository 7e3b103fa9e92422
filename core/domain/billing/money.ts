import { formatDecimal, parseDecimal, rescale } from '../bytes/decimal.ts';

/** Ledger money: integers in 10⁻¹² of the currency unit. */
export const AMOUNT_EXPONENT = -12;
/** One minor unit (kopeck, cent) as an amount. */
export const AMOUNT_PER_MINOR = 10_000_000_000n;

/** '1234.56' → 1234560000000000n. @throws InputError DECIMAL_INVALID, DECIMAL_INEXACT */
export function parseAmount(text: string): bigint {
  return rescale(parseDecimal(text), AMOUNT_EXPONENT);
}

/** Exact decimal text: two digits behind the point where they suffice, else as many as it takes. */
export function formatAmount(amount: bigint): string {
  let [mantissa, exponent] = [amount, AMOUNT_EXPONENT];
  while (exponent < -2 && mantissa % 10n === 0n) [mantissa, exponent] = [mantissa / 10n, exponent + 1];
  return formatDecimal({ mantissa, exponent });
}
