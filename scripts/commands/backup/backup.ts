import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { backup as copyPages, DatabaseSync } from 'node:sqlite';
import { Readable } from 'node:stream';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { networkHash } from '../../../core/domain/ledger/network.ts';
import { DATA_LAYOUT } from '../../../core/runtime/start/data-folder.ts';
import { VERSION } from '../../../core/runtime/start/version.ts';
import { syncFolder } from '../../../core/runtime/write-durably.ts';
import { readNetworkFile } from '../../../sealer/network/network-file.ts';
import { lookIntoLog } from '../../../sealer/snapshot/look-into-log.ts';
import { readSite, type Site } from '../init/site.ts';
import { openBackupCipher, type BackupCipher } from './backup-cipher.ts';
import { backUpStream, openAsItIs, type BackedFile } from './backup-files.ts';
import { DATABASE_FILE, writeManifest, type BackupManifest } from './backup-manifest.ts';
import { homeFiles, isOpen, type HomeFile } from './home-files.ts';
import { copyDatabase, isMade, portalDatabase } from './portal-database.ts';
import { openProgressLine } from './progress-line.ts';

export type BackupOptions = {
  home: string;
  to: string;
  passphraseFile?: string;
  withoutKeys?: boolean;
  json?: boolean;
};

/** What was taken. */
export type Backed = Omit<BackupManifest, 'files'> & { to: string; files: number; bytes: number };

/**
 * Copies an owner's folder, with the portal's database, while its programs run or not: whole, or nothing at all.
 * @throws InputError BACKUP_KEYS, BACKUP_PLACE, SITE_MISSING, SITE_INVALID, PASSPHRASE_SHORT, and as `copyDatabase`
 */
export async function backup({ home, to, passphraseFile, withoutKeys = false, json }: BackupOptions): Promise<Backed> {
  if ((passphraseFile === undefined) !== withoutKeys)
    throw new InputError(
      'BACKUP_KEYS',
      'Say what becomes of the keys: --passphrase-file FILE encrypts the whole backup, --without-keys leaves them out, and you keep them yourself.',
    );
  const site = readSite(home);
  refusePlace(home, to);
  const cipher = passphraseFile === undefined ? undefined : openBackupCipher(passphraseFile);
  const draft = `${resolve(to)}.new-${process.pid}`;
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  let manifest: BackupManifest;
  try {
    const taken = await takeAll({ home, site, draft, cipher, json });
    manifest = { ...whatItIs(home, site), salt: cipher?.salt ?? null, ...taken };
    writeManifest(draft, manifest, cipher);
    renameSync(draft, to);
    syncFolder(dirname(resolve(to)));
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  }
  const { files, ...rest } = manifest;
  return { to, ...rest, files: files.length, bytes: files.reduce((sum, one) => sum + one.bytes, 0) };
}

/** @throws InputError BACKUP_PLACE */
function refusePlace(home: string, to: string): void {
  if (existsSync(to))
    throw new InputError('BACKUP_PLACE', `There is a ${to} already, and no backup is written over. Name another one.`);
  const inside = relative(resolve(home), resolve(to));
  if (!inside.startsWith('..'))
    throw new InputError('BACKUP_PLACE', `${to} is within ${home}. Name a place outside, best on another disk.`);
}

type Taken = Pick<BackupManifest, 'files' | 'leftOut' | 'database'>;

async function takeAll(args: {
  home: string;
  site: Site;
  draft: string;
  cipher: BackupCipher | undefined;
  json: boolean | undefined;
}): Promise<Taken> {
  const { home, site, draft, cipher } = args;
  using progress = openProgressLine(args.json);
  const files: BackedFile[] = [];
  const leftOut: string[] = [];
  // Before the outbox beside it: what it has said stands in both, or in the outbox alone, which says it once more.
  const database = portalDatabase(home, site);
  if (database !== undefined && isMade(database)) {
    progress.show("the portal's database");
    const content = Readable.from(copyDatabase(database));
    files.push(await backUpStream(draft, { path: DATABASE_FILE, mode: 0o600 }, content, cipher));
  }
  const all = homeFiles(home, site);
  for (const [index, file] of all.entries()) {
    progress.show(`${index + 1} of ${all.length} files: ${file.path}`);
    if (cipher === undefined && !isOpen(home, file.path)) leftOut.push(file.path);
    else {
      const taken = await take(file, args);
      if (taken !== undefined) files.push(taken);
    }
  }
  return {
    files,
    leftOut,
    database: files[0]?.path === DATABASE_FILE && database !== undefined ? database.kind : null,
  };
}

/** @returns `undefined` where it is gone since it was listed */
async function take(
  { path, taken }: HomeFile,
  { home, draft, cipher }: { home: string; draft: string; cipher: BackupCipher | undefined },
): Promise<BackedFile | undefined> {
  const file = join(home, path);
  if (taken === 'bytes') {
    const opened = openAsItIs(file);
    return opened && (await backUpStream(draft, { path, mode: opened.mode }, opened.source, cipher));
  }
  const copy = join(draft, 'page-copy');
  using source = closing(new DatabaseSync(file, { readOnly: true }));
  // All pages in one step, between two transactions of whoever writes.
  await copyPages(source.database, copy, { rate: -1 });
  const opened = openAsItIs(copy);
  const backed = opened && (await backUpStream(draft, { path, mode: statSync(file).mode }, opened.source, cipher));
  rmSync(copy);
  return backed;
}

function closing(database: DatabaseSync): Disposable & { database: DatabaseSync } {
  return { database, [Symbol.dispose]: () => database.close() };
}

function whatItIs(home: string, site: Site): Omit<BackupManifest, keyof Taken | 'salt'> {
  const network = readNetworkFile(join(home, 'network.json'));
  const log = site.programs.find(({ name }) => existsSync(join(home, name, 'blocks.log')));
  return {
    ...{ version: VERSION, layout: DATA_LAYOUT, owner: site.owner, madeAt: new Date().toISOString() },
    networkHash: network === undefined ? null : networkHash(network),
    blocks: log === undefined ? null : blocksIn(join(home, log.name)),
  };
}

function blocksIn(folder: string): number {
  using view = lookIntoLog(folder);
  return view.length;
}
