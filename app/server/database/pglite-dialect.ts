import { PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import type { PGlite } from '@electric-sql/pglite';
import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryResult, TransactionSettings } from 'kysely';

/**
 * Kysely over PGlite, PostgreSQL in this process: PostgreSQL's compiler and adapter over the one connection that PGlite has. Whoever
 * holds it (a query, a whole transaction) is alone; the others queue.
 */
export function pgliteDialect(database: PGlite): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => createDriver(database),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}

function createDriver(database: PGlite): Driver {
  const connection: DatabaseConnection = {
    executeQuery: (query) => execute(database, query),
    streamQuery() {
      throw new Error('PGlite answers whole results; page instead of streaming');
    },
  };
  const run = async (statement: string): Promise<void> => {
    await database.query(statement);
  };
  const queue = createTurnstile();
  return {
    init: async () => {
      await database.waitReady;
    },
    acquireConnection: async () => {
      await queue.enter();
      return connection;
    },
    releaseConnection: async () => queue.leave(),
    beginTransaction: (_connection, settings) => run(beginStatement(settings)),
    commitTransaction: () => run('commit'),
    rollbackTransaction: () => run('rollback'),
    destroy: async () => undefined,
  };
}

async function execute<R>(database: PGlite, query: CompiledQuery): Promise<QueryResult<R>> {
  const result = await database.query<R>(query.sql, [...query.parameters]);
  return { rows: result.rows, numAffectedRows: BigInt(result.affectedRows ?? 0) };
}

function beginStatement(settings: TransactionSettings): string {
  const level = settings.isolationLevel === undefined ? '' : ` isolation level ${settings.isolationLevel}`;
  return `begin${level}${settings.accessMode === undefined ? '' : ` ${settings.accessMode}`}`;
}

/** One at a time, first come first served. */
function createTurnstile(): { enter(): Promise<void>; leave(): void } {
  const waiting: (() => void)[] = [];
  let taken = false;
  return {
    async enter() {
      if (taken) await new Promise<void>((resolve) => waiting.push(resolve));
      taken = true;
    },
    leave() {
      const next = waiting.shift();
      if (next === undefined) taken = false;
      else next();
    },
  };
}
