import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { syncFolder, writeDurably } from '../../../core/runtime/write-durably.ts';
import { readSite, settingsIn } from '../init/site.ts';
import { unitOf } from '../init/systemd-unit.ts';
import type { BackupCipher } from './backup-cipher.ts';
import { checkBacked, openBacked, writeRestored } from './backup-files.ts';
import { DATABASE_FILE, readManifest, type BackupManifest } from './backup-manifest.ts';
import { fillDatabase, portalDatabase, refuseFilled } from './portal-database.ts';
import { openProgressLine } from './progress-line.ts';

export type RestoreOptions = {
  from: string;
  home: string;
  passphraseFile?: string;
  databaseUrl?: string;
  json?: boolean;
};

/** What was brought back. */
export type Restored = Omit<BackupManifest, 'files'> & { home: string; files: number; next: string };

/**
 * Makes an owner's folder from a backup, and fills the portal's empty database: whole, or nothing at all.
 * @throws InputError RESTORE_FOLDER_TAKEN, DATABASE_NOT_EMPTY, BACKUP_DAMAGED, DATABASE_KIND, and as `readManifest`; TransientError DATABASE_AWAY, POSTGRES_TOOL
 */
export async function restore({ from, home, passphraseFile, databaseUrl, json }: RestoreOptions): Promise<Restored> {
  if (existsSync(home) && readdirSync(home).length > 0)
    throw new InputError(
      'RESTORE_FOLDER_TAKEN',
      `${home} is not empty, and nothing in it is written over. Name another folder, or move that one away.`,
    );
  const { manifest, cipher } = readManifest(from, passphraseFile);
  const folder = resolve(home);
  const draft = join(dirname(folder), `${basename(folder)}.new-${process.pid}`);
  using progress = openProgressLine(json);
  for (const [index, file] of manifest.files.entries()) {
    progress.show(`checking ${index + 1} of ${manifest.files.length} files`);
    await checkBacked(from, file);
  }
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  try {
    for (const [index, file] of manifest.files.entries()) {
      if (file.path === DATABASE_FILE) continue;
      progress.show(`writing ${index + 1} of ${manifest.files.length} files`);
      await writeRestored(join(draft, file.path), file.mode, openBacked(from, file, cipher));
    }
    progress.show("the portal's database");
    settle(draft, folder, databaseUrl);
    await restoreDatabase({ from, draft, manifest, cipher });
    if (existsSync(folder)) rmdirSync(folder);
    renameSync(draft, folder);
    syncFolder(dirname(folder));
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  }
  const { files, ...rest } = manifest;
  return { home, ...rest, files: files.length, next: `domledger run ${home}` };
}

/** What names the folder's place, for the place where it is now. */
function settle(draft: string, folder: string, databaseUrl: string | undefined): void {
  const { owner, programs } = readSite(draft);
  for (const one of programs) {
    const unit = join(draft, 'systemd', `domledger-${owner}-${one.name}.service`);
    if (existsSync(unit)) writeDurably(unit, unitOf({ folder, owner, ...one }), 0o644);
    if (one.program !== 'app' || databaseUrl === undefined) continue;
    const settings = { ...settingsIn(draft, one), databaseUrl };
    writeDurably(join(draft, one.name, 'settings.json'), `${JSON.stringify(settings, undefined, 2)}\n`);
  }
}

/** @throws InputError DATABASE_KIND where the settings name another kind of database than the backup has */
async function restoreDatabase(args: {
  from: string;
  draft: string;
  manifest: BackupManifest;
  cipher: BackupCipher | undefined;
}): Promise<void> {
  const { from, draft, manifest, cipher } = args;
  const copy = manifest.files.find(({ path }) => path === DATABASE_FILE);
  if (copy === undefined) return;
  const database = portalDatabase(draft, readSite(draft));
  if (database?.kind !== manifest.database)
    throw new InputError(
      'DATABASE_KIND',
      manifest.database === 'postgres'
        ? 'The backup is of a PostgreSQL. Name an empty one with --database-url.'
        : 'The backup is of the embedded database, and the environment or --database-url names a PostgreSQL. Leave that away.',
    );
  await refuseFilled(database);
  await fillDatabase(database, openBacked(from, copy, cipher));
}
