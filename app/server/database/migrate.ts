import { join } from 'node:path';
import { sql } from 'kysely';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { migrationsIn } from '../../../core/runtime/sqlite.ts';
import type { Store } from './store.ts';

export type MigrationArea = 'read-model' | 'portal';

const FOLDER = join(import.meta.dirname, 'migrations');

/**
 * Brings a schema up to date: numbered .sql files, forward only, each together with its number in one transaction.
 * @throws InputError DATABASE_NEWER
 */
export async function migrate(store: Store, area: MigrationArea, schema: string): Promise<void> {
  const migrations = migrationsIn(join(FOLDER, area));
  await store.script(
    `create schema if not exists ${schema}; create table if not exists ${schema}.schema_version (one_row boolean primary key default true check (one_row), version integer not null)`,
  );
  const version = await currentVersion(store, schema);
  refuseNewerSchema(area, schema, version);
  for (const [index, text] of migrations.entries()) {
    if (index < version) continue;
    const mark = `insert into schema_version (version) values (${index + 1}) on conflict (one_row) do update set version = ${index + 1}`;
    await store.script(`select set_config('search_path', '${schema}', true);\n${text};\n${mark};`);
  }
}

/** @throws InputError DATABASE_NEWER */
export function refuseNewerSchema(area: MigrationArea, schema: string, version: number): void {
  const known = migrationsIn(join(FOLDER, area)).length;
  if (version <= known) return;
  throw new InputError(
    'DATABASE_NEWER',
    `Schema ${schema} has version ${version}, this program knows ${known}. Run the newer program, or another database.`,
  );
}

async function currentVersion(store: Store, schema: string): Promise<number> {
  const { rows } = await sql<{ version: number }>`select version from ${sql.ref(`${schema}.schema_version`)}`.execute(
    store.portal,
  );
  return rows[0]?.version ?? 0;
}
