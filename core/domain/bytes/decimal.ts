import { InputError } from './errors.ts';

/** An exact decimal number, mantissa × 10^exponent. */
export type Decimal = { mantissa: bigint; exponent: number };

/** '12.340' → 12340 × 10^-3: the digits as written. @throws InputError DECIMAL_INVALID */
export function parseDecimal(text: string): Decimal {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match)
    throw new InputError(
      'DECIMAL_INVALID',
      `"${text}" is not a decimal number. Write digits with a point, for example 12.34.`,
    );
  const fraction = match[3] ?? '';
  const mantissa = BigInt(`${match[2]}${fraction}`);
  return { mantissa: match[1] === '-' ? -mantissa : mantissa, exponent: fraction === '' ? 0 : -fraction.length };
}

/** The plain decimal notation, with exactly −exponent digits after the point. */
export function formatDecimal({ mantissa, exponent }: Decimal): string {
  if (exponent >= 0) return (mantissa * 10n ** BigInt(exponent)).toString();
  const digits = (mantissa < 0n ? -mantissa : mantissa).toString().padStart(1 - exponent, '0');
  return `${mantissa < 0n ? '-' : ''}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
}

/** The same number's mantissa at another exponent. @throws InputError DECIMAL_INEXACT when digits would be lost */
export function rescale({ mantissa, exponent }: Decimal, to: number): bigint {
  if (exponent >= to) return mantissa * 10n ** BigInt(exponent - to);
  const divisor = 10n ** BigInt(to - exponent);
  if (mantissa % divisor !== 0n) {
    throw new InputError(
      'DECIMAL_INEXACT',
      `${formatDecimal({ mantissa, exponent })} has more digits than 10^${to} can hold.`,
    );
  }
  return mantissa / divisor;
}

/** The largest multiple of 10^to that is not above the number, as a mantissa: how a register with finer digits is read. */
export function floorTo({ mantissa, exponent }: Decimal, to: number): bigint {
  if (exponent >= to) return mantissa * 10n ** BigInt(exponent - to);
  const divisor = 10n ** BigInt(to - exponent);
  const quotient = mantissa / divisor;
  return mantissa < 0n && mantissa % divisor !== 0n ? quotient - 1n : quotient;
}
