import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { InputError } from '../domain/bytes/errors.ts';
import { onOwnDisk } from './start/own-fault.ts';

/**
 * Opens a program's own database and brings its schema up to date. Committed means on disk: WAL with synchronous=FULL.
 * `migrations[i]` is the SQL of version i + 1, forward only; each runs in a transaction with the version number.
 * @throws InputError DATABASE_NEWER if a later version of the program wrote the file, and as `ownFault`
 */
export function openDatabase(file: string, migrations: readonly string[]): DatabaseSync {
  if (file !== ':memory:') onOwnDisk(file, () => mkdirSync(dirname(file), { recursive: true }));
  const database = onOwnDisk(file, () => new DatabaseSync(file));
  try {
    onOwnDisk(file, () => {
      database.exec(
        'pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma busy_timeout = 5000;',
      );
      migrate(database, migrations, {
        what: file,
        version: userVersion(database),
        mark: (version) => `pragma user_version = ${version}`,
      });
    });
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

/** Looks, and changes nothing, whether a later version of the program wrote the file. @throws InputError DATABASE_NEWER, and as `ownFault` */
export function checkNotNewer(file: string, migrations: readonly string[]): void {
  using database = onOwnDisk(file, () => new DatabaseSync(file, { readOnly: true }));
  onOwnDisk(file, () => refuseNewer(file, userVersion(database), migrations));
}

function userVersion(database: DatabaseSync): number {
  return Number(database.prepare('pragma user_version').get()?.['user_version'] ?? 0);
}

/**
 * Brings the tables of one part up to date that lives in the database of whoever uses it: under a version of its own, beside the program's.
 * @param before the version of tables that stand there without a number
 * @throws InputError DATABASE_NEWER
 */
export function migratePart(
  database: DatabaseSync,
  part: string,
  migrations: readonly string[],
  before: () => number,
): void {
  inTransaction(database, () => {
    database.exec('create table if not exists part_versions (part text primary key, version integer not null) strict');
    const kept = database.prepare('select version from part_versions where part = ?').get(part)?.['version'];
    migrate(database, migrations, {
      what: `The ${part} of this database`,
      version: kept === undefined ? before() : Number(kept),
      mark: (version) =>
        `insert into part_versions values ('${part}', ${version}) on conflict (part) do update set version = excluded.version`,
    });
  });
}

/** The numbered .sql files of a folder, 0001-NAME.sql first. They are only ever added to: a file that ran somewhere is history. */
export function migrationsIn(folder: string): readonly string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql'));
  return names.sort().map((name, index) => {
    if (!name.startsWith(`${String(index + 1).padStart(4, '0')}-`))
      throw new Error(`${join(folder, name)} stands where migration ${index + 1} is expected.`);
    return readFileSync(join(folder, name), 'utf8');
  });
}

/** @throws InputError DATABASE_NEWER */
function refuseNewer(what: string, version: number, migrations: readonly string[]): void {
  if (version <= migrations.length) return;
  throw new InputError(
    'DATABASE_NEWER',
    `${what} has schema version ${version}, this program knows ${migrations.length}. Run the newer program, or another data folder.`,
  );
}

function migrate(
  database: DatabaseSync,
  migrations: readonly string[],
  at: { what: string; version: number; mark: (version: number) => string },
): void {
  refuseNewer(at.what, at.version, migrations);
  for (const [index, sql] of migrations.entries()) {
    if (index < at.version) continue;
    inTransaction(database, () => database.exec(`${sql};\n${at.mark(index + 1)};`));
  }
}

/** Runs `work` in one immediate transaction, or inside the one that is already open: all of it happens, or nothing. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  if (database.isTransaction) return work();
  database.exec('begin immediate');
  let result: T;
  try {
    result = work();
  } catch (error) {
    if (database.isTransaction) database.exec('rollback');
    throw error;
  }
  database.exec('commit');
  return result;
}
