import { InputError } from '../bytes/errors.ts';
import type { Hex } from '../bytes/hex.ts';
import { mappingSlot } from '../seal/trie-proof.ts';
import type { Storage } from './open-storage.ts';

/** Where `Meters` keeps its devices (docs/formats.md §2). */
const DEVICES = 6n;
const REVOKED_AT = 16n;
const NUMBER_AT = 24n;

/** The slot that says how a device stands. */
export function slotOfDevice(deviceId: Hex): Hex {
  return mappingSlot(deviceId, DEVICES);
}

/**
 * Whether a device's key was revoked, by the storage of `Meters`.
 * @throws InputError DEVICE_UNKNOWN, PROOF_BROKEN
 */
export function isRevoked(storage: Storage, deviceId: Hex): boolean {
  const word = storage.word(slotOfDevice(deviceId));
  if (word >> NUMBER_AT === 0n)
    throw new InputError('DEVICE_UNKNOWN', `There is no device ${deviceId} in block ${storage.number}.`);
  return ((word >> REVOKED_AT) & 0xffn) !== 0n;
}
