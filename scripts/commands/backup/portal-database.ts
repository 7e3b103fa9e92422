import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { loadEmbedded } from '../../../app/server/database/embedded-copy.ts';
import { openStore, PORTAL, READ_MODEL } from '../../../app/server/database/open-store.ts';
import { appFiles } from '../../../app/server/app-files.ts';
import { askDatabase } from '../../../app/server/operator/ask-operator.ts';
import { InputError, TransientError } from '../../../core/domain/bytes/errors.ts';
import { readText } from '../arguments.ts';
import { settingsIn, type Site, type SiteProgram } from '../init/site.ts';
import { startPostgresTool } from './postgres-tool.ts';

/** Where a portal keeps what it knows of persons and money. */
export type PortalDatabase = { kind: 'postgres'; url: string } | { kind: 'pglite'; dataDir: string; port: unknown };

/** The database of the portal's program, as that one finds it; `undefined` of other owners. */
export function portalDatabase(home: string, site: Site): PortalDatabase | undefined {
  const app = site.programs.find(({ program }) => program === 'app');
  if (app === undefined) return undefined;
  const { databaseUrl, operatorPort } = settingsIn(home, app);
  const url = typeof databaseUrl === 'string' ? databaseUrl : process.env['DATABASE_URL'];
  if (url !== undefined) return { kind: 'postgres', url };
  return { kind: 'pglite', dataDir: dataDirOf(home, app), port: operatorPort };
}

/** Whether the embedded database was made: the portal's first start does it. */
export function isMade(database: PortalDatabase): boolean {
  return database.kind === 'postgres' || existsSync(appFiles(database.dataDir).database);
}

function dataDirOf(home: string, { name }: SiteProgram): string {
  return join(home, name);
}

/** The database as it is in one instant, while the portal runs or not. @throws InputError POSTGRES_TOOL_MISSING, DATABASE_TAKEN; TransientError POSTGRES_TOOL */
export async function* copyDatabase(database: PortalDatabase): AsyncGenerator<Uint8Array> {
  if (database.kind === 'pglite') {
    yield await copyOf(database);
    return;
  }
  const tool = await startPostgresTool('pg_dump', database.url, [
    ...['--format=custom', '--no-owner', '--no-privileges'],
    ...[PORTAL, READ_MODEL].map((schema) => `--schema=${schema}`),
  ]);
  yield* tool.stdout as AsyncIterable<Uint8Array>;
  await tool.ended();
}

/** The running portal gives it at its operator's port; of one that does not run, the files are free. */
async function copyOf({ dataDir, port }: PortalDatabase & { kind: 'pglite' }): Promise<Uint8Array> {
  const files = appFiles(dataDir);
  if (typeof port === 'number' && existsSync(files.operatorToken)) {
    const token = readText(files.operatorToken, "the operator's token").trim();
    try {
      return await askDatabase({ url: `http://127.0.0.1:${port}`, token });
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
    }
  }
  await using store = await openStore({ folder: files.database, url: undefined });
  if (store.copy === undefined) throw new Error('an embedded database gives copies');
  return await store.copy();
}

/** @throws InputError DATABASE_NOT_EMPTY, where the portal's tables are there already; TransientError DATABASE_AWAY */
export async function refuseFilled(database: PortalDatabase): Promise<void> {
  if (database.kind === 'pglite') return;
  const client = new pg.Client({ connectionString: database.url });
  try {
    await client.connect();
    const names = [PORTAL, READ_MODEL];
    const { rows } = await client.query('select nspname from pg_namespace where nspname = any($1)', [names]);
    if (rows.length > 0)
      throw new InputError(
        'DATABASE_NOT_EMPTY',
        'The database has a portal in it already, and nothing is written over it. Name an empty one with --database-url, or drop its schemas portal and read_model yourself.',
      );
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new TransientError('DATABASE_AWAY', 'PostgreSQL does not let us in. Start it, and see databaseUrl.', {
      cause,
    });
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Fills the empty database of the portal: whole, or not at all. */
export async function fillDatabase(database: PortalDatabase, content: Readable): Promise<void> {
  if (database.kind === 'pglite') {
    const copy = await buffer(content);
    await loadEmbedded(appFiles(database.dataDir).database, new Uint8Array(copy));
    return;
  }
  const tool = await startPostgresTool('pg_restore', database.url, [
    ...['--single-transaction', '--exit-on-error', '--no-owner', '--no-privileges'],
  ]);
  const [given, ended] = await Promise.allSettled([pipeline(content, tool.stdin), tool.ended()]);
  if (ended.status === 'rejected') throw ended.reason;
  if (given.status === 'rejected') throw given.reason;
}
