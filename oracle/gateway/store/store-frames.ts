import { hexOf, integerOf, textOf } from '../../sqlite-rows.ts';
import { storedFrame } from './stored-frame.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { GatewayStore } from './store-rows.ts';
import type { GatewayStatements } from './store-sql.ts';
import type { StoredFrame } from './stored-frame.ts';

/** Frames from their making to the collector. */
export function framesOf(
  statements: GatewayStatements,
): Pick<
  GatewayStore,
  | 'addFrame'
  | 'waitingFrames'
  | 'waitingFramesOf'
  | 'markSent'
  | 'markStored'
  | 'markWaiting'
  | 'channelsOfMessage'
  | 'frameCounts'
> {
  return {
    addFrame(frame: Omit<StoredFrame, 'id' | 'state'>): void {
      const { channel, sequence, meterId, period, keyOwner, ciphertext, frameHash, subject, madeAtMs } = frame;
      statements.addFrame.run(
        channel,
        sequence,
        meterId,
        period,
        keyOwner,
        frame.frame,
        ciphertext,
        frameHash,
        subject ?? null,
        madeAtMs,
      );
    },
    /** Frames that may be signed now, oldest first: their period key is queued before them and their channel is not stopped. */
    waitingFrames: (limit: number): StoredFrame[] => statements.waiting.all(limit).map(storedFrame),
    waitingFramesOf: (channel: Hex, limit: number): StoredFrame[] =>
      statements.waitingOf.all(channel, limit).map(storedFrame),
    markSent: (id: number, message: string): void => void statements.markSent.run(message, id),
    markStored: (message: string): void => void statements.markStored.run(message),
    /** Puts a message's frames back; the number of frames that it had. */
    markWaiting: (message: string): number => Number(statements.markWaiting.run(message).changes),
    channelsOfMessage: (message: string): Hex[] =>
      statements.channelsOf.all(message).map((row) => hexOf(row['channel'])),
    frameCounts: (): Record<string, number> =>
      Object.fromEntries(statements.count.all().map((row) => [textOf(row['state']), integerOf(row['n'])])),
  };
}
