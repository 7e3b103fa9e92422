/**
 * The curve of accounts and seals, as signatures over 32-byte digests and envelopes need it.
 *
 * `#secp256k1` in package.json names who does it: libsecp256k1 in Node, noble in a page. Both give the same bytes and refuse the same;
 * test/core/domain/crypto/secp256k1.test.ts holds one against the other.
 */
export type Secp256k1 = {
  /** Of a private key of 32 bytes: 65 bytes, 4 ‖ x ‖ y. @throws Error for none from 1 to n − 1 */
  publicKey(privateKey: Uint8Array): Uint8Array;
  /** Of the key that made `signature`, r ‖ s: 65 bytes. @throws Error where there is none */
  recoverKey(digest: Uint8Array, signature: Uint8Array, recoveryId: 0 | 1): Uint8Array;
  /** Of a public key in 33 or 65 bytes: the 65. @throws Error for what is no point of the curve */
  wholeKey(publicKey: Uint8Array): Uint8Array;
  /** x of the point that both sides of an exchange of keys get (ECDH). @throws Error where one of the two is no key */
  sharedX(privateKey: Uint8Array, publicKey: Uint8Array): Uint8Array;
  /** r ‖ s, deterministic (RFC 6979), low s. */
  sign(digest: Uint8Array, privateKey: Uint8Array): { signature: Uint8Array; recoveryId: number };
};
