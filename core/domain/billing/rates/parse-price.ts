import { parseDecimal } from '../../bytes/decimal.ts';
import { InputError } from '../../bytes/errors.ts';
import { AMOUNT_EXPONENT } from '../money.ts';
import type { Price } from './tariff.ts';

const MANTISSA_LIMIT = 1n << 64n;

/**
 * A price as a person writes it, in the one way that the Tariffs register takes: '0.00550' → 55 × 10⁻⁴.
 * @throws InputError DECIMAL_INVALID, PRICE_OUT_OF_RANGE: negative, of more than 12 digits behind the point, or of too many digits
 */
export function parsePrice(text: string): Price {
  let { mantissa, exponent } = parseDecimal(text);
  while (exponent < 0 && mantissa % 10n === 0n) [mantissa, exponent] = [mantissa / 10n, exponent + 1];
  if (mantissa < 0n || mantissa >= MANTISSA_LIMIT || exponent < AMOUNT_EXPONENT)
    throw new InputError(
      'PRICE_OUT_OF_RANGE',
      `The price ${text} is negative or has too many digits. Give at most ${-AMOUNT_EXPONENT} behind the point, and a number below 2^64 without it.`,
    );
  return { mantissa, exponent };
}
