import type { Hex } from '../bytes/hex.ts';

/**
 * Wraps a content key for one addressee (docs/formats.md §5): iv(16) ‖ compressed ephemeral key(33) ‖ mac(32) ‖ ciphertext.
 *
 * `#ecies` in package.json names who does it: libsecp256k1 in Node, or eth-crypto where there is no binary of it; noble in a page, where eth-crypto and the Node
 * `Buffer` that it needs would weigh more than everything else of it. All make the same bytes and refuse with the same codes;
 * test/core/domain/crypto/ecies.test.ts holds each against the others.
 */
export type Ecies = {
  /** @throws InputError ENCRYPTION_KEY_INVALID when the 64 bytes x ‖ y are no point of secp256k1 */
  encrypt(text: string, encryptionKey: Hex): Promise<Uint8Array>;
  /** @throws InputError ECIES_BROKEN */
  decrypt(wrapped: Uint8Array, encryptionPrivateKey: Hex): Promise<string>;
};
