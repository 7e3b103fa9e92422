import { InputError } from './errors.ts';
import { concatBytes } from './hex.ts';

/** RLP of a byte string (Yellow Paper, appendix B). On bytes, since library encoders go over hex text and cost a millisecond per 40 kB. */
export function rlpBytes(value: Uint8Array): Uint8Array {
  const [only] = value;
  if (value.length === 1 && only !== undefined && only < 0x80) return value;
  return concatBytes(prefix(value.length, 0x80), value);
}

/** RLP of a list whose items are RLP already. */
export function rlpList(items: Uint8Array[]): Uint8Array {
  const length = items.reduce((sum, item) => sum + item.length, 0);
  return concatBytes(prefix(length, 0xc0), ...items);
}

/** RLP of an unsigned integer: big endian without leading zeros. */
export function rlpUint(value: bigint | number): Uint8Array {
  const out: number[] = [];
  for (let rest = BigInt(value); rest > 0n; rest >>= 8n) out.unshift(Number(rest & 0xffn));
  return rlpBytes(Uint8Array.from(out));
}

function prefix(length: number, base: number): Uint8Array {
  if (length < 56) return Uint8Array.of(base + length);
  const digits: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest & 0xff);
  return Uint8Array.of(base + 55 + digits.length, ...digits);
}

export type RlpItem = Uint8Array | RlpItem[];

/** The one item that the bytes are the RLP of; byte strings are views into `bytes`. @throws InputError RLP_INVALID, also for encodings that are not the shortest */
export function decodeRlpBytes(bytes: Uint8Array): RlpItem {
  const [item, end] = decodeAt(bytes, 0, bytes.length);
  if (end !== bytes.length) throw invalid('bytes follow the item');
  return item;
}

function decodeAt(bytes: Uint8Array, at: number, end: number): [RlpItem, number] {
  const first = bytes[at];
  if (first === undefined || at >= end) throw invalid('an item is missing');
  if (first < 0x80) return [bytes.subarray(at, at + 1), at + 1];
  const isList = first >= 0xc0;
  const [start, length] = lengthAt(bytes, at, first - (isList ? 0xc0 : 0x80));
  const stop = start + length;
  if (stop > end) throw invalid('an item is longer than what holds it');
  if (!isList) {
    if (length === 1 && (bytes[start] ?? 0) < 0x80) throw invalid('a byte is not in its shortest form');
    return [bytes.subarray(start, stop), stop];
  }
  const items: RlpItem[] = [];
  for (let next = start; next < stop;) {
    const [item, after] = decodeAt(bytes, next, stop);
    items.push(item);
    next = after;
  }
  return [items, stop];
}

function lengthAt(bytes: Uint8Array, at: number, kind: number): [start: number, length: number] {
  if (kind < 56) return [at + 1, kind];
  let length = 0;
  for (let i = 1; i <= kind - 55; i++) length = length * 256 + (bytes[at + i] ?? Number.NaN);
  if (!Number.isSafeInteger(length) || length < 56 || bytes[at + 1] === 0)
    throw invalid('a length is not in its shortest form');
  return [at + 1 + kind - 55, length];
}

function invalid(what: string): InputError {
  return new InputError('RLP_INVALID', `The bytes are not RLP: ${what}.`);
}
