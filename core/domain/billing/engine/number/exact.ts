import { InputError } from '../../../bytes/errors.ts';
import { formatDecimal, parseDecimal } from '../../../bytes/decimal.ts';

/** An exact number, n / d with d > 0. Nothing in the engine is rounded except where a rounding rule is named. */
export type Exact = { readonly n: bigint; readonly d: bigint };

export const ZERO: Exact = { n: 0n, d: 1n };
export const ONE: Exact = { n: 1n, d: 1n };

/** Beyond this a denominator is reduced, so that long sums of shares stay short. */
const LONG = 10n ** 48n;
/** Digits behind the point of a number that does not end. */
const SHOWN = 12;

/** '12.340' → 1234/100. @throws InputError DECIMAL_INVALID */
export function exact(text: string): Exact {
  const { mantissa, exponent } = parseDecimal(text);
  return exponent === 0 ? { n: mantissa, d: 1n } : { n: mantissa, d: power(-exponent) };
}

export function whole(value: bigint | number): Exact {
  return { n: BigInt(value), d: 1n };
}

export function ratio(n: bigint | number, d: bigint | number): Exact {
  return divide(whole(n), whole(d));
}

export function add(a: Exact, b: Exact): Exact {
  return a.d === b.d ? { n: a.n + b.n, d: a.d } : reduced(a.n * b.d + b.n * a.d, a.d * b.d);
}

export function subtract(a: Exact, b: Exact): Exact {
  return add(a, { n: -b.n, d: b.d });
}

export function multiply(a: Exact, b: Exact): Exact {
  return reduced(a.n * b.n, a.d * b.d);
}

/** @throws InputError DIVISION_BY_ZERO: a total that shares are taken of is nothing */
export function divide(a: Exact, b: Exact): Exact {
  if (b.n === 0n) throw new InputError('DIVISION_BY_ZERO', 'A share of nothing cannot be taken: the divisor is 0.');
  return b.n > 0n ? reduced(a.n * b.d, a.d * b.n) : reduced(-a.n * b.d, a.d * -b.n);
}

export function sum(values: readonly Exact[]): Exact {
  return values.reduce(add, ZERO);
}

/** Negative, 0 or positive, as a is less than, equal to or more than b. */
export function compare(a: Exact, b: Exact): number {
  const difference = a.n * b.d - b.n * a.d;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function least(a: Exact, b: Exact): Exact {
  return compare(a, b) <= 0 ? a : b;
}

export function most(a: Exact, b: Exact): Exact {
  return compare(a, b) >= 0 ? a : b;
}

/** The largest whole number that is not above. */
export function floor({ n, d }: Exact): bigint {
  const quotient = n / d;
  return n < 0n && n % d !== 0n ? quotient - 1n : quotient;
}

/** All digits where they end within twelve, else twelve, half up; at least `decimals` of them. */
export function formatExact(value: Exact, decimals = 0): string {
  const scaled = value.n * power(SHOWN);
  const ends = scaled % value.d === 0n;
  const magnitude = scaled < 0n ? -scaled : scaled;
  const digits = ends ? magnitude / value.d : (magnitude + value.d / 2n) / value.d;
  let [mantissa, exponent] = [scaled < 0n ? -digits : digits, -SHOWN];
  while (exponent < -decimals && mantissa % 10n === 0n) [mantissa, exponent] = [mantissa / 10n, exponent + 1];
  return formatDecimal({ mantissa, exponent });
}

const powers: bigint[] = [];

export function power(digits: number): bigint {
  return (powers[digits] ??= 10n ** BigInt(digits));
}

function reduced(n: bigint, d: bigint): Exact {
  if (d < LONG) return { n, d };
  let [a, b] = [n < 0n ? -n : n, d];
  while (b !== 0n) [a, b] = [b, a % b];
  return { n: n / a, d: d / a };
}
