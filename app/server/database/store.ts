import type { Kysely } from 'kysely';
import type { PortalTables } from './portal-tables.ts';
import type { ReadModelTables } from './tables.ts';

/** The portal's database: `readModel` belongs to the indexer, `portal` to everything else. */
export type Store = AsyncDisposable & {
  readonly readModel: Kysely<ReadModelTables>;
  readonly portal: Kysely<PortalTables>;
  /** The same tables as `readModel`, in another schema that `script` has made. */
  readModelIn(schema: string): Kysely<ReadModelTables>;
  /** Runs several statements without parameters: all of them happen, or none. */
  script(sql: string): Promise<void>;
  /** The whole embedded database, which no other program can read; `undefined` of PostgreSQL. */
  readonly copy: (() => Promise<Uint8Array>) | undefined;
};
