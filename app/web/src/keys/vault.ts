import {
  accountFromKeys,
  createMnemonic,
  keysFromMnemonic,
  type Account,
  type AccountKeys,
} from '../../../../core/domain/ledger/account.ts';
import { looseFields } from '../../../../core/domain/bytes/loose-fields.ts';
import { parseHex, type Hex } from '../../../../core/domain/bytes/hex.ts';
import type { Database } from './database.ts';
import { lockedSlot } from './locked-words.ts';
import { isSealedText, openText, sealText, type SealedText } from './seal-text.ts';
import { wrappingKeyOf } from './wrapping-key.ts';

/** The keys of one premise as they lie in the browser, and their words until the sheet is kept: each under an AES-GCM key that the browser never gives out. */
type Kept = { address: Hex; keys: SealedText; words?: SealedText; sheetKept: boolean };

export type VaultEntry = { account: Account; sheetKept: boolean };

/**
 * Where a resident's keys live, without which nothing is opened or signed. They are encrypted with a WebCrypto key that is not extractable, so neither a
 * copied profile folder nor a script reading the database alone has them; whoever can run scripts in this page can still use them (docs/threat-model.md).
 * The words of the sheet, which bring the keys back anywhere, lie here until the sheet is kept, and then only behind a PIN or passkey (`locked-words.ts`).
 */
export type Vault = {
  open(premise: string): Promise<VaultEntry | undefined>;
  /** Makes keys unless there are some already. */
  create(premise: string): Promise<VaultEntry>;
  /** Makes keys in the place of those that are there, which are gone. */
  renew(premise: string): Promise<VaultEntry>;
  /** Puts in the keys of a recovery sheet. @throws InputError MNEMONIC_INVALID */
  restore(premise: string, phrase: string): Promise<VaultEntry>;
  /** From here on the words are on the sheet, and not here. */
  markSheetKept(premise: string): Promise<void>;
  /** The words for the recovery sheet; none once it is kept. */
  words(premise: string): Promise<string[]>;
};

export function openVault(database: Database, crypto: Crypto = globalThis.crypto): Vault {
  const wrappingKey = (): Promise<CryptoKey> => wrappingKeyOf(database, crypto);
  const keep = async (premise: string, phrase: string, sheetKept: boolean): Promise<VaultEntry> => {
    const keys = keysFromMnemonic(phrase);
    const account = accountFromKeys(keys);
    const closed = (what: string, text: string): Promise<SealedText> =>
      wrappingKey().then((key) => sealText(crypto, key, `${what}:${premise}`, text));
    const kept: Kept = { address: account.address, keys: await closed('keys', JSON.stringify(keys)), sheetKept };
    // Other keys have other words.
    await database.remove(lockedSlot(premise));
    await database.put(slot(premise), sheetKept ? kept : { ...kept, words: await closed('words', phrase) });
    return { account, sheetKept };
  };
  const find = async (premise: string): Promise<Kept | undefined> => {
    const value = await database.get(slot(premise));
    if (isKept(value)) return value;
    // As it was kept before: the words alone, which are gone from here where the sheet has them.
    if (!isSealedText(value)) return undefined;
    const phrase = await openText(crypto, await wrappingKey(), premise, value);
    await keep(premise, phrase, 'sheetKept' in value && value.sheetKept === true);
    return find(premise);
  };

  const vault: Vault = {
    open: async (premise) => {
      const kept = await find(premise);
      if (kept === undefined) return undefined;
      const keys = await openText(crypto, await wrappingKey(), `keys:${premise}`, kept.keys);
      return { account: accountFromKeys(parseKeys(keys)), sheetKept: kept.sheetKept };
    },
    create: async (premise) => (await vault.open(premise)) ?? keep(premise, createMnemonic(), false),
    renew: (premise) => keep(premise, createMnemonic(), false),
    restore: (premise, phrase) => keep(premise, plainPhrase(phrase), true),
    markSheetKept: async (premise) => {
      const kept = await find(premise);
      if (kept === undefined) return;
      const { address, keys } = kept;
      await database.put(slot(premise), { address, keys, sheetKept: true } satisfies Kept);
    },
    words: async (premise) => {
      const words = (await find(premise))?.words;
      if (words === undefined) return [];
      return (await openText(crypto, await wrappingKey(), `words:${premise}`, words)).split(' ');
    },
  };
  return vault;
}

/** Words as somebody typed them from a sheet. */
export function plainPhrase(typed: string): string {
  return typed.trim().toLowerCase().split(/\s+/).join(' ');
}

function slot(premise: string): string {
  return `phrase:${premise}`;
}

function isKept(value: unknown): value is Kept {
  return typeof value === 'object' && value !== null && 'keys' in value && isSealedText(value.keys);
}

function parseKeys(text: string): AccountKeys {
  const { signing, encryption } = looseFields(JSON.parse(text));
  return { signing: parseHex(String(signing), 'the key', 32), encryption: parseHex(String(encryption), 'the key', 32) };
}
