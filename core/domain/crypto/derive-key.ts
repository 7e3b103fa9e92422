import { secp256k1 } from '#secp256k1';
import { hmac } from '@noble/hashes/hmac.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { bytesToBigint, concatBytes, uintBytes, utf8 } from '../bytes/hex.ts';

/** A private key of BIP-32, and what its children are derived with. */
export type ExtendedKey = { readonly key: Uint8Array; readonly chainCode: Uint8Array };

/** Added to the index of a child that its parent's public key does not give. */
export const HARDENED = 0x8000_0000;

const ORDER = 0xffffffff_ffffffff_ffffffff_fffffffe_baaedce6_af48a03b_bfd25e8c_d0364141n;

/** The root of a seed (BIP-32). */
export function rootKey(seed: Uint8Array): ExtendedKey {
  const { left, chainCode } = halves(utf8('Bitcoin seed'), seed);
  return { key: keyOf(bytesToBigint(left)), chainCode };
}

/** The private key at a path below another one. */
export function deriveKey(from: ExtendedKey, path: readonly number[]): ExtendedKey {
  return path.reduce(child, from);
}

function child({ key, chainCode }: ExtendedKey, index: number): ExtendedKey {
  const parent = index >= HARDENED ? concatBytes(Uint8Array.of(0), key) : compressed(secp256k1.publicKey(key));
  const { left, chainCode: next } = halves(chainCode, concatBytes(parent, uintBytes(index, 4)));
  const tweak = bytesToBigint(left);
  if (tweak >= ORDER) throw none();
  return { key: keyOf((tweak + bytesToBigint(key)) % ORDER), chainCode: next };
}

function halves(by: Uint8Array, data: Uint8Array): { left: Uint8Array; chainCode: Uint8Array } {
  const both = hmac(sha512, by, data);
  return { left: both.subarray(0, 32), chainCode: both.subarray(32) };
}

/** One in 2^127 is no key; BIP-32 gives none there. */
function keyOf(value: bigint): Uint8Array {
  if (value === 0n || value >= ORDER) throw none();
  return uintBytes(value, 32);
}

function none(): Error {
  return new Error('these words have no key at this path: make others');
}

/** 65 bytes, 4 ‖ x ‖ y, as 33: whether y is odd, and x. */
function compressed(key: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(2 + ((key[64] ?? 0) & 1)), key.subarray(1, 33));
}
