/** Little-endian integers up to 48 bits, exact in a number. */
export function unsigned(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let index = at + length - 1; index >= at; index--) value = value * 256 + (bytes[index] ?? 0);
  return value;
}

/** Two's complement (type B), up to 48 bits. The most negative value means "invalid" and gives undefined. */
export function signed(bytes: Uint8Array, at: number, length: number): number | undefined {
  const value = unsigned(bytes, at, length);
  const half = 2 ** (8 * length - 1);
  if (value === half) return undefined;
  return value > half ? value - 2 * half : value;
}

/** 64 bits, two's complement or not. */
export function wide(bytes: Uint8Array, at: number, isSigned: boolean): number | bigint | undefined {
  let value = 0n;
  for (let index = at + 7; index >= at; index--) value = (value << 8n) | BigInt(bytes[index] ?? 0);
  if (isSigned) {
    if (value === 1n << 63n) return undefined;
    value = BigInt.asIntN(64, value);
  }
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

/**
 * Packed BCD, least significant byte first (type A). A top digit F is a minus sign; any other digit above 9 means that there is no value
 * (undefined), never a number. At most 12 digits.
 */
export function bcd(bytes: Uint8Array, at: number, length: number): number | undefined {
  let value = 0;
  let negative = false;
  for (let index = at + length - 1; index >= at; index--) {
    const byte = bytes[index] ?? 0;
    let high = byte >> 4;
    const low = byte & 0x0f;
    if (high > 9) {
      if (high !== 0x0f || index !== at + length - 1) return undefined;
      negative = true;
      high = 0;
    }
    if (low > 9) return undefined;
    value = value * 100 + high * 10 + low;
  }
  return negative ? -value : value;
}

/** The digits of an identification number as they are printed on the meter; digits above 9 stay hexadecimal. */
export function identification(bytes: Uint8Array, at: number): string {
  let text = '';
  for (let index = at + 3; index >= at; index--) text += hexByte(bytes[index] ?? 0);
  return text;
}

const HEX = Array.from({ length: 256 }, (_, value) => value.toString(16).toUpperCase().padStart(2, '0'));

export function hexByte(value: number): string {
  return HEX[value] ?? '';
}

/** Bytes in the order of transmission, upper case, no spaces. */
export function hexText(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let index = from; index < to; index++) text += hexByte(bytes[index] ?? 0);
  return text;
}
