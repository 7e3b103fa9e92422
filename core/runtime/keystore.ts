import { randomBytes, scrypt as scryptOfNode, type ScryptOptions } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { HDNodeWallet, Mnemonic, decryptKeystoreJson, encryptKeystoreJson, scrypt } from 'ethers';
import { accountFromMnemonic } from '../domain/ledger/account.ts';
import { InputError } from '../domain/bytes/errors.ts';
import { writeDurably } from './write-durably.ts';
import type { Account } from '../domain/ledger/account.ts';

type KeystoreFiles = { file: string; passwordFile: string };

/** The password is 32 random bytes in a file of its own, so the key derivation need not be slow to be safe. */
const SCRYPT_N = 4096;

/** Node's own, since the one that ethers has is plain JavaScript and every start of a program waits for it. */
scrypt.register((password, salt, cost, blockSize, parallelization, length) => {
  const derive = promisify<Buffer, Buffer, number, ScryptOptions, Buffer>(scryptOfNode);
  const maxmem = 256 * cost * blockSize;
  return derive(Buffer.from(password), Buffer.from(salt), length, { cost, blockSize, parallelization, maxmem });
});

/**
 * The account in an encrypted keystore file (Web3 Secret Storage v3 with the BIP-39 entropy, as ethers writes it). At the first
 * start both files are made, readable by their owner alone. Not two processes may start with one missing keystore at once.
 * @throws InputError KEYSTORE_BROKEN for a keystore that the password does not open, or whose password file is gone
 */
export async function loadOrCreateAccount(args: KeystoreFiles): Promise<Account> {
  return accountFromMnemonic(await loadOrCreateMnemonic(args));
}

/** The keystore's twelve words. Only what exports keys needs them. @param entropy 16 bytes of a new one, which are random where they are left out */
export async function loadOrCreateMnemonic(
  args: KeystoreFiles,
  entropy: Uint8Array = randomBytes(16),
): Promise<string> {
  if (existsSync(args.file)) return openKeystore(args);
  const password = readOrMakePassword(args.passwordFile);
  const mnemonic = Mnemonic.fromEntropy(entropy);
  const wallet = HDNodeWallet.fromMnemonic(mnemonic);
  const content = await encryptKeystoreJson(
    {
      address: wallet.address,
      privateKey: wallet.privateKey,
      mnemonic: { entropy: mnemonic.entropy, path: "m/44'/60'/0'/0/0", locale: 'en' },
    },
    password,
    { scrypt: { N: SCRYPT_N } },
  );
  mkdirSync(dirname(args.file), { recursive: true, mode: 0o700 });
  writeDurably(args.file, `${content}\n`);
  return mnemonic.phrase;
}

async function openKeystore(args: KeystoreFiles): Promise<string> {
  let entropy: string | undefined;
  try {
    const password = readFileSync(args.passwordFile, 'utf8').trim();
    const opened = await decryptKeystoreJson(readFileSync(args.file, 'utf8').trim(), password);
    entropy = opened.mnemonic?.entropy;
  } catch (cause) {
    throw new InputError(
      'KEYSTORE_BROKEN',
      `${args.file} cannot be opened with ${args.passwordFile}. Restore both from the same backup.`,
      { cause },
    );
  }
  if (entropy === undefined)
    throw new InputError('KEYSTORE_BROKEN', `${args.file} holds no recovery words. Restore it from a backup.`);
  return Mnemonic.fromEntropy(entropy).phrase;
}

function readOrMakePassword(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const password = randomBytes(32).toString('hex');
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeDurably(file, `${password}\n`);
  return password;
}
