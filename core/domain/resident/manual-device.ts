import { secp256k1 } from '@noble/curves/secp256k1.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { DeviceKey, DeviceSigner } from '../crypto/device-signature.ts';
import { InputError } from '../bytes/errors.ts';
import { concatBytes, fromHex, toHex, utf8 } from '../bytes/hex.ts';
import type { Hex } from '../bytes/hex.ts';
import type { Signer } from '../ledger/internal-block.ts';
import { ALGORITHM } from '../ledger/kinds.ts';

/**
 * The device that signs a resident's manual readings: the account's own signing key as algorithm 2. It needs no second secret on the recovery sheet, and the
 * company learns its public half from the signature of ENROL (`deviceKeyOfSignature`), so registering it takes no extra message.
 */
export function manualDeviceOf(signer: Signer): DeviceSigner {
  const probe = toHex(sha256(utf8('Domledger manual device v1')));
  return {
    key: deviceKeyOfSignature(probe, signer.sign(probe)),
    sign: (message) => fromHex(signer.sign(toHex(sha256(message)))),
  };
}

/**
 * The secp256k1 key behind a signature of an internal block, as a device key.
 * @param digest the 32 bytes that were signed
 * @param signature 65 bytes r ‖ s ‖ v, v = 27 or 28
 * @throws InputError SIGNATURE_INVALID
 */
export function deviceKeyOfSignature(digest: Hex, signature: Hex): DeviceKey {
  const bytes = fromHex(signature);
  try {
    const recovered = concatBytes(Uint8Array.of((bytes[64] ?? 0) - 27), bytes.subarray(0, 64));
    const key = secp256k1.recoverPublicKey(recovered, fromHex(digest), { prehash: false });
    const { x, y } = secp256k1.Point.fromBytes(key).toAffine();
    return { algorithm: ALGORITHM.secp256k1, x, y };
  } catch (cause) {
    throw new InputError('SIGNATURE_INVALID', 'The signature is not one of any key.', { cause });
  }
}
