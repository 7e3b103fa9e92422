import { InputError } from '../../../../core/domain/bytes/errors.ts';
import { fromHex, toHex } from '../../../../core/domain/bytes/hex.ts';
import { looseFields } from '../../../../core/domain/bytes/loose-fields.ts';
import type { Locks } from '../outbox/locks.ts';
import type { Database } from './database.ts';
import { isSealedText, openText, sealText, type SealedText } from './seal-text.ts';
import { wrappingKeyOf } from './wrapping-key.ts';

/** By what the words open: a PIN, or what an authenticator makes of its own secret once it knows who is there. */
export type LockKind =
  | { kind: 'pin'; salt: Uint8Array<ArrayBuffer> }
  | { kind: 'passkey'; salt: Uint8Array<ArrayBuffer>; credential: Uint8Array<ArrayBuffer> };
/** A lock and its key, which is kept nowhere. */
export type Lock = { by: LockKind; key: CryptoKey };
/** How they are locked; milliseconds since 1970 from when somebody may try again. */
export type LockState = { by: LockKind; triesLeft: number; from: number };

type Kept = { by: LockKind; words: SealedText; wrong: number; from: number };

/** After so many wrong PINs the words are gone from here: the sheet has them. */
const TRIES_MAX = 10;
const FREE_TRIES = 3;
const FIRST_WAIT_MS = 30_000;

/**
 * The words of a sheet that was kept, for who wants to see them here again: under a key that only a PIN or passkey makes, and that under the key which
 * the browser gives to nobody. A wrong PIN is counted before it is tried, in one tab at a time.
 */
export type LockedWords = {
  state(premise: string): Promise<LockState | undefined>;
  keep(premise: string, phrase: string, lock: Lock): Promise<void>;
  /**
   * @param keyOf makes the key again
   * @throws InputError WORDS_NOT_KEPT; WORDS_WAIT before the time that `state` says; WORDS_LOCKED of another key; WORDS_GONE with the last wrong PIN
   */
  open(premise: string, keyOf: (by: LockKind) => Promise<CryptoKey>): Promise<string[]>;
};

export function openLockedWords({
  database,
  locks,
  crypto = globalThis.crypto,
  clock = Date.now,
}: {
  database: Database;
  locks: Locks;
  crypto?: Crypto;
  clock?: () => number;
}): LockedWords {
  const find = async (premise: string): Promise<Kept | undefined> => parseKept(await database.get(lockedSlot(premise)));
  const unlocked = async (premise: string, { words }: Kept, key: CryptoKey): Promise<string | undefined> => {
    const inner = fromText(await openText(crypto, await wrappingKeyOf(database, crypto), lockedSlot(premise), words));
    return openText(crypto, key, lockedSlot(premise), inner).catch(otherKey);
  };
  return {
    state: async (premise) => {
      const kept = await find(premise);
      return kept && { by: kept.by, triesLeft: TRIES_MAX - kept.wrong, from: kept.from };
    },
    keep: async (premise, phrase, { by, key }) => {
      const inner = asText(await sealText(crypto, key, lockedSlot(premise), phrase));
      const words = await sealText(crypto, await wrappingKeyOf(database, crypto), lockedSlot(premise), inner);
      await database.put(lockedSlot(premise), { by, words, wrong: 0, from: 0 } satisfies Kept);
    },
    open: (premise, keyOf) =>
      locks(`domledger:${lockedSlot(premise)}`, async () => {
        const kept = await find(premise);
        if (kept === undefined) throw new InputError('WORDS_NOT_KEPT', 'The words are not kept in this browser.');
        if (clock() < kept.from) throw new InputError('WORDS_WAIT', 'There were wrong PINs. Wait, then try again.');
        const counted = kept.by.kind === 'pin' ? afterWrong(kept, clock()) : kept;
        await database.put(lockedSlot(premise), counted);
        const key = await keyOf(kept.by);
        const phrase = await unlocked(premise, kept, key);
        if (phrase !== undefined) {
          await database.put(lockedSlot(premise), { ...kept, wrong: 0, from: 0 });
          return phrase.split(' ');
        }
        if (counted.wrong < TRIES_MAX) throw new InputError('WORDS_LOCKED', 'This does not open the words.');
        await database.remove(lockedSlot(premise));
        throw new InputError('WORDS_GONE', 'Too many wrong PINs: the words are in this browser no more.');
      }),
  };
}

/** Where they lie. */
export function lockedSlot(premise: string): string {
  return `words:${premise}`;
}

/** As if it were wrong, until it was found right: whoever closes the tab meanwhile has tried. */
function afterWrong(kept: Kept, now: number): Kept {
  const wrong = kept.wrong + 1;
  const isFree = wrong < FREE_TRIES;
  return { ...kept, wrong, from: isFree ? 0 : now + FIRST_WAIT_MS * 2 ** (wrong - FREE_TRIES) };
}

function otherKey(error: unknown): undefined {
  if (error instanceof DOMException) return undefined;
  throw error;
}

function asText({ nonce, ciphertext }: SealedText): string {
  return JSON.stringify({ nonce: toHex(nonce), ciphertext: toHex(new Uint8Array(ciphertext)) });
}

function fromText(text: string): SealedText {
  const { nonce, ciphertext } = looseFields(JSON.parse(text));
  const bytes = (value: unknown): Uint8Array<ArrayBuffer> => new Uint8Array(fromHex(String(value)));
  return { nonce: bytes(nonce), ciphertext: bytes(ciphertext).buffer };
}

function parseKept(value: unknown): Kept | undefined {
  return typeof value === 'object' && value !== null && 'words' in value && isSealedText(value.words)
    ? (value as Kept)
    : undefined;
}
