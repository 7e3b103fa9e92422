import type { Hex } from '../bytes/hex.ts';
import { NUMBER_BITS, type AbiType } from './abi-type.ts';

/** The digits of a hex text; `end` = where what was read last ends. */
type Reader = { readonly digits: string; end: number };

const WORD = 64;
const ZEROS = '0'.repeat(WORD);

/**
 * Values that were encoded one after the other, in the one canonical encoding: every offset names the place behind what came before, and what fills words up is
 * zero. So each digit is read once, whatever somebody makes of the offsets. Tuples are objects, bytes and addresses lower-case hex.
 * @throws Error for anything else
 */
export function decodeAbi(types: readonly AbiType[], data: Hex): unknown[] {
  const digits = data.slice(2).toLowerCase();
  if (!data.startsWith('0x') || digits.length % 2 !== 0 || !/^[0-9a-f]*$/.test(digits)) throw new Error('no hex');
  const reader: Reader = { digits, end: 0 };
  const values = readAll(reader, types, 0);
  if (reader.end !== digits.length) throw new Error('there is something behind the end');
  return values;
}

function readAll(reader: Reader, types: readonly AbiType[], base: number): unknown[] {
  let head = base;
  let tail = base + WORD * types.reduce((sum, { words }) => sum + words, 0);
  if (tail > reader.digits.length) throw new Error('it ends early');
  const values = types.map((type) => {
    const at = head;
    head += WORD * type.words;
    if (!type.isDynamic) return readFixed(reader, type, at);
    if (2 * lengthAt(reader, at) !== tail - base) throw new Error('an offset is not where the last value ended');
    const value = readDynamic(reader, type, tail);
    tail = reader.end;
    return value;
  });
  reader.end = tail;
  return values;
}

function readFields(reader: Reader, type: AbiType & { kind: 'tuple' }, at: number): unknown {
  const values = readAll(
    reader,
    type.fields.map((field) => field.type),
    at,
  );
  return Object.fromEntries(type.fields.map(({ name }, index) => [name, values[index]]));
}

function readDynamic(reader: Reader, type: AbiType, at: number): unknown {
  if (type.kind === 'tuple') return readFields(reader, type, at);
  const length = lengthAt(reader, at);
  const from = at + WORD;
  if (type.kind === 'list') {
    // Each takes a word at least: a length that nothing follows costs nothing.
    if (length * WORD * type.of.words > reader.digits.length - from) throw new Error('a list ends early');
    return readAll(
      reader,
      Array.from({ length }, () => type.of),
      from,
    );
  }
  const end = from + 2 * length;
  reader.end = from + WORD * Math.ceil(length / 32);
  if (reader.end > reader.digits.length) throw new Error('bytes end early');
  if (!isZero(reader.digits.slice(end, reader.end))) throw new Error('bytes are filled up with something');
  return `0x${reader.digits.slice(from, end)}`;
}

function readFixed(reader: Reader, type: AbiType, at: number): unknown {
  if (type.kind === 'tuple') return readFields(reader, type, at);
  const word = reader.digits.slice(at, at + WORD);
  switch (type.kind) {
    case 'uint':
      return unsigned(word, type.bits);
    case 'int':
      return signed(word, type.bits);
    case 'bool':
      return flag(word);
    case 'address':
      return `0x${behindZeros(word, 40)}`;
    case 'fixed':
      return `0x${beforeZeros(word, 2 * type.bytes)}`;
    default:
      throw new Error(`${type.kind} is of no fixed size`);
  }
}

function lengthAt(reader: Reader, at: number): number {
  if (at + WORD > reader.digits.length) throw new Error('it ends early');
  return Number(unsigned(reader.digits.slice(at, at + WORD), 32));
}

function unsigned(word: string, bits: number): number | bigint {
  const digits = `0x${behindZeros(word, bits / 4)}`;
  return bits <= NUMBER_BITS ? Number(digits) : BigInt(digits);
}

function signed(word: string, bits: number): number | bigint {
  const value = BigInt.asIntN(256, BigInt(`0x${word}`));
  if (BigInt.asIntN(bits, value) !== value) throw new Error('a number is out of its range');
  return bits <= NUMBER_BITS ? Number(value) : value;
}

function flag(word: string): boolean {
  const digit = behindZeros(word, 1);
  if (digit !== '0' && digit !== '1') throw new Error('a flag is neither 0 nor 1');
  return digit === '1';
}

function behindZeros(word: string, length: number): string {
  if (!isZero(word.slice(0, WORD - length))) throw new Error('a word is filled up with something');
  return word.slice(WORD - length);
}

function beforeZeros(word: string, length: number): string {
  if (!isZero(word.slice(length))) throw new Error('a word is filled up with something');
  return word.slice(0, length);
}

function isZero(digits: string): boolean {
  return digits === ZEROS.slice(0, digits.length);
}
