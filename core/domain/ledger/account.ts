import { secp256k1 } from '#secp256k1';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { HDNodeWallet, Mnemonic, SigningKey, randomBytes } from 'ethers';
import { InputError } from '../bytes/errors.ts';
import { concatBytes, toHex, fromHex, type Hex } from '../bytes/hex.ts';
import type { LostKey } from '../crypto/lost-key.ts';
import type { Signer } from './internal-block.ts';

/** A participant's two key pairs (the paper's KO/KC): one signs, one opens what is addressed to it. */
export type Account = Signer & {
  /** Public, 64 bytes x ‖ y on secp256k1. */
  encryptionKey: Hex;
  encryptionPrivateKey: Hex;
  /** Private keys that it had before, newest first: what was sealed then opens with them. */
  formerEncryptionKeys?: readonly Hex[];
  /** Where one of them is gone: what was wrapped again since. */
  lost?: LostKey;
};

/** What both keys have in common is derived once. */
const ACCOUNT_PATH = "m/44'/60'/0'";
const SIGNING_PATH = '0/0';
const ENCRYPTION_PATH = '1/0';

/** A new BIP-39 phrase of 12 English words. */
export function createMnemonic(): string {
  return Mnemonic.fromEntropy(randomBytes(16)).phrase;
}

/** The two private keys of an account. Nobody finds the phrase from them. */
export type AccountKeys = { signing: Hex; encryption: Hex };

/**
 * The keys of a BIP-39 phrase: BIP-44 paths 0/0 for signing and 1/0 for encryption.
 * @throws InputError MNEMONIC_INVALID
 */
export function keysFromMnemonic(phrase: string): AccountKeys {
  if (!Mnemonic.isValidMnemonic(phrase)) {
    throw new InputError(
      'MNEMONIC_INVALID',
      'These are not the words of a recovery sheet. Check spelling, order and number of words.',
    );
  }
  const root = HDNodeWallet.fromMnemonic(Mnemonic.fromPhrase(phrase), ACCOUNT_PATH);
  const keyAt = (path: string): Hex => root.derivePath(path).privateKey as Hex;
  return { signing: keyAt(SIGNING_PATH), encryption: keyAt(ENCRYPTION_PATH) };
}

export function accountFromKeys({ signing, encryption }: AccountKeys): Account {
  return {
    ...signerFromPrivateKey(signing),
    encryptionKey: `0x${SigningKey.computePublicKey(encryption, false).slice(4)}`,
    encryptionPrivateKey: encryption,
  };
}

/**
 * The account of a BIP-39 phrase.
 * @throws InputError MNEMONIC_INVALID
 */
export function accountFromMnemonic(phrase: string): Account {
  return accountFromKeys(keysFromMnemonic(phrase));
}

/** A signer over one secp256k1 key. Deterministic signatures (RFC 6979), low s. */
export function signerFromPrivateKey(privateKey: Hex): Signer {
  const key = fromHex(privateKey);
  const address = addressOf(secp256k1.publicKey(key));
  return {
    address,
    sign(digest) {
      const { signature, recoveryId } = secp256k1.sign(fromHex(digest), key);
      return toHex(concatBytes(signature, Uint8Array.of(27 + recoveryId)));
    },
  };
}

function addressOf(uncompressedKey: Uint8Array): Hex {
  return toHex(keccak_256(uncompressedKey.subarray(1)).subarray(12));
}
