import { createPublicKey, verify } from 'node:crypto';
import { verifyDeviceSignature } from '../../../core/domain/crypto/device-signature.ts';
import { bytesToBigint, fromHex } from '../../../core/domain/bytes/hex.ts';
import type { KeyObject } from 'node:crypto';
import type { Hex } from '../../../core/domain/bytes/hex.ts';

/** Half the order of P-256: the ledger takes no s above it. */
const P256_HALF_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n >> 1n;
const MAX_KEYS = 10_000;

export type SigningDevice = { deviceId: Hex; algorithm: 1 | 2; x: Hex; y: Hex };
export type VerifySignature = (device: SigningDevice, message: Uint8Array, signature: Uint8Array) => boolean;

/** Checks 65-byte device signatures as the ledger does, P-256 by the system's OpenSSL (about ten times the speed); keys are kept parsed. */
export function createSignatureVerifier(): VerifySignature {
  const keys = new Map<Hex, KeyObject>();
  return (device, message, signature) => {
    if (device.algorithm !== 1) {
      const key = { algorithm: device.algorithm, x: BigInt(device.x), y: BigInt(device.y) };
      return verifyDeviceSignature(key, message, signature);
    }
    if (signature.length !== 65 || signature[64] !== 0 || bytesToBigint(signature.subarray(32, 64)) > P256_HALF_ORDER)
      return false;
    let key = keys.get(device.deviceId);
    if (key === undefined) {
      const coordinate = (hex: Hex): string => Buffer.from(fromHex(hex)).toString('base64url');
      try {
        key = createPublicKey({
          format: 'jwk',
          key: { kty: 'EC', crv: 'P-256', x: coordinate(device.x), y: coordinate(device.y) },
        });
      } catch {
        return false;
      }
      if (keys.size >= MAX_KEYS) keys.clear();
      keys.set(device.deviceId, key);
    }
    return verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature.subarray(0, 64));
  };
}
