import { keccakP } from '@noble/hashes/sha3.js';
import { concatBytes, type Hex } from '../bytes/hex.ts';
import { domainSeparator, meetsTarget, sealDigest, sealWords, type SealFields } from './seal.ts';
import { type NetworkDomain } from '../ledger/network.ts';

/** Bytes that Keccak-256 absorbs with one permutation. */
const RATE = 136;

/**
 * Counts r up from 0 until the seal meets the target: 2^targetBits trials on average, two Keccak permutations each. The same fields always give
 * the same r, so a block that is completed after a crash gets the seal it had before.
 */
export function mineSeal(
  domain: NetworkDomain,
  fields: Omit<SealFields, 'r'>,
  targetBits: number,
): { r: bigint; sealHash: Hex } {
  const struct = concatBytes(...sealWords(fields), new Uint8Array(8));
  const middle = absorbFirst(struct);
  const tail = paddedWords(struct.subarray(RATE));
  const outer = paddedWords(concatBytes(Uint8Array.of(0x19, 0x01), domainSeparator(domain), new Uint8Array(32)));
  const inner = new Uint32Array(50);
  const state = new Uint32Array(50);
  const innerBytes = new Uint8Array(inner.buffer);
  const stateBytes = new Uint8Array(state.buffer);
  // r stands in the last 8 bytes of a 192-byte struct, of which the first 136 are absorbed once for all trials.
  const rAt = struct.length - RATE - 8;
  for (let r = 0; ; r++) {
    inner.set(middle);
    for (let i = 0; i < RATE / 4; i++) inner[i] = (inner[i] ?? 0) ^ (tail[i] ?? 0);
    for (let at = rAt + 7, rest = r; rest > 0; at--, rest = Math.floor(rest / 256)) {
      innerBytes[at] = (innerBytes[at] ?? 0) ^ (rest & 0xff);
    }
    keccakP(inner);
    state.set(outer);
    for (let i = 0; i < 32; i++) stateBytes[34 + i] = innerBytes[i] ?? 0;
    keccakP(state);
    if (leadingZeroBits(stateBytes) >= targetBits) {
      const sealHash = sealDigest(domain, { ...fields, r: BigInt(r) });
      if (!meetsTarget(sealHash, targetBits)) throw new Error('the two ways to hash a seal differ');
      return { r: BigInt(r), sealHash };
    }
  }
}

/** The Keccak state after the first full block of a message. */
function absorbFirst(message: Uint8Array): Uint32Array {
  const state = new Uint32Array(50);
  new Uint8Array(state.buffer).set(message.subarray(0, RATE));
  keccakP(state);
  return state;
}

/** A last, shorter block with Keccak's padding (0x01 … 0x80), as the words it is xored with. */
function paddedWords(rest: Uint8Array): Uint32Array {
  const words = new Uint32Array(50);
  const bytes = new Uint8Array(words.buffer);
  bytes.set(rest);
  bytes[rest.length] = 0x01;
  bytes[RATE - 1] = (bytes[RATE - 1] ?? 0) | 0x80;
  return words;
}

function leadingZeroBits(bytes: Uint8Array): number {
  for (let i = 0; i < 32; i++) {
    const byte = bytes[i] ?? 0;
    if (byte !== 0) return i * 8 + Math.clz32(byte) - 24;
  }
  return 256;
}
