import { cbc } from '@noble/ciphers/aes.js';
import { equalBytes } from '@noble/ciphers/utils.js';
import { secp256k1 as curve } from '@noble/curves/secp256k1.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { randomBytes } from '@noble/hashes/utils.js';
import { concatBytes, fromHex, utf8, type Hex } from '../bytes/hex.ts';
import { eciesBroken, encryptionKeyInvalid } from './ecies-errors.ts';
import type { Ecies } from './ecies.ts';
import type { Secp256k1 } from './secp256k1.ts';

const IV_BYTES = 16;
const KEY_BYTES = 33;
const MAC_BYTES = 32;
const HEAD_BYTES = IV_BYTES + KEY_BYTES + MAC_BYTES;
/** A mark of byte order at the beginning is content, and bytes that are no UTF-8 become U+FFFD: so Node's Buffer reads, too. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** What eth-crypto does, on libraries that are there anyway and whoever reckons with the curve. */
export function eciesOn(secp256k1: Secp256k1): Ecies {
  return {
    encrypt: async (text, encryptionKey) =>
      encryptOnce(secp256k1, {
        text,
        encryptionKey,
        ephemeralKey: curve.utils.randomSecretKey(),
        iv: randomBytes(IV_BYTES),
      }),
    async decrypt(wrapped, encryptionPrivateKey) {
      try {
        return open(secp256k1, wrapped, fromHex(encryptionPrivateKey));
      } catch (cause) {
        throw eciesBroken(cause);
      }
    },
  };
}

/** `ephemeralKey` and `iv` are secrets of one encryption, never used again: only vectors and comparisons choose them. */
export function encryptOnce(
  secp256k1: Secp256k1,
  once: { text: string; encryptionKey: Hex; ephemeralKey: Uint8Array; iv: Uint8Array },
): Uint8Array {
  const addressee = pointOf(secp256k1, once.encryptionKey);
  const { cipherKey, macKey } = keysOf(secp256k1.sharedX(once.ephemeralKey, addressee));
  const ephemeral = secp256k1.publicKey(once.ephemeralKey);
  const ciphertext = cbc(cipherKey, once.iv).encrypt(utf8(once.text));
  const mac = hmac(sha256, macKey, concatBytes(once.iv, ephemeral, ciphertext));
  return concatBytes(once.iv, compressed(ephemeral), mac, ciphertext);
}

function open(secp256k1: Secp256k1, wrapped: Uint8Array, privateKey: Uint8Array): string {
  const iv = wrapped.subarray(0, IV_BYTES);
  const ephemeral = secp256k1.wholeKey(wrapped.subarray(IV_BYTES, IV_BYTES + KEY_BYTES));
  const mac = wrapped.subarray(IV_BYTES + KEY_BYTES, HEAD_BYTES);
  const ciphertext = wrapped.subarray(HEAD_BYTES);
  const { cipherKey, macKey } = keysOf(secp256k1.sharedX(privateKey, ephemeral));
  // The mac covers the uncompressed key, though the compressed one travels.
  if (!equalBytes(hmac(sha256, macKey, concatBytes(iv, ephemeral, ciphertext)), mac)) throw eciesBroken();
  return decoder.decode(cbc(cipherKey, iv).decrypt(ciphertext));
}

function keysOf(shared: Uint8Array): { cipherKey: Uint8Array; macKey: Uint8Array } {
  const hash = sha512(shared);
  return { cipherKey: hash.subarray(0, 32), macKey: hash.subarray(32) };
}

function pointOf(secp256k1: Secp256k1, encryptionKey: Hex): Uint8Array {
  try {
    const key = concatBytes(Uint8Array.of(4), fromHex(encryptionKey));
    return secp256k1.wholeKey(key);
  } catch (cause) {
    throw encryptionKeyInvalid(encryptionKey, cause);
  }
}

function compressed(key: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(2 + ((key.at(-1) ?? 0) & 1)), key.subarray(1, KEY_BYTES));
}
