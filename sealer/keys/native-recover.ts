import { keccak_256 } from '@noble/hashes/sha3.js';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { concatBytes, fromHex, toHex, type Hex } from '../../core/domain/bytes/hex.ts';
import type { Signer } from '../../core/domain/ledger/internal-block.ts';
import { recoverKey, signRecoverable } from './libsecp256k1.ts';

const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/**
 * `recoverAddress` of core/domain by libsecp256k1: 0.05 ms instead of 1.1 ms, and the same answers.
 * @throws InputError SIGNATURE_INVALID
 */
export function recoverNative(digest: Hex, signature: Hex): Hex {
  const bytes = fromHex(signature);
  const v = bytes[64];
  if (bytes.length !== 65 || (v !== 27 && v !== 28)) {
    throw new InputError('SIGNATURE_INVALID', 'A signature has 65 bytes, r, s and v = 27 or 28.');
  }
  if (BigInt(toHex(bytes.subarray(32, 64))) > HALF_ORDER) {
    throw new InputError('SIGNATURE_INVALID', 'The signature has a high s; only the low half is accepted.');
  }
  let key: Uint8Array;
  try {
    key = recoverKey(fromHex(digest), bytes.subarray(0, 64), v === 27 ? 0 : 1);
  } catch (cause) {
    throw new InputError('SIGNATURE_INVALID', 'The signature is not one of any key over this digest.', { cause });
  }
  return toHex(keccak_256(key.subarray(1)).subarray(12));
}

/** `signerFromPrivateKey` of core/domain by libsecp256k1: deterministic (RFC 6979) and equal byte for byte, in 0.04 ms instead of 0.4 ms. */
export function nativeSigner(address: Hex, privateKey: Uint8Array): Signer {
  return {
    address,
    sign(digest) {
      const { signature, recoveryId } = signRecoverable(fromHex(digest), privateKey);
      return toHex(concatBytes(signature, Uint8Array.of(27 + recoveryId)));
    },
  };
}
