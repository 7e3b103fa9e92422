import { hexOf, integerOf, textOf } from '../../sqlite-rows.ts';
import { messageRow, optionalMessage, type MessageRow, type MessageTable, type NewMessage } from './inbox-rows.ts';
import type { InboxStatements } from './inbox-sql.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';

/** Messages of the gateways, from their arrival to the ledger. */
export function messageTable(statements: InboxStatements): MessageTable {
  return {
    message: (id: number): MessageRow | undefined => optionalMessage(statements.message.get(id)),
    messageByName: (name: string): MessageRow | undefined => optionalMessage(statements.messageByName.get(name)),
    addMessage(row: NewMessage): number {
      const { name, gatewayId, kind, deviceId, signature, subject, keysData, frameCount, size } = row;
      const added = statements.addMessage.run(
        name,
        gatewayId,
        kind,
        deviceId,
        signature,
        subject ?? null,
        keysData ?? null,
        frameCount,
        size,
      );
      return Number(added.lastInsertRowid);
    },
    pendingMessages: (limit: number): MessageRow[] => statements.pending.all(limit).map(messageRow),
    messagesOfDigest: (digest: Hex): MessageRow[] => statements.ofDigest.all(digest).map(messageRow),
    submittedDigests: (): Hex[] => statements.submittedDigests.all().map((row) => hexOf(row['digest'])),
    withdrawnOf: (gatewayId: string): MessageRow[] => statements.withdrawnOf.all(gatewayId).map(messageRow),
    pendingWith: (channel: Hex): MessageRow[] => statements.pendingWith.all(channel).map(messageRow),
    isOpenBefore: (channel: Hex, id: number): boolean => statements.openBefore.get(channel, id) !== undefined,
    markSubmitted: (id: number, digest: Hex): void => void statements.submit.run(digest, id),
    markRecorded: (id: number, nowMs: number): void => void statements.recorded.run(nowMs, id),
    putBackAlone: (id: number): void => void statements.putBack.run(id),
    clearSubject: (id: number): void => void statements.clearSubject.run(id),
    withdraw: (id: number, code: string, channels: readonly Hex[]): void =>
      void statements.withdraw.run(code, JSON.stringify(channels), Date.now(), id),
    messageCounts: (): { state: string; messages: number; frames: number }[] =>
      statements.counts.all().map((row) => ({
        state: textOf(row['state']),
        messages: integerOf(row['messages']),
        frames: integerOf(row['frames'] ?? 0),
      })),
  };
}
