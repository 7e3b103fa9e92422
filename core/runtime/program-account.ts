import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InputError, TransientError } from '../domain/bytes/errors.ts';
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
  /** Whether the key that the ledger names is at hand. Where it is not, `sign` throws TransientError ACCOUNT_KEY_MISSING: what the dead key signs is refused. */
  readonly canSign: boolean;
  /**
   * Signs by this key from here on, and reads what is sealed for it. Where it is not at hand, nothing is signed until a later call finds it.
   * @throws InputError ACCOUNT_KEY_MISSING, KEYSTORE_BROKEN
   */
  use(key: Hex): Promise<void>;
  /** The key that is going to follow the one in force; made where there is none yet. */
  next(): Promise<Account>;
};

/** @throws InputError KEYSTORE_BROKEN */
export async function openProgramAccount(files: AccountFiles): Promise<ProgramAccount> {
  let keys = await loadKeys(files);
  if (keys.length === 0) keys = [await loadOrCreateAccount(files)];
  const first = keys[0];
  if (first === undefined) throw new Error('an account has a key');
  const address = accountIn(files) ?? first.address;
  let current = first;
  let missing: InputError | undefined;
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
    /** The one that comes next, too: the ledger may name it before the program has heard of it. */
    get formerEncryptionKeys() {
      const others = keys.filter(({ address }) => address !== current.address);
      return others.map(({ encryptionPrivateKey }) => encryptionPrivateKey).reverse();
    },
    get canSign() {
      return missing === undefined;
    },
    sign(digest) {
      if (missing !== undefined) throw new TransientError('ACCOUNT_KEY_MISSING', missing.message);
      return current.sign(digest);
    },
    signsFor: (key, account) =>
      account === address ? keys.some(({ address }) => address === key) : isFirstKey(key, account),
    async use(key) {
      if (key !== current.address) {
        // Before the files are read: from here on the key in memory is a dead one.
        missing = keyMissing({ key, address, file: files.file });
        const loaded = await loadKeys(files);
        const found = loaded.find((each) => each.address === key);
        if (found === undefined) throw missing;
        keys = loaded;
        current = found;
      }
      missing = undefined;
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

function keyMissing({ key, address, file }: { key: Hex; address: Hex; file: string }): InputError {
  const beside = `${basename(file, '.json')}-N`;
  return new InputError(
    'ACCOUNT_KEY_MISSING',
    `The ledger says that ${key} signs for ${address}, but no keystore beside ${file} holds it. Put it there with its password file, as ${beside}.json and ${beside}.password, from the newest backup. Until then nothing is signed; a running program goes on by itself.`,
  );
}

/** The keys of the folder in the order in which they were made; none where the first one is not there. */
async function loadKeys(files: AccountFiles): Promise<Account[]> {
  if (!existsSync(files.file)) return [];
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
