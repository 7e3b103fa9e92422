import { scrypt } from 'ethers';
import { InputError } from '../../../../core/domain/bytes/errors.ts';
import { fromHex, utf8 } from '../../../../core/domain/bytes/hex.ts';
import type { Lock } from './locked-words.ts';

export const PIN_LENGTH_MIN = 6;
/** 64 MiB and about half a second of a phone's core a try. */
const COST = { N: 2 ** 16, r: 8, p: 1 };

/** The key that a PIN makes. @param salt of the lock */
export async function pinKey(pin: string, salt: Uint8Array, crypto: Crypto = globalThis.crypto): Promise<CryptoKey> {
  const { N, r, p } = COST;
  const raw = await scrypt(utf8(pin.normalize('NFKC')), salt, N, r, p, 32);
  return crypto.subtle.importKey('raw', new Uint8Array(fromHex(raw)), 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** @throws InputError PIN_SHORT */
export async function pinLock(pin: string, crypto: Crypto = globalThis.crypto): Promise<Lock> {
  if (pin.length < PIN_LENGTH_MIN)
    throw new InputError('PIN_SHORT', `A PIN has at least ${PIN_LENGTH_MIN} digits or letters.`);
  const salt = crypto.getRandomValues(new Uint8Array(16));
  return { by: { kind: 'pin', salt }, key: await pinKey(pin, salt, crypto) };
}
