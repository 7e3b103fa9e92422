const POWERS = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12];

/** The decimal text of `mantissa × 10^exponent`, with every digit the meter sent ("12.340" stays three places). `mantissa` is an exact integer. */
export function decimalText(mantissa: number | bigint, exponent: number): string {
  if (exponent === 0) return String(mantissa === 0 ? 0 : mantissa);
  if (exponent > 0) return shiftUp(mantissa, exponent);
  const negative = mantissa < 0;
  const digits = String(mantissa);
  const bare = negative ? digits.slice(1) : digits;
  const places = -exponent;
  const whole = bare.length > places ? bare.slice(0, bare.length - places) : '0';
  const fraction = bare.length > places ? bare.slice(bare.length - places) : bare.padStart(places, '0');
  return negative ? `-${whole}.${fraction}` : `${whole}.${fraction}`;
}

function shiftUp(mantissa: number | bigint, exponent: number): string {
  if (typeof mantissa === 'number') {
    const product = mantissa * (POWERS[exponent] ?? Infinity);
    if (Number.isSafeInteger(product)) return String(product === 0 ? 0 : product);
  }
  return String(BigInt(mantissa) * 10n ** BigInt(exponent));
}

export type DecimalParts = { mantissa: number | bigint; exponent: number };

/** Every binary32 or binary64 is a finite decimal: exactly that decimal. Undefined for NaN and infinities. */
export function exactParts(value: number): DecimalParts | undefined {
  if (!Number.isFinite(value)) return undefined;
  if (Number.isSafeInteger(value)) return { mantissa: value === 0 ? 0 : value, exponent: 0 };
  if (Number.isInteger(value)) return { mantissa: BigInt(value), exponent: 0 };
  let whole = value;
  let halvings = 0;
  while (!Number.isInteger(whole)) {
    whole *= 2;
    halvings++;
  }
  return { mantissa: BigInt(whole) * 5n ** BigInt(halvings), exponent: -halvings };
}

/**
 * The shortest decimal that reads back as the same binary32 (`single`) or binary64. A meter that keeps 12.345 sends the binary number nearest to
 * it; the exact expansion of that (12.3450002670…) has digits which no register ever showed.
 */
export function nearestParts(value: number, single: boolean): DecimalParts | undefined {
  if (!Number.isFinite(value)) return undefined;
  if (Number.isSafeInteger(value) && Math.abs(value) < 1e6) return { mantissa: value === 0 ? 0 : value, exponent: 0 };
  const [digits = '0', power = '0'] = shortest(value, single).split('e');
  const point = digits.indexOf('.');
  const mantissa = BigInt(digits.replace('.', ''));
  const exponent = Number(power) - (point < 0 ? 0 : digits.length - point - 1);
  return exponent > 0 ? { mantissa: mantissa * 10n ** BigInt(exponent), exponent: 0 } : { mantissa, exponent };
}

function shortest(value: number, single: boolean): string {
  if (!single) return value.toExponential();
  for (let places = 0; places < 9; places++) {
    const text = value.toExponential(places);
    if (Math.fround(Number(text)) === value) return text;
  }
  return value.toExponential();
}

const DECIMAL = /^([+-]?)0*(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,2}))?$/;

/** A decimal number written as text ("0012.340", "1.5e3"), in the plain form of `decimalText`; undefined when it is none. */
export function decimalFromText(text: string): string | undefined {
  const [, sign, whole, fraction = '', power = '0'] = DECIMAL.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const digits = `${whole}${fraction}`;
  const exponent = Number(power) - fraction.length;
  const plain = digits.length <= 15 ? decimalText(Number(digits), exponent) : decimalText(BigInt(digits), exponent);
  return sign === '-' && !/^[0.]*$/.test(plain) ? `-${plain}` : plain;
}

/** `text × 10^exponent` for a plain decimal text. */
export function shiftDecimal(text: string, exponent: number): string {
  if (exponent === 0) return text;
  const point = text.indexOf('.');
  const places = point < 0 ? 0 : text.length - point - 1;
  const digits = text.replace('.', '');
  const short = digits.length <= 15;
  return decimalText(short ? Number(digits) : BigInt(digits), exponent - places);
}
