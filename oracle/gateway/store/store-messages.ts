import { blobOf, hexOf, integerOf, textOf } from '../../sqlite-rows.ts';
import { keyRow } from './store-rows.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { GatewayStore, KeyRow } from './store-rows.ts';
import type { GatewayStatements } from './store-sql.ts';

/** Period keys, and the messages that wait for the collector. */
export function messagesOf(
  statements: GatewayStatements,
): Pick<
  GatewayStore,
  | 'periodKey'
  | 'periodKeysOf'
  | 'metersWithKeys'
  | 'addPeriodKey'
  | 'setAnnounced'
  | 'unannouncedKeys'
  | 'forgetAnnounced'
  | 'queue'
  | 'outgoing'
  | 'outgoingIds'
  | 'outgoingPayload'
  | 'dequeue'
  | 'queuedMessages'
> {
  return {
    periodKey(meterId: Hex, period: number): KeyRow | undefined {
      const row = statements.key.get(meterId, period);
      return row === undefined ? undefined : keyRow(row);
    },
    periodKeysOf: (meterId: Hex): KeyRow[] => statements.keysOf.all(meterId).map(keyRow),
    metersWithKeys: (): Hex[] => statements.metersWithKeys.all().map((row) => hexOf(row['meter_id'])),
    addPeriodKey: (meterId: Hex, period: number, key: Uint8Array): void =>
      void statements.addKey.run(meterId, period, key),
    setAnnounced: (meterId: Hex, period: number, addressees: string, message: string): void =>
      void statements.announced.run(addressees, message, meterId, period),
    unannouncedKeys: (): number => integerOf(statements.unannounced.get()?.['n'] ?? 0),
    forgetAnnounced: (meterId: Hex, period: number): void => void statements.forgetAnnounced.run(meterId, period),
    queue: (message: string, payload: Uint8Array): void => void statements.queue.run(message, payload),
    outgoing: (afterId: number, limit: number): { id: number; message: string; payload: Uint8Array }[] =>
      statements.outgoing
        .all(afterId, limit)
        .map((row) => ({ id: integerOf(row['id']), message: textOf(row['message']), payload: blobOf(row['payload']) })),
    outgoingIds: (limit: number): number[] => statements.outgoingIds.all(limit).map((row) => integerOf(row['id'])),
    outgoingPayload(message: string): Uint8Array | undefined {
      const row = statements.payload.get(message);
      return row === undefined ? undefined : blobOf(row['payload']);
    },
    dequeue: (message: string): boolean => Number(statements.dequeue.run(message).changes) > 0,
    queuedMessages: (): number => integerOf(statements.queued.get()?.['n'] ?? 0),
  };
}
