import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { InputError } from '../domain/bytes/errors.ts';

/**
 * Opens a program's own database and brings its schema up to date. Committed means on disk: WAL with synchronous=FULL.
 * `migrations[i]` is the SQL of version i + 1, forward only; each runs in a transaction with the version number.
 * @throws InputError DATABASE_NEWER if a later version of the program wrote the file
 */
export function openDatabase(file: string, migrations: readonly string[]): DatabaseSync {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file);
  database.exec(
    'pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma busy_timeout = 5000;',
  );
  const version = Number(database.prepare('pragma user_version').get()?.['user_version'] ?? 0);
  if (version > migrations.length) {
    database.close();
    throw new InputError(
      'DATABASE_NEWER',
      `${file} has schema version ${version}, this program knows ${migrations.length}. Run the newer program, or another data folder.`,
    );
  }
  for (const [index, sql] of migrations.entries()) {
    if (index < version) continue;
    inTransaction(database, () => database.exec(`${sql};\npragma user_version = ${index + 1};`));
  }
  return database;
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
