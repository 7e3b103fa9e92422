import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InputError } from '../domain/bytes/errors.ts';
import { parseHex, type Hex } from '../domain/bytes/hex.ts';
import type { Account } from '../domain/ledger/account.ts';
import { isFirstKey, type SignsFor } from '../domain/ledger/internal-block.ts';
import { loadOrCreateAccount } from './keystore.ts';

/**
 * Where the keys of an account stand: `NAME.json`, the first one, whose address is the account, then `NAME-2.json` and so on, each with its password file beside it. Where
 * the first one was lost, `NAME.account` says whose keys these are.
 */
export type AccountFiles = { file: string; passwordFile: string };

/**
 * A program's account, which signs by the one of its keys that the ledger names. Keys are only ever added, before the ledger hears of them: whenever a program is
 * killed, the key that the ledger knows is here.
 */
export type ProgramAccount = Account & {
  /** The key that signs now. */
  readonly key: Hex;
  readonly signsFor: SignsFor;
  /**
   * Signs by this key from here on, and reads what is sealed for it.
   * @throws InputError ACCOUNT_KEY_MISSING, KEYSTORE_BROKEN
   */
  use(key: Hex): Promise<void>;
  /** The key that is going to follow the one in force; made where there is none yet. */
  next(): Promise<Account>;
};

/** @throws InputError KEYSTORE_BROKEN */
export async function openProgramAccount(files: AccountFiles): Promise<ProgramAccount> {
  let keys = await loadKeys(files);
  const first = keys[0] ?? (await loadOrCreateAccount(files));
  const address = accountIn(files) ?? first.address;
  let current = first;
  const place = (): number => keys.findIndex(({ address }) => address === current.address);
  return {
    address,
    get key() {
      return current.address;
    },
    get encryptionKey() {
      return current.encryptionKey;
    },
    get encryptionPrivateKey() {
      return current.encryptionPrivateKey;
    },
    get formerEncryptionKeys() {
      return keys
        .slice(0, Math.max(0, place()))
        .map(({ encryptionPrivateKey }) => encryptionPrivateKey)
        .reverse();
    },
    sign: (digest) => current.sign(digest),
    signsFor: (key, account) =>
      account === address ? keys.some(({ address }) => address === key) : isFirstKey(key, account),
    async use(key) {
      if (key === current.address) return;
      keys = await loadKeys(files);
      const found = keys.find(({ address }) => address === key);
      if (found === undefined)
        throw new InputError(
          'ACCOUNT_KEY_MISSING',
          `The ledger says that ${key} signs for ${address}, but no keystore beside ${files.file} holds it. Restore them from the newest backup.`,
        );
      current = found;
    },
    async next() {
      keys = await loadKeys(files);
      const waiting = keys[place() + 1];
      if (waiting !== undefined) return waiting;
      const made = await loadOrCreateAccount(keyFiles(files, keys.length + 1));
      keys = await loadKeys(files);
      return made;
    },
  };
}

/** The keys of the folder in the order in which they were made. */
async function loadKeys(files: AccountFiles): Promise<Account[]> {
  if (!existsSync(files.file)) return [await loadOrCreateAccount(files)];
  const stem = basename(files.file, '.json');
  const made = readdirSync(dirname(files.file)).filter((name) => name.startsWith(`${stem}-`) && name.endsWith('.json'));
  const numbers = made
    .map((name) => Number(name.slice(stem.length + 1, -'.json'.length)))
    .filter((number) => Number.isSafeInteger(number) && number >= 2)
    .sort((a, b) => a - b);
  const keys: Account[] = [];
  for (const number of [1, ...numbers]) keys.push(await loadOrCreateAccount(keyFiles(files, number)));
  return keys;
}

/** Beside a keystore that is not the first one of its account. @throws InputError HEX_INVALID */
function accountIn({ file }: AccountFiles): Hex | undefined {
  const beside = accountFile(file);
  return existsSync(beside) ? parseHex(readFileSync(beside, 'utf8').trim(), beside, 20) : undefined;
}

export function accountFile(keystore: string): string {
  return join(dirname(keystore), `${basename(keystore, '.json')}.account`);
}

function keyFiles(files: AccountFiles, number: number): AccountFiles {
  if (number === 1) return files;
  const name = `${basename(files.file, '.json')}-${number}`;
  const folder = dirname(files.file);
  return { file: join(folder, `${name}.json`), passwordFile: join(folder, `${name}.password`) };
}
