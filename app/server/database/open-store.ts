import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { copyEmbedded } from './embedded-copy.ts';
import { makeCluster } from './make-cluster.ts';
import { migrate } from './migrate.ts';
import { pgliteDialect } from './pglite-dialect.ts';
import type { PortalTables } from './portal-tables.ts';
import type { ReadModelTables } from './tables.ts';
import type { Store } from './store.ts';

export const READ_MODEL = 'read_model';
export const PORTAL = 'portal';

/**
 * PGlite's memory is WebAssembly's, which only grows: with PostgreSQL's usual 128 MB of buffers it is 190 MiB at once, and several hundred after work. The
 * operating system holds the files in its own cache.
 */
const BUFFERS = ['-c', 'shared_buffers=4MB', '-c', 'wal_buffers=256kB'];

const INT8 = 20;
const BYTEA = 17;

/**
 * Opens PGlite in `folder` or, where `url` is given, PostgreSQL, and brings both schemas up to date.
 * @throws InputError DATABASE_NEWER when a later version of this program wrote it
 */
export async function openStore(args: { folder: string; url: string | undefined }): Promise<Store> {
  const { db, script, copy, close } = args.url === undefined ? await openPglite(args.folder) : openPostgres(args.url);
  const store: Store = {
    readModel: db.withSchema(READ_MODEL),
    portal: db.withSchema(PORTAL),
    readModelIn: (schema) => db.withSchema(schema),
    script,
    copy,
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
  copy: Store['copy'];
  close: () => Promise<void>;
};

async function openPglite(folder: string): Promise<Opened> {
  mkdirSync(dirname(folder), { recursive: true });
  const lock = lockFolder(folder);
  let database: PGlite;
  try {
    await makeCluster(folder);
    // As with PostgreSQL's own driver: 64-bit integers stay text, so that none is rounded.
    database = await PGlite.create(folder, {
      startParams: [...PGlite.defaultStartParams, ...BUFFERS],
      parsers: { [INT8]: (text) => text, [BYTEA]: (text) => Buffer.from(text.slice(2), 'hex') },
      serializers: { [BYTEA]: (bytes: Uint8Array) => `\\x${Buffer.from(bytes).toString('hex')}` },
    });
  } catch (error) {
    lock.close();
    throw error;
  }
  return {
    db: new Kysely({ dialect: pgliteDialect(database) }),
    script: async (sql) => {
      await database.exec(sql);
    },
    copy: () => copyEmbedded(database),
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
  // One that breaks while it is in use and nothing is asked of it; the next query says so. Without this it would end the portal.
  pool.on('connect', (client) => void client.on('error', () => undefined));
  return {
    db: new Kysely({ dialect: new PostgresDialect({ pool }) }),
    script: async (sql) => {
      await pool.query(sql);
    },
    copy: undefined,
    close: async () => undefined,
  };
}
