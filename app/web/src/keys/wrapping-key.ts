import type { Database } from './database.ts';

const WRAPPING_KEY = 'wrapping-key';

/** The AES-GCM key under which this browser keeps what is secret; it is made once, and the browser never gives it out. */
export async function wrappingKeyOf(database: Database, crypto: Crypto): Promise<CryptoKey> {
  const found = await database.get(WRAPPING_KEY);
  if (found instanceof CryptoKey) return found;
  const fresh = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  const kept = await database.putIfAbsent(WRAPPING_KEY, fresh);
  return kept instanceof CryptoKey ? kept : fresh;
}
