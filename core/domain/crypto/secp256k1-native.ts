import { createRequire } from 'node:module';
import { pointCompress, pointFromScalar, pointMultiply, recover, signRecoverable } from 'tiny-secp256k1';
import type { Secp256k1 } from './secp256k1.ts';

/** Of the package secp256k1: libsecp256k1 as a native addon, which is there for the usual platforms. */
type Addon = {
  publicKeyCreate(privateKey: Uint8Array, compressed: boolean): Uint8Array;
  ecdsaRecover(signature: Uint8Array, recid: number, digest: Uint8Array, compressed: boolean): Uint8Array;
  ecdsaSign(digest: Uint8Array, privateKey: Uint8Array): { signature: Uint8Array; recid: number };
  publicKeyConvert(publicKey: Uint8Array, compressed: boolean): Uint8Array;
  /** `hashfn`: what of the point is the answer. */
  ecdh(
    publicKey: Uint8Array,
    privateKey: Uint8Array,
    options: { hashfn: (x: Uint8Array) => Uint8Array },
    output: Uint8Array,
  ): Uint8Array;
};
const NAMES = ['publicKeyCreate', 'publicKeyConvert', 'ecdsaRecover', 'ecdsaSign', 'ecdh'];
const X_BYTES = 32;

/** libsecp256k1 in WebAssembly: runs everywhere, four times as slowly as the addon. */
export const byWasm: Secp256k1 = {
  publicKey: (privateKey) => known(pointFromScalar(privateKey, false)),
  recoverKey: (digest, signature, recoveryId) => known(recover(digest, signature, recoveryId, false)),
  wholeKey: (publicKey) => pointCompress(publicKey, false),
  sharedX: (privateKey, publicKey) => known(pointMultiply(publicKey, privateKey, true)).subarray(1),
  sign: (digest, privateKey) => signRecoverable(digest, privateKey),
};

/** `undefined` where the package has no binary of this platform; its own fallback is plain JavaScript. */
export const byAddon: Secp256k1 | undefined = loadAddon();

/** For servers. */
export const secp256k1: Secp256k1 = byAddon ?? byWasm;

function known(key: Uint8Array | null): Uint8Array {
  if (key === null) throw new Error('there is no such key');
  return key;
}

function loadAddon(): Secp256k1 | undefined {
  let addon: unknown;
  try {
    addon = createRequire(import.meta.url)('secp256k1/bindings.js');
  } catch {
    return undefined;
  }
  if (!isAddon(addon)) return undefined;
  const { ecdh, ecdsaRecover, ecdsaSign, publicKeyConvert, publicKeyCreate } = addon;
  return {
    publicKey: (privateKey) => publicKeyCreate(privateKey, false),
    recoverKey: (digest, signature, recoveryId) => ecdsaRecover(signature, recoveryId, digest, false),
    wholeKey: (publicKey) => publicKeyConvert(publicKey, false),
    sharedX: (privateKey, publicKey) =>
      ecdh(publicKey, privateKey, { hashfn: (x) => Uint8Array.from(x) }, new Uint8Array(X_BYTES)),
    sign(digest, privateKey) {
      const { signature, recid } = ecdsaSign(digest, privateKey);
      return { signature, recoveryId: recid };
    },
  };
}

function isAddon(value: unknown): value is Addon {
  return (
    typeof value === 'object' && value !== null && NAMES.every((name) => typeof Reflect.get(value, name) === 'function')
  );
}
