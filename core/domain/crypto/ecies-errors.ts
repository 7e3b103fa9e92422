import { InputError } from '../bytes/errors.ts';
import type { Hex } from '../bytes/hex.ts';

export function encryptionKeyInvalid(encryptionKey: Hex, cause: unknown): InputError {
  return new InputError(
    'ENCRYPTION_KEY_INVALID',
    `"${encryptionKey.slice(0, 24)}" is no encryption key. Its owner must enrol 64 bytes x ‖ y of a point on secp256k1.`,
    { cause },
  );
}

export function eciesBroken(cause?: unknown): InputError {
  return new InputError(
    'ECIES_BROKEN',
    'The wrapped key does not open: it was altered, or made for another key. Ask its sender for a new one.',
    { cause },
  );
}
