import { secp256k1 as noble } from '@noble/curves/secp256k1.js';
import type { Secp256k1 } from './secp256k1.ts';

/** In plain JavaScript: for pages. */
export const secp256k1: Secp256k1 = {
  publicKey: (privateKey) => noble.getPublicKey(privateKey, false),
  recoverKey: (digest, signature, recoveryId) =>
    noble.Signature.fromBytes(signature, 'compact').addRecoveryBit(recoveryId).recoverPublicKey(digest).toBytes(false),
  wholeKey: (publicKey) => noble.Point.fromBytes(publicKey).toBytes(false),
  sharedX: (privateKey, publicKey) => noble.getSharedSecret(privateKey, publicKey, true).subarray(1),
  sign(digest, privateKey) {
    const recovered = noble.sign(digest, privateKey, { prehash: false, format: 'recovered' });
    return { signature: recovered.subarray(1), recoveryId: recovered[0] ?? 0 };
  },
};
