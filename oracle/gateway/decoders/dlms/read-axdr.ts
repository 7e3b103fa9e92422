import { readLength } from './read-length.ts';

/** A value of A-XDR (IEC 62056-6-2, "data"). */
export type Axdr =
  | { kind: 'null' }
  | { kind: 'list'; items: Axdr[] }
  | { kind: 'number'; value: number | bigint; type: number }
  | { kind: 'float'; value: number; single: boolean }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'enum'; value: number }
  | { kind: 'bytes'; bytes: Uint8Array }
  | { kind: 'text'; text: string };

/** What was read, and whether it was whole: `complete` is false when the bytes end inside a list. */
export type AxdrTree = { root: Axdr; complete: boolean; next: number };

const MAX_DEPTH = 8;
const INTEGERS: Readonly<Record<number, readonly [length: number, signed: boolean]>> = {
  0x05: [4, true],
  0x06: [4, false],
  0x0f: [1, true],
  0x10: [2, true],
  0x11: [1, false],
  0x12: [2, false],
  0x14: [8, true],
  0x15: [8, false],
};
const TIMES: Readonly<Record<number, number>> = { 0x19: 12, 0x1a: 5, 0x1b: 4 };

/** Reads one value at `at`. Undefined for an unknown type or bytes that end inside a plain value outside any list. */
export function readAxdr(bytes: Uint8Array, at: number): AxdrTree | undefined {
  return readValue(bytes, at, 0);
}

function readValue(bytes: Uint8Array, at: number, depth: number): AxdrTree | undefined {
  const type = bytes[at];
  if (type === undefined || depth > MAX_DEPTH) return undefined;
  const integer = INTEGERS[type];
  if (integer !== undefined) return readInteger(bytes, at + 1, type, integer);
  const time = TIMES[type];
  if (time !== undefined) return slice(bytes, at + 1, time);
  switch (type) {
    case 0x00:
      return { root: { kind: 'null' }, complete: true, next: at + 1 };
    case 0x01:
    case 0x02:
      return readList(bytes, at + 1, depth);
    case 0x03:
      return small(bytes, at + 1, (value) => ({ kind: 'boolean', value: value !== 0 }));
    case 0x16:
      return small(bytes, at + 1, (value) => ({ kind: 'enum', value }));
    case 0x04:
      return readBits(bytes, at + 1);
    case 0x09:
      return readSized(bytes, at + 1, (part) => ({ kind: 'bytes', bytes: part }));
    case 0x0a:
    case 0x0c:
      return readSized(bytes, at + 1, (part) => ({ kind: 'text', text: new TextDecoder().decode(part) }));
    case 0x17:
    case 0x18:
      return readFloat(bytes, at + 1, type === 0x17);
    default:
      return undefined;
  }
}

function readList(bytes: Uint8Array, at: number, depth: number): AxdrTree | undefined {
  const count = readLength(bytes, at);
  if (count === undefined) return undefined;
  const items: Axdr[] = [];
  let next = count.next;
  for (let index = 0; index < count.value; index++) {
    const item = readValue(bytes, next, depth + 1);
    if (item === undefined) return { root: { kind: 'list', items }, complete: false, next };
    items.push(item.root);
    next = item.next;
    if (!item.complete) return { root: { kind: 'list', items }, complete: false, next };
  }
  return { root: { kind: 'list', items }, complete: true, next };
}

/** Bit string: its length counts bits. */
function readBits(bytes: Uint8Array, at: number): AxdrTree | undefined {
  const length = readLength(bytes, at);
  return length === undefined ? undefined : slice(bytes, length.next, Math.ceil(length.value / 8));
}

function readInteger(
  bytes: Uint8Array,
  at: number,
  type: number,
  [length, signed]: readonly [number, boolean],
): AxdrTree | undefined {
  if (at + length > bytes.length) return undefined;
  let value = 0n;
  for (let index = at; index < at + length; index++) value = (value << 8n) | BigInt(bytes[index] ?? 0);
  if (signed) value = BigInt.asIntN(8 * length, value);
  const plain = length < 8 ? Number(value) : value;
  return { root: { kind: 'number', value: plain, type }, complete: true, next: at + length };
}

function readFloat(bytes: Uint8Array, at: number, single: boolean): AxdrTree | undefined {
  const length = single ? 4 : 8;
  if (at + length > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, length);
  const value = single ? view.getFloat32(0) : view.getFloat64(0);
  return { root: { kind: 'float', value, single }, complete: true, next: at + length };
}

function small(bytes: Uint8Array, at: number, make: (value: number) => Axdr): AxdrTree | undefined {
  const value = bytes[at];
  return value === undefined ? undefined : { root: make(value), complete: true, next: at + 1 };
}

function slice(bytes: Uint8Array, at: number, length: number): AxdrTree | undefined {
  if (at + length > bytes.length) return undefined;
  return { root: { kind: 'bytes', bytes: bytes.slice(at, at + length) }, complete: true, next: at + length };
}

function readSized(bytes: Uint8Array, at: number, make: (part: Uint8Array) => Axdr): AxdrTree | undefined {
  const length = readLength(bytes, at);
  if (length === undefined || length.next + length.value > bytes.length) return undefined;
  const next = length.next + length.value;
  return { root: make(bytes.slice(length.next, next)), complete: true, next };
}

/** One pushed object: its code, its value, and scaler and unit where the telegram says them. */
export type CosemScale = { scaler: number; unit: number };
