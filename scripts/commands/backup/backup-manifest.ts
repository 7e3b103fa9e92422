import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { DATA_LAYOUT } from '../../../core/runtime/start/data-folder.ts';
import { VERSION } from '../../../core/runtime/start/version.ts';
import { writeDurably } from '../../../core/runtime/write-durably.ts';
import { OWNERS } from '../init/site.ts';
import { openBackupCipher, type BackupCipher } from './backup-cipher.ts';

const FORMAT = 1;
const hash = z.string().regex(/^[0-9a-f]{64}$/);
/** A path below the folder, and none that leads out of it. */
const inside = z
  .string()
  .min(1)
  .refine(
    (path) => path.split('/').every((part) => part !== '' && part !== '.' && part !== '..') && !/[\\\0]/.test(path),
  );
const schema = z.strictObject({
  format: z.literal(FORMAT),
  /** Of the programs that wrote the folder. */
  version: z.string(),
  layout: z.number().int(),
  owner: z.enum(OWNERS),
  madeAt: z.iso.datetime(),
  /** `null` before there is a network. */
  networkHash: z.string().nullable(),
  /** Blocks of the newest log in it; `null` where the owner has none. */
  blocks: z.number().int().nullable(),
  /** Salt of the passphrase; `null` where nothing is encrypted, and keys are left out. */
  salt: hash.nullable(),
  leftOut: z.array(inside),
  database: z.enum(['postgres', 'pglite']).nullable(),
  files: z.array(
    z.strictObject({
      path: inside,
      mode: z.number().int().min(0).max(0o777),
      bytes: z.number().int().min(0),
      sha256: hash,
    }),
  ),
});

/** What a backup is, in `manifest.json`; `bytes` and `sha256` of a file are those of the backup. */
export type BackupManifest = Omit<z.infer<typeof schema>, 'format'>;
/** The portal's database among the files. */
export const DATABASE_FILE = 'portal-database';

const fileIn = (folder: string): string => join(folder, 'manifest.json');

export function writeManifest(folder: string, manifest: BackupManifest, cipher: BackupCipher | undefined): void {
  const text = JSON.stringify({ format: FORMAT, ...manifest });
  writeDurably(fileIn(folder), `${JSON.stringify({ manifest: text, sum: sumOf(text, cipher) }, undefined, 2)}\n`);
}

/**
 * The manifest of a backup, once it is as it was written, and the cipher of its passphrase.
 * @throws InputError BACKUP_INVALID, BACKUP_OTHER_VERSION, PASSPHRASE_MISSING, PASSPHRASE_WRONG, and of `openBackupCipher`
 */
export function readManifest(
  folder: string,
  passphraseFile: string | undefined,
): { manifest: BackupManifest; cipher: BackupCipher | undefined } {
  const file = fileIn(folder);
  if (!existsSync(file))
    throw invalid(`There is no ${file}: this is no backup, or one that was broken off. Name another one.`);
  const outer = z.strictObject({ manifest: z.string(), sum: hash }).safeParse(parsed(readFileSync(file, 'utf8')));
  const inner = z.looseObject({ format: z.number(), layout: z.number(), version: z.string(), salt: hash.nullable() });
  const head = inner.safeParse(parsed(outer.data?.manifest ?? ''));
  if (outer.data === undefined || head.data === undefined) throw invalid(`${file} is damaged. Name another backup.`);
  const { format, layout, version, salt } = head.data;
  if (format !== FORMAT || layout !== DATA_LAYOUT)
    throw new InputError(
      'BACKUP_OTHER_VERSION',
      `${folder} was made by version ${version.slice(0, 40)} of Domledger, whose folders this one, ${VERSION}, does not read. Restore it with that version, then change versions.`,
    );
  const cipher = salt === null ? undefined : cipherOf(folder, salt, passphraseFile);
  if (sumOf(outer.data.manifest, cipher) !== outer.data.sum)
    throw cipher === undefined
      ? invalid(`${file} was changed since the backup was made. Name another backup.`)
      : new InputError(
          'PASSPHRASE_WRONG',
          `The passphrase is not that of ${folder}, or its manifest.json was changed. Give the right one with --passphrase-file.`,
        );
  const whole = schema.safeParse(parsed(outer.data.manifest));
  if (whole.data === undefined) throw invalid(`${file} is not as a backup writes it. Name another backup.`);
  const { format: _format, ...manifest } = whole.data;
  return { manifest, cipher };
}

function cipherOf(folder: string, salt: string, passphraseFile: string | undefined): BackupCipher {
  if (passphraseFile === undefined)
    throw new InputError('PASSPHRASE_MISSING', `${folder} is encrypted. Give its passphrase with --passphrase-file.`);
  return openBackupCipher(passphraseFile, salt);
}

function sumOf(text: string, cipher: BackupCipher | undefined): string {
  return cipher === undefined ? createHash('sha256').update(text).digest('hex') : cipher.mac(text);
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

function invalid(message: string): InputError {
  return new InputError('BACKUP_INVALID', message);
}
