import { inTransaction, migrationsIn, openDatabase } from '../../../core/runtime/sqlite.ts';
import { integerOf, prepareAll } from '../../sqlite-rows.ts';
import { channelsOf } from './store-channels.ts';
import { continuityOf } from './store-continuity.ts';
import { framesOf } from './store-frames.ts';
import { messagesOf } from './store-messages.ts';
import { recordsOf } from './store-records.ts';
import { GATEWAY_MIGRATIONS, GATEWAY_SQL } from './store-sql.ts';
import type { DatabaseSync } from 'node:sqlite';
import type { GatewayStore } from './store-rows.ts';

/** The agent's statements. Callers group them with `transaction`. What would make the file larger than `maxBytes` fails as on a full disk. */
export function openGatewayStore(file: string, maxBytes?: number): GatewayStore {
  const database = openDatabase(file, migrationsIn(GATEWAY_MIGRATIONS));
  if (maxBytes !== undefined) limitSize(database, maxBytes);
  const statements = prepareAll(database, GATEWAY_SQL);
  return {
    ...channelsOf(statements),
    ...continuityOf(statements),
    ...framesOf(statements),
    ...messagesOf(statements),
    ...recordsOf(statements),
    transaction: <T>(work: () => T): T => inTransaction(database, work),
    close: (): void => database.close(),
  };
}

function limitSize(database: DatabaseSync, maxBytes: number): void {
  const pageSize = integerOf(database.prepare('pragma page_size').get()?.['page_size']);
  database.exec(`pragma max_page_count = ${Math.floor(maxBytes / pageSize)}`);
}
