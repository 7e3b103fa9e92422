import type { Database } from './database.ts';
import { isSealedText, openText, sealText } from './seal-text.ts';
import { wrappingKeyOf } from './wrapping-key.ts';

/** Texts in the browser's database that say something in clear: they lie there as the vault's keys do, under the key that the browser never gives out. */
export type SealedTexts = {
  /** `undefined` where there is none, or it does not open in this place. */
  get(slot: string): Promise<string | undefined>;
  put(slot: string, text: string): Promise<void>;
  remove(slot: string): Promise<void>;
  /** The slots that begin so. */
  slots(beginning: string): Promise<string[]>;
};

export function openSealedTexts(database: Database, crypto: Crypto = globalThis.crypto): SealedTexts {
  return {
    get: async (slot) => {
      const kept = await database.get(slot);
      if (!isSealedText(kept)) return undefined;
      return openText(crypto, await wrappingKeyOf(database, crypto), slot, kept).catch(closed);
    },
    put: async (slot, text) => {
      await database.put(slot, await sealText(crypto, await wrappingKeyOf(database, crypto), slot, text));
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
