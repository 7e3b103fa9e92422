import { createRequire } from 'node:module';
import { recover, signRecoverable as signInWasm } from 'tiny-secp256k1';

/** Of the package secp256k1: libsecp256k1 as a native addon, which is there for the usual platforms. */
type Addon = {
  ecdsaRecover(signature: Uint8Array, recid: number, digest: Uint8Array, compressed: boolean): Uint8Array;
  ecdsaSign(digest: Uint8Array, privateKey: Uint8Array): { signature: Uint8Array; recid: number };
};

const addon = loadAddon();

/** The signer's public key, 65 bytes. @throws Error where there is none */
export function recoverKey(digest: Uint8Array, signature: Uint8Array, recoveryId: 0 | 1): Uint8Array {
  if (addon !== undefined) return addon.ecdsaRecover(signature, recoveryId, digest, false);
  const key = recover(digest, signature, recoveryId, false);
  if (key === null) throw new Error('no key has this signature');
  return key;
}

/** Deterministic (RFC 6979), low s. */
export function signRecoverable(
  digest: Uint8Array,
  privateKey: Uint8Array,
): { signature: Uint8Array; recoveryId: number } {
  if (addon === undefined) return signInWasm(digest, privateKey);
  const { signature, recid } = addon.ecdsaSign(digest, privateKey);
  return { signature, recoveryId: recid };
}

/** `undefined` where the package has no binary of this platform: then WebAssembly does the same, four times as slowly. Its own fallback is plain JavaScript. */
function loadAddon(): Addon | undefined {
  let loaded: unknown;
  try {
    loaded = createRequire(import.meta.url)('secp256k1/bindings.js');
  } catch {
    return undefined;
  }
  return isAddon(loaded) ? loaded : undefined;
}

function isAddon(value: unknown): value is Addon {
  return (
    typeof value === 'object' &&
    value !== null &&
    'ecdsaRecover' in value &&
    typeof value.ecdsaRecover === 'function' &&
    'ecdsaSign' in value &&
    typeof value.ecdsaSign === 'function'
  );
}
