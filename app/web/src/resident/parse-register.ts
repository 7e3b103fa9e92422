import { parseDecimal, rescale } from '../../../../core/domain/bytes/decimal.ts';
import { InputError } from '../../../../core/domain/bytes/errors.ts';
import { shownExponent } from '../format/amounts.ts';
import type { RegisterScale } from '../format/amounts.ts';

/**
 * What a person copied from a meter's face, as a mantissa at the meter's exponent; a comma counts as a point.
 * @throws InputError DECIMAL_INVALID, DECIMAL_INEXACT
 */
export function parseRegister(text: string, scale: RegisterScale): bigint {
  const decimal = parseDecimal(text.replaceAll(/[\s\u00a0]/g, '').replace(',', '.'));
  if (decimal.mantissa < 0n) throw new InputError('DECIMAL_INVALID', 'A register is never negative.');
  return rescale(decimal, shownExponent(scale));
}
