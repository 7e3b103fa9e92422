import { fromUtf8, utf8 } from '../../../../core/domain/bytes/hex.ts';
import type { Database } from './database.ts';
import { wrappingKeyOf } from './wrapping-key.ts';

type Kept = { nonce: Uint8Array<ArrayBuffer>; ciphertext: ArrayBuffer };

/** Texts in the browser's database that say something in clear: they lie there as the vault's words do, under the key that the browser never gives out. */
export type SealedTexts = {
  /** `undefined` where there is none, or it does not open in this place. */
  get(slot: string): Promise<string | undefined>;
  put(slot: string, text: string): Promise<void>;
  remove(slot: string): Promise<void>;
  /** The slots that begin so. */
  slots(beginning: string): Promise<string[]>;
};

export function openSealedTexts(database: Database, crypto: Crypto = globalThis.crypto): SealedTexts {
  const algorithm = (slot: string, iv: Uint8Array<ArrayBuffer>): AesGcmParams => ({
    name: 'AES-GCM',
    iv,
    additionalData: new Uint8Array(utf8(slot)),
  });
  return {
    get: async (slot) => {
      const kept = parseKept(await database.get(slot));
      if (kept === undefined) return undefined;
      const key = await wrappingKeyOf(database, crypto);
      const opened = await crypto.subtle.decrypt(algorithm(slot, kept.nonce), key, kept.ciphertext).catch(closed);
      return opened && fromUtf8(new Uint8Array(opened));
    },
    put: async (slot, text) => {
      const nonce = crypto.getRandomValues(new Uint8Array(12));
      const key = await wrappingKeyOf(database, crypto);
      const ciphertext = await crypto.subtle.encrypt(algorithm(slot, nonce), key, new Uint8Array(utf8(text)));
      await database.put(slot, { nonce, ciphertext } satisfies Kept);
    },
    remove: (slot) => database.remove(slot),
    slots: (beginning) => database.keys(beginning),
  };
}

/** Another key, or another place: it says nothing here. */
function closed(error: unknown): undefined {
  if (error instanceof DOMException) return undefined;
  throw error;
}

function parseKept(value: unknown): Kept | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return 'ciphertext' in value && 'nonce' in value ? (value as Kept) : undefined;
}
