import type { Hex } from '../bytes/hex.ts';
import type { AbiType } from './abi-type.ts';

const WORD_DIGITS = 64;

/** The one canonical encoding of values, one after the other; tuples are objects. @throws TypeError for a value that its type does not hold */
export function encodeAbi(types: readonly AbiType[], values: readonly unknown[]): Hex {
  return `0x${encodeAll(types, values)}`;
}

function encodeAll(types: readonly AbiType[], values: readonly unknown[]): string {
  const heads: string[] = [];
  const tails: string[] = [];
  let offset = 32 * types.reduce((sum, { words }) => sum + words, 0);
  for (const [index, type] of types.entries()) {
    const digits = encodeOne(type, values[index]);
    if (!type.isDynamic) heads.push(digits);
    else {
      heads.push(lengthWord(offset));
      tails.push(digits);
      offset += digits.length / 2;
    }
  }
  return heads.join('') + tails.join('');
}

function encodeOne(type: AbiType, value: unknown): string {
  switch (type.kind) {
    case 'tuple': {
      if (typeof value !== 'object' || value === null) throw wrong(type, value);
      const types = type.fields.map((field) => field.type);
      return encodeAll(
        types,
        type.fields.map(({ name }) => Reflect.get(value, name) as unknown),
      );
    }
    case 'list':
      if (!Array.isArray(value)) throw wrong(type, value);
      return (
        lengthWord(value.length) +
        encodeAll(
          value.map(() => type.of),
          value,
        )
      );
    case 'bytes': {
      const digits = digitsOf(type, value);
      const filled = WORD_DIGITS * Math.ceil(digits.length / WORD_DIGITS);
      return lengthWord(digits.length / 2) + digits.padEnd(filled, '0');
    }
    case 'fixed':
      return digitsOf(type, value, type.bytes).padEnd(WORD_DIGITS, '0');
    case 'address':
      return digitsOf(type, value, 20).padStart(WORD_DIGITS, '0');
    case 'bool':
      if (typeof value !== 'boolean') throw wrong(type, value);
      return lengthWord(value ? 1 : 0);
    default:
      return integerWord(type, value);
  }
}

function integerWord(type: AbiType & { kind: 'uint' | 'int' }, value: unknown): string {
  if (typeof value !== 'bigint' && !Number.isSafeInteger(value)) throw wrong(type, value);
  const whole = BigInt(value as bigint | number);
  const held = type.kind === 'uint' ? BigInt.asUintN(type.bits, whole) : BigInt.asIntN(type.bits, whole);
  if (held !== whole) throw wrong(type, value);
  return BigInt.asUintN(256, whole).toString(16).padStart(WORD_DIGITS, '0');
}

function lengthWord(length: number): string {
  return length.toString(16).padStart(WORD_DIGITS, '0');
}

function digitsOf(type: AbiType, value: unknown, bytes?: number): string {
  const isHex = typeof value === 'string' && /^0x([0-9a-fA-F]{2})*$/.test(value);
  if (!isHex || (bytes !== undefined && value.length !== 2 + 2 * bytes)) throw wrong(type, value);
  return value.slice(2).toLowerCase();
}

function wrong(type: AbiType, value: unknown): TypeError {
  return new TypeError(`${String(value).slice(0, 80)} is no value of ${type.kind}`);
}
