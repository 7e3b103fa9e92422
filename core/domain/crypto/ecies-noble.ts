import { cbc } from '@noble/ciphers/aes.js';
import { equalBytes } from '@noble/ciphers/utils.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { randomBytes } from '@noble/hashes/utils.js';
import { concatBytes, fromHex, utf8, type Hex } from '../bytes/hex.ts';
import { eciesBroken, encryptionKeyInvalid } from './ecies-errors.ts';
import type { Ecies } from './ecies.ts';

const { Point } = secp256k1;
const IV_BYTES = 16;
const KEY_BYTES = 33;
const MAC_BYTES = 32;
const HEAD_BYTES = IV_BYTES + KEY_BYTES + MAC_BYTES;
/** A mark of byte order at the beginning is content, and bytes that are no UTF-8 become U+FFFD: so Node's Buffer reads, too. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** What eth-crypto does, on the libraries that a page has anyway. */
export const ecies: Ecies = {
  encrypt: (text, encryptionKey) =>
    encryptOnce(text, encryptionKey, { ephemeralKey: secp256k1.utils.randomSecretKey(), iv: randomBytes(IV_BYTES) }),
  async decrypt(wrapped, encryptionPrivateKey) {
    try {
      return open(wrapped, fromHex(encryptionPrivateKey));
    } catch (cause) {
      throw eciesBroken(cause);
    }
  },
};

/** @param once secrets of one encryption, never used again: only vectors and comparisons choose them */
export async function encryptOnce(
  text: string,
  encryptionKey: Hex,
  once: { ephemeralKey: Uint8Array; iv: Uint8Array },
): Promise<Uint8Array> {
  const addressee = pointOf(encryptionKey);
  const { cipherKey, macKey } = keysOf(once.ephemeralKey, addressee);
  const ephemeral = secp256k1.getPublicKey(once.ephemeralKey, false);
  const ciphertext = cbc(cipherKey, once.iv).encrypt(utf8(text));
  const mac = hmac(sha256, macKey, concatBytes(once.iv, ephemeral, ciphertext));
  return concatBytes(once.iv, Point.fromBytes(ephemeral).toBytes(true), mac, ciphertext);
}

function open(wrapped: Uint8Array, privateKey: Uint8Array): string {
  const iv = wrapped.subarray(0, IV_BYTES);
  const ephemeral = Point.fromBytes(wrapped.subarray(IV_BYTES, IV_BYTES + KEY_BYTES)).toBytes(false);
  const mac = wrapped.subarray(IV_BYTES + KEY_BYTES, HEAD_BYTES);
  const ciphertext = wrapped.subarray(HEAD_BYTES);
  const { cipherKey, macKey } = keysOf(privateKey, ephemeral);
  // The mac covers the uncompressed key, though the compressed one travels.
  if (!equalBytes(hmac(sha256, macKey, concatBytes(iv, ephemeral, ciphertext)), mac)) throw eciesBroken();
  return decoder.decode(cbc(cipherKey, iv).decrypt(ciphertext));
}

function keysOf(privateKey: Uint8Array, publicKey: Uint8Array): { cipherKey: Uint8Array; macKey: Uint8Array } {
  const shared = secp256k1.getSharedSecret(privateKey, publicKey, true).subarray(1);
  const hash = sha512(shared);
  return { cipherKey: hash.subarray(0, 32), macKey: hash.subarray(32) };
}

function pointOf(encryptionKey: Hex): Uint8Array {
  try {
    const key = concatBytes(Uint8Array.of(4), fromHex(encryptionKey));
    Point.fromBytes(key);
    return key;
  } catch (cause) {
    throw encryptionKeyInvalid(encryptionKey, cause);
  }
}
