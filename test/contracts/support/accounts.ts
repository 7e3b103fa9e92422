import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';

import { signerFromPrivateKey, type Account } from '../../../core/domain/ledger/account.ts';
import { fromHex, toHex, utf8, type Hex } from '../../../core/domain/bytes/hex.ts';

export function keccakOf(bytes: Hex): Hex {
  return toHex(keccak_256(fromHex(bytes)));
}

/** 32 bytes that depend on the name alone. */
export function bytesOf(name: string): Uint8Array {
  return keccak_256(utf8(name));
}

export function idOf(name: string): Hex {
  return toHex(bytesOf(name));
}

/** The same two key pairs for a name in every run; another `edition` has another encryption key. */
export function makeAccount(name: string, edition = 1): Account {
  const encryptionPrivateKey = bytesOf(`${name} encrypts, edition ${edition}`);
  const encryptionKey = toHex(secp256k1.getPublicKey(encryptionPrivateKey, false).slice(1));
  return {
    ...signerFromPrivateKey(idOf(`${name} signs`)),
    encryptionKey,
    encryptionPrivateKey: toHex(encryptionPrivateKey),
  };
}
