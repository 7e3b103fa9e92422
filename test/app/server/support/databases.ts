import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openStore } from '../../../../app/server/database/open-store.ts';
import { freshPglite } from './pglite-template.ts';
import type { Store } from '../../../../app/server/database/store.ts';

/** A database that a test may fill, empty at first and gone afterwards. */
export type TestDatabase = AsyncDisposable & { store: Store; reopen(): Promise<void>; url: string | undefined };
export type DatabaseKind = { name: string; open(): Promise<TestDatabase> };

const URL_NAME = 'TEST_DATABASE_URL';
let counter = 0;
let said = false;

export const PGLITE: DatabaseKind = { name: 'PGlite', open: openPglite };

/** PGlite always; PostgreSQL where TEST_DATABASE_URL names a server on which databases may be made. */
export function databaseKinds(): DatabaseKind[] {
  const server = process.env[URL_NAME];
  if (server === undefined) {
    if (!said)
      process.stdout.write(
        `  skipped: the portal's database tests on PostgreSQL (set ${URL_NAME} to a server where databases may be made)\n`,
      );
    said = true;
    return [PGLITE];
  }
  return [PGLITE, { name: 'PostgreSQL', open: () => openPostgres(server) }];
}

async function openPglite(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'domledger-db-'));
  await freshPglite(join(folder, 'database'));
  const open = (): Promise<Store> => openStore({ folder: join(folder, 'database'), url: undefined });
  return wrap(open, undefined, async () => rmSync(folder, { recursive: true, force: true }));
}

async function openPostgres(server: string): Promise<TestDatabase> {
  const name = `domledger_test_${process.pid}_${++counter}`;
  await administer(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const open = (): Promise<Store> => openStore({ folder: '', url: url.href });
  return wrap(open, url.href, () => administer(server, `drop database ${name} with (force)`));
}

async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function wrap(
  open: () => Promise<Store>,
  url: string | undefined,
  remove: () => Promise<void>,
): Promise<TestDatabase> {
  const database: TestDatabase = {
    store: await open(),
    url,
    async reopen() {
      await database.store[Symbol.asyncDispose]();
      database.store = await open();
    },
    async [Symbol.asyncDispose]() {
      await database.store[Symbol.asyncDispose]();
      await remove();
    },
  };
  return database;
}
