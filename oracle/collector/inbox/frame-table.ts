import { hexOf, integerOf } from '../../sqlite-rows.ts';
import { frameRow, optionalFrame, type ChannelHead, type FrameTable, type InboxFrame } from './inbox-rows.ts';
import type { InboxStatements } from './inbox-sql.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';

/** Frames, and the newest of each channel. */
export function frameTable(statements: InboxStatements): FrameTable {
  return {
    channelHead(channel: Hex): ChannelHead | undefined {
      const row = statements.head.get(channel);
      if (row === undefined) return undefined;
      return {
        sequence: BigInt(integerOf(row['sequence'])),
        time: BigInt(integerOf(row['time'])),
        head: hexOf(row['head']),
      };
    },
    setChannelHead: (channel: Hex, { sequence, time, head }: ChannelHead): void =>
      void statements.setHead.run(channel, sequence, time, head),
    frame: (channel: Hex, sequence: bigint): InboxFrame | undefined =>
      optionalFrame(statements.frame.get(channel, sequence)),
    addFrame: (frame: InboxFrame, place: number): void =>
      void statements.addFrame.run(
        frame.channel,
        frame.sequence,
        frame.frame,
        frame.ciphertext,
        frame.messageId,
        place,
      ),
    moveFrame: (channel: Hex, sequence: bigint, messageId: number, place: number): void =>
      void statements.moveFrame.run(messageId, place, channel, sequence),
    framesOf: (messageId: number): InboxFrame[] => statements.framesOf.all(messageId).map(frameRow),
  };
}
