import { accountFromMnemonic, createMnemonic } from '../../../../core/domain/ledger/account.ts';
import type { Account } from '../../../../core/domain/ledger/account.ts';
import { fromUtf8, utf8 } from '../../../../core/domain/bytes/hex.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import type { Database } from './database.ts';
import { wrappingKeyOf } from './wrapping-key.ts';

/** Keys of one premise as they lie in the browser: the phrase under an AES-GCM key that the browser never gives out. */
type Kept = { address: Hex; nonce: Uint8Array<ArrayBuffer>; ciphertext: ArrayBuffer; sheetKept: boolean };

export type VaultEntry = { account: Account; sheetKept: boolean };

/**
 * Where a resident's keys live. The phrase is encrypted with a WebCrypto key that is not extractable, so neither a copied profile folder
 * nor a script reading the database alone has it; whoever can run scripts in this page can still use it (docs/threat-model.md).
 */
export type Vault = {
  open(premise: string): Promise<VaultEntry | undefined>;
  /** Makes keys unless there are some already. */
  create(premise: string): Promise<VaultEntry>;
  /** Makes keys in the place of those that are there, which are gone. */
  renew(premise: string): Promise<VaultEntry>;
  /** Puts in the keys of a recovery sheet. @throws InputError MNEMONIC_INVALID */
  restore(premise: string, phrase: string): Promise<VaultEntry>;
  markSheetKept(premise: string): Promise<void>;
  /** The words for the recovery sheet. */
  words(premise: string): Promise<string[]>;
};

export function openVault(database: Database, crypto: Crypto = globalThis.crypto): Vault {
  const wrappingKey = (): Promise<CryptoKey> => wrappingKeyOf(database, crypto);
  const keep = async (premise: string, phrase: string, sheetKept: boolean): Promise<VaultEntry> => {
    const account = accountFromMnemonic(phrase);
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: new Uint8Array(utf8(premise)) };
    const ciphertext = await crypto.subtle.encrypt(algorithm, await wrappingKey(), new Uint8Array(utf8(phrase)));
    await database.put(slot(premise), { address: account.address, nonce, ciphertext, sheetKept } satisfies Kept);
    return { account, sheetKept };
  };
  const phraseOf = async (premise: string, kept: Kept): Promise<string> => {
    const algorithm = { name: 'AES-GCM', iv: kept.nonce, additionalData: new Uint8Array(utf8(premise)) };
    return fromUtf8(new Uint8Array(await crypto.subtle.decrypt(algorithm, await wrappingKey(), kept.ciphertext)));
  };
  const find = async (premise: string): Promise<Kept | undefined> => parseKept(await database.get(slot(premise)));

  const vault: Vault = {
    open: async (premise) => {
      const kept = await find(premise);
      if (kept === undefined) return undefined;
      return { account: accountFromMnemonic(await phraseOf(premise, kept)), sheetKept: kept.sheetKept };
    },
    create: async (premise) => (await vault.open(premise)) ?? keep(premise, createMnemonic(), false),
    renew: (premise) => keep(premise, createMnemonic(), false),
    restore: (premise, phrase) => keep(premise, phrase.trim().toLowerCase().split(/\s+/).join(' '), true),
    markSheetKept: async (premise) => {
      const kept = await find(premise);
      if (kept !== undefined) await database.put(slot(premise), { ...kept, sheetKept: true } satisfies Kept);
    },
    words: async (premise) => {
      const kept = await find(premise);
      return kept === undefined ? [] : (await phraseOf(premise, kept)).split(' ');
    },
  };
  return vault;
}

function slot(premise: string): string {
  return `phrase:${premise}`;
}

function parseKept(value: unknown): Kept | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return 'ciphertext' in value && 'nonce' in value ? (value as Kept) : undefined;
}
