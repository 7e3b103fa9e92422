import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { migrate } from './migrate.ts';
import { pgliteDialect } from './pglite-dialect.ts';
import type { PortalTables } from './portal-tables.ts';
import type { ReadModelTables } from './tables.ts';
import type { Store } from './store.ts';

export const READ_MODEL = 'read_model';
export const PORTAL = 'portal';

const INT8 = 20;
const BYTEA = 17;

/**
 * Opens PGlite in `folder` or, where `url` is given, PostgreSQL, and brings both schemas up to date.
 * @throws InputError DATABASE_NEWER when a later version of this program wrote it
 */
export async function openStore(args: { folder: string; url: string | undefined }): Promise<Store> {
  const { db, script, close } = args.url === undefined ? await openPglite(args.folder) : openPostgres(args.url);
  const store: Store = {
    readModel: db.withSchema(READ_MODEL),
    portal: db.withSchema(PORTAL),
    readModelIn: (schema) => db.withSchema(schema),
    script,
    async [Symbol.asyncDispose]() {
      await db.destroy();
      await close();
    },
  };
  try {
    await migrate(store, 'read-model', READ_MODEL);
    await migrate(store, 'portal', PORTAL);
  } catch (error) {
    await store[Symbol.asyncDispose]();
    throw error;
  }
  return store;
}

type Opened = {
  db: Kysely<ReadModelTables & PortalTables>;
  script: (sql: string) => Promise<void>;
  close: () => Promise<void>;
};

async function openPglite(folder: string): Promise<Opened> {
  mkdirSync(dirname(folder), { recursive: true });
  const lock = lockFolder(folder);
  // As with PostgreSQL's own driver: 64-bit integers stay text, so that none is rounded.
  const database = await PGlite.create(folder, {
    parsers: { [INT8]: (text) => text, [BYTEA]: (text) => Buffer.from(text.slice(2), 'hex') },
    serializers: { [BYTEA]: (bytes: Uint8Array) => `\\x${Buffer.from(bytes).toString('hex')}` },
  });
  return {
    db: new Kysely({ dialect: pgliteDialect(database) }),
    script: async (sql) => {
      await database.exec(sql);
    },
    close: async () => {
      await database.close();
      lock.close();
    },
  };
}

/** PGlite would let a second process tear the folder. The operating system frees this lock even after kill -9. */
function lockFolder(folder: string): DatabaseSync {
  const lock = new DatabaseSync(`${folder}.lock`);
  try {
    lock.exec('pragma busy_timeout = 2000; begin exclusive');
  } catch (cause) {
    lock.close();
    throw new InputError(
      'DATABASE_TAKEN',
      `${folder} is open in another process. Stop that one first, or give another data folder.`,
      { cause },
    );
  }
  return lock;
}

function openPostgres(url: string): Opened {
  const pool = new pg.Pool({ connectionString: url, max: 8 });
  // An idle connection that breaks is replaced at the next query, which then reports what is wrong.
  pool.on('error', () => undefined);
  return {
    db: new Kysely({ dialect: new PostgresDialect({ pool }) }),
    script: async (sql) => {
      await pool.query(sql);
    },
    close: async () => undefined,
  };
}
