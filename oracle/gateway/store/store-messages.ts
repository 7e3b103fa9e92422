import { blobOf, hexOf, integerOf, textOf } from '../../sqlite-rows.ts';
import { keyRow } from './store-rows.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { GatewayStore, KeyRow } from './store-rows.ts';
import type { GatewayStatements } from './store-sql.ts';
import type { KeyOwner } from './stored-frame.ts';

/** Period keys, and the messages that wait for the collector. */
export function messagesOf(
  statements: GatewayStatements,
): Pick<
  GatewayStore,
  | 'periodKey'
  | 'periodKeysOf'
  | 'metersWithKeys'
  | 'addPeriodKey'
  | 'claimKeys'
  | 'setAnnounced'
  | 'unannouncedKeys'
  | 'queue'
  | 'outgoing'
  | 'outgoingIds'
  | 'outgoingPayload'
  | 'dequeue'
  | 'queuedMessages'
> {
  return {
    periodKey(meterId: Hex, period: number, owner: KeyOwner): KeyRow | undefined {
      const row = statements.key.get(meterId, period, owner);
      return row === undefined ? undefined : keyRow(row);
    },
    periodKeysOf: (meterId: Hex): KeyRow[] => statements.keysOf.all(meterId).map(keyRow),
    metersWithKeys: (): Hex[] => statements.metersWithKeys.all().map((row) => hexOf(row['meter_id'])),
    addPeriodKey: (meterId: Hex, period: number, owner: KeyOwner, key: Uint8Array): void =>
      void statements.addKey.run(meterId, period, owner, key),
    claimKeys(meterId: Hex, owner: Hex): void {
      if (Number(statements.claimKeys.run(owner, meterId).changes) > 0) statements.claimFrames.run(owner, meterId);
    },
    setAnnounced: ({ meterId, period, owner }, addressees: string, message: string): void =>
      void statements.announced.run(addressees, message, meterId, period, owner),
    unannouncedKeys: (): number => integerOf(statements.unannounced.get()?.['n'] ?? 0),
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
