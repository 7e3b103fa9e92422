import { inTransaction } from '../../../core/runtime/sqlite.ts';
import { hexOf, integerOf, prepareAll, textOf } from '../../sqlite-rows.ts';
import { deviceTable } from './device-table.ts';
import { frameTable } from './frame-table.ts';
import { INBOX_SQL } from './inbox-sql.ts';
import { messageTable } from './message-table.ts';
import { meterTable } from './meter-table.ts';
import { refusalTable } from './refusal-table.ts';
import type { DatabaseSync } from 'node:sqlite';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { Inbox, RequestRow } from './inbox-rows.ts';

/** The collector's statements over its one database. */
export function openInbox(database: DatabaseSync): Inbox {
  const statements = prepareAll(database, INBOX_SQL);
  return {
    ...deviceTable(statements),
    ...meterTable(statements),
    ...frameTable(statements),
    ...messageTable(statements),
    ...refusalTable(statements),
    database,
    transaction: <T>(work: () => T): T => inTransaction(database, work),
    nextBlock: (): bigint => BigInt(integerOf(statements.cursor.get()?.['next_block'] ?? 0)),
    setNextBlock: (next: bigint): void => void statements.setCursor.run(next),
    addRequest: (row: RequestRow): void =>
      void statements.addRequest.run(row.requestId, row.meterId, row.dueDate, row.signedBlock),
    answerRequest: (requestId: Hex): void => void statements.answered.run(requestId),
    openRequests: (deviceId: Hex, nowSeconds: bigint): RequestRow[] =>
      statements.openRequests.all(deviceId, nowSeconds).map((row) => ({
        requestId: hexOf(row['request_id']),
        meterId: hexOf(row['meter_id']),
        dueDate: BigInt(integerOf(row['due_date'])),
        signedBlock: textOf(row['signed_block']),
      })),
    prune(before, limit): number {
      const recorded = statements.recordedBefore.all(before.recordedMs, limit);
      const ids = [...recorded, ...statements.emptied.all(before.recordedMs, limit)].map((row) => integerOf(row['id']));
      for (const id of ids) {
        statements.dropFrames.run(id);
        statements.dropMessage.run(id);
      }
      statements.dropRequests.run(before.dueSeconds);
      return ids.length;
    },
  };
}
