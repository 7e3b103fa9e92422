import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { InputError } from './errors.ts';

/** Lower- or mixed-case hexadecimal with the 0x prefix. */
export type Hex = `0x${string}`;

export const ZERO_32: Hex = `0x${'00'.repeat(32)}`;
export const ZERO_ADDRESS: Hex = `0x${'00'.repeat(20)}`;

export function toHex(bytes: Uint8Array): Hex {
  return `0x${bytesToHex(bytes)}`;
}

/** @throws InputError HEX_INVALID when the text is not an even number of hex digits (an 0x prefix is optional). */
export function fromHex(text: string): Uint8Array {
  const digits = text.startsWith('0x') ? text.slice(2) : text;
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) {
    throw new InputError(
      'HEX_INVALID',
      `"${text.slice(0, 24)}" is not hexadecimal. Give pairs of the digits 0-9 and a-f.`,
    );
  }
  return hexToBytes(digits);
}

/** Checks that a text from outside is hex of exactly `length` bytes (any length when left out) and returns it in lower case. */
export function parseHex(text: unknown, what: string, length?: number): Hex {
  if (typeof text !== 'string' || !/^0x([0-9a-fA-F]{2})*$/.test(text)) {
    throw new InputError('HEX_INVALID', `${what} is not hexadecimal. Give 0x and pairs of hex digits.`);
  }
  if (length !== undefined && text.length !== 2 + 2 * length) {
    throw new InputError('HEX_INVALID', `${what} has ${(text.length - 2) / 2} bytes instead of ${length}.`);
  }
  return text.toLowerCase() as Hex;
}

/** As ids and addresses are written and compared here; what others give may be in either case. */
export function lowerHex(hex: Hex): Hex {
  return `0x${hex.slice(2).toLowerCase()}`;
}

export function concatBytes(...parts: Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Big-endian unsigned integer. @throws InputError INTEGER_RANGE when it does not fit in `length` bytes or is negative. */
export function uintBytes(value: bigint | number, length: number): Uint8Array {
  let rest = BigInt(value);
  if (rest < 0n || rest >> BigInt(8 * length) !== 0n) {
    throw new InputError('INTEGER_RANGE', `${rest} does not fit in ${length} unsigned bytes.`);
  }
  const out = new Uint8Array(length);
  for (let i = length - 1; i >= 0; i--) {
    out[i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return out;
}

/** A number as JSON-RPC writes it (execution-apis, "quantity"): 0x and no leading zeros. */
/** An address as the ABI has it in a word. */
export function addressWord(address: Hex): Uint8Array {
  return concatBytes(new Uint8Array(12), fromHex(address));
}

export function toQuantity(value: bigint | number): Hex {
  return `0x${value.toString(16)}`;
}

export function bytesToBigint(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${bytesToHex(bytes)}`);
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** @throws InputError UTF8_INVALID */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new InputError('UTF8_INVALID', 'The bytes are not UTF-8 text.', { cause });
  }
}
