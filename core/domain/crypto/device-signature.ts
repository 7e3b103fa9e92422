import { p256 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { InputError } from '../bytes/errors.ts';
import { bytesToBigint, concatBytes, toHex, uintBytes, type Hex } from '../bytes/hex.ts';
import { ALGORITHM } from '../ledger/kinds.ts';

/** The public key of a device that signs frames: 1 = P-256, 2 = secp256k1, both ECDSA over SHA-256. */
export type DeviceKey = { algorithm: 1 | 2; x: bigint; y: bigint };
export type DeviceSigner = { key: DeviceKey; sign(message: Uint8Array): Uint8Array };

type Ecdsa = typeof p256;

function curveOf(algorithm: 1 | 2): Ecdsa {
  return algorithm === ALGORITHM.p256 ? p256 : secp256k1;
}

function publicKey(key: DeviceKey): Uint8Array {
  return concatBytes(Uint8Array.of(4), uintBytes(key.x, 32), uintBytes(key.y, 32));
}

/** keccak256(algorithm ‖ x ‖ y): the device's name on the ledger. */
export function deviceIdOf(key: DeviceKey): Hex {
  return toHex(keccak_256(concatBytes(Uint8Array.of(key.algorithm), uintBytes(key.x, 32), uintBytes(key.y, 32))));
}

/** Checks 65 bytes r ‖ s ‖ v over SHA-256(message) as the ledger does: low s only, v = 0 for P-256 and 27 or 28 for secp256k1. */
export function verifyDeviceSignature(key: DeviceKey, message: Uint8Array, signature: Uint8Array): boolean {
  const v = signature[64];
  if (signature.length !== 65) return false;
  if (key.algorithm === ALGORITHM.p256 ? v !== 0 : v !== 27 && v !== 28) return false;
  try {
    const rs = signature.subarray(0, 64);
    if (!curveOf(key.algorithm).verify(rs, message, publicKey(key), { lowS: true })) return false;
    return key.algorithm === ALGORITHM.p256 || recoveryOf(key, message, rs) === v;
  } catch {
    return false;
  }
}

/**
 * Brings a device's own signature (r ‖ s, any half) into the form that the ledger takes.
 * @throws InputError DEVICE_SIGNATURE_INVALID when it is not by this key
 */
export function normaliseSignature(key: DeviceKey, message: Uint8Array, rs: Uint8Array): Uint8Array {
  const order = curveOf(key.algorithm).Point.Fn.ORDER;
  const s = bytesToBigint(rs.subarray(32, 64));
  const low = concatBytes(rs.subarray(0, 32), uintBytes(s > order / 2n ? order - s : s, 32));
  const v = key.algorithm === ALGORITHM.p256 ? 0 : recoveryOf(key, message, low);
  const signature = concatBytes(low, Uint8Array.of(v ?? 0));
  if (!verifyDeviceSignature(key, message, signature)) {
    throw new InputError(
      'DEVICE_SIGNATURE_INVALID',
      `The signature is not by device ${deviceIdOf(key)} over these frames.`,
    );
  }
  return signature;
}

function recoveryOf(key: DeviceKey, message: Uint8Array, rs: Uint8Array): number | undefined {
  const curve = curveOf(key.algorithm);
  return [0, 1]
    .map((bit) => 27 + bit)
    .find((v) => {
      try {
        const recovered = curve.recoverPublicKey(concatBytes(Uint8Array.of(v - 27), rs), message);
        const affine = curve.Point.fromBytes(recovered).toAffine();
        return affine.x === key.x && affine.y === key.y;
      } catch {
        return false;
      }
    });
}

/** A signer over a private key of 32 bytes held in memory (a file-backed gateway, a resident's manual readings). */
export function deviceSigner(algorithm: 1 | 2, privateKey: Uint8Array): DeviceSigner {
  const curve = curveOf(algorithm);
  const { x, y } = curve.Point.fromBytes(curve.getPublicKey(privateKey)).toAffine();
  const key: DeviceKey = { algorithm, x, y };
  return {
    key,
    sign(message) {
      const recovered = curve.sign(message, privateKey, { format: 'recovered', lowS: true });
      const v = algorithm === ALGORITHM.p256 ? 0 : 27 + (recovered[0] ?? 0);
      return concatBytes(recovered.subarray(1), Uint8Array.of(v));
    },
  };
}

/** A fresh private key of 32 bytes for the algorithm. */
export function createDevicePrivateKey(algorithm: 1 | 2): Uint8Array {
  return curveOf(algorithm).utils.randomSecretKey();
}
