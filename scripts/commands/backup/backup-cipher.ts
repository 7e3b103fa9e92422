import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, scryptSync } from 'node:crypto';
import type { Transform } from 'node:stream';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { readText } from '../arguments.ts';

/** 128 MiB and about half a second a guess. */
const COST = { N: 131_072, r: 8, p: 1, maxmem: 256 * 1024 * 1024 };
const NONCE = 12;
const TAG = 16;
const SHORTEST = 12;

/** Seals files under a passphrase, each under a key of its own place, so that none can stand for another one. */
export type BackupCipher = {
  readonly salt: string;
  /** nonce(12), then what goes through, then its tag(16). */
  seal(path: string): { head: Buffer; through: Transform; tail: () => Buffer };
  /** @param head the first 12 bytes @param tail the last 16; a fault of them is told at the end of the stream */
  open(path: string, head: Buffer, tail: Buffer): Transform;
  /** Of the manifest. */
  mac(text: string): string;
};

export const SEALED_BYTES = NONCE + TAG;

/** @param salt of the backup that is to be opened; a new one's is drawn. @throws InputError PASSPHRASE_SHORT, FILE_UNREADABLE */
export function openBackupCipher(passphraseFile: string, salt = randomBytes(32).toString('hex')): BackupCipher {
  const passphrase = readText(passphraseFile, 'a file with the passphrase').trim();
  if (passphrase.length < SHORTEST)
    throw new InputError(
      'PASSPHRASE_SHORT',
      `The passphrase in ${passphraseFile} has fewer than ${SHORTEST} characters. Whoever finds the backup would guess it.`,
    );
  const master = scryptSync(passphrase, Buffer.from(salt, 'hex'), 32, COST);
  const keyOf = (use: string): Buffer => Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), use, 32));
  const authentic = keyOf('domledger/backup/manifest');
  return {
    salt,
    seal(path) {
      const head = randomBytes(NONCE);
      const through = createCipheriv('aes-256-gcm', keyOf(`domledger/backup/file\n${path}`), head);
      return { head, through, tail: () => through.getAuthTag() };
    },
    open(path, head, tail) {
      return createDecipheriv('aes-256-gcm', keyOf(`domledger/backup/file\n${path}`), head).setAuthTag(tail);
    },
    mac: (text) => createHmac('sha256', authentic).update(text).digest('hex'),
  };
}
