import { equalBytes } from '../../../core/domain/bytes/hex.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { FLAG } from '../../../core/domain/ledger/kinds.ts';
import { CLOCK_TOLERANCE, FRAME_LATE_AFTER } from '../../../core/domain/limits.ts';
import type { Frame } from '../../../core/domain/reading/frame.ts';
import { linkOf } from '../../../core/domain/reading/frame.ts';
import { followsFrame } from '../../../core/domain/reading/follows-frame.ts';
import type { ChannelHead, DeviceRow, InboxFrame, MeterRow } from '../inbox/inbox-rows.ts';
import { checkMeter } from './check-meter.ts';
import { MessageRefusal } from './message-refusal.ts';
import type { SignedFrame } from './read-batch.ts';

/** What the collector knows of the frames of a batch. */
export type ChannelKnowledge = {
  device: DeviceRow;
  meterOfChannel(channel: Hex): MeterRow | undefined;
  /** The newest frame of the channel in the inbox, else on the ledger. */
  head(channel: Hex): ChannelHead | undefined;
  stored(channel: Hex, sequence: bigint): InboxFrame | undefined;
  nowSeconds: bigint;
};
/** `known`: stored before, byte for byte. `recorded`: on the ledger, which is older than this inbox. Else it is new. */
export type CheckedFrame = SignedFrame & { known: InboxFrame | undefined; recorded: boolean };

/**
 * Checks the frames of a batch as the ledger will, before anything is acknowledged. One bad frame refuses the batch, because one signature covers it.
 * @returns the frames, and where their channels stand behind them
 * @throws MessageRefusal of `checkMeter`; FRAME_CONFLICT, SEQUENCE_GAP, PREVIOUS_MISMATCH, TIME_NOT_RISING, TIME_AHEAD, TIME_TOO_OLD
 */
export function checkBatch(
  signed: readonly SignedFrame[],
  knows: ChannelKnowledge,
): { frames: CheckedFrame[]; heads: Map<Hex, ChannelHead> } {
  const heads = new Map<Hex, ChannelHead>();
  const frames = signed.map((one): CheckedFrame => {
    const { channel, sequence, time } = one.frame;
    const known = knows.stored(channel, sequence);
    if (known !== undefined) {
      if (equalBytes(known.frame, one.bytes) && equalBytes(known.ciphertext, one.ciphertext))
        return { ...one, known, recorded: false };
      throw refuse('FRAME_CONFLICT', one.frame, 'was stored before with other content.');
    }
    checkMeter(one.frame, knows.device, knows.meterOfChannel(channel));
    const head = lastOf(heads.get(channel) ?? knows.head(channel));
    if (isRecorded(one, head)) return { ...one, known, recorded: true };
    checkNew(one.frame, head, knows.nowSeconds);
    heads.set(channel, { sequence, time, head: linkOf(one.hash) });
    return { ...one, known, recorded: false };
  });
  return { frames, heads };
}

/** Whether a frame is older than this inbox, so that the ledger has it; only the newest one can still be compared. */
function isRecorded({ frame, hash }: SignedFrame, head: ChannelHead | undefined): boolean {
  if (head === undefined || frame.sequence > head.sequence) return false;
  if (frame.sequence === head.sequence && linkOf(hash) !== head.head)
    throw refuse('FRAME_CONFLICT', frame, 'is on the ledger with other content.');
  return true;
}

function checkNew(frame: Frame, head: ChannelHead | undefined, nowSeconds: bigint): void {
  const verdict = followsFrame(head === undefined ? undefined : { ...head, link: head.head }, frame);
  const next = (head?.sequence ?? 0n) + 1n;
  switch (verdict) {
    case 'sequence':
      throw refuse(
        'SEQUENCE_GAP',
        frame,
        `is not the next one, which is ${next}, nor near behind it with the gap flag.`,
      );
    case 'previous':
      throw refuse('PREVIOUS_MISMATCH', frame, 'does not follow the frame before it.');
    case 'time':
      throw refuse('TIME_NOT_RISING', frame, 'is not newer than the one before it.');
    case 'follows':
      break;
    default:
      verdict satisfies never;
  }
  if (frame.time > nowSeconds + CLOCK_TOLERANCE) throw refuse('TIME_AHEAD', frame, 'is from the future.');
  if ((frame.flags & FLAG.gap) === 0 && frame.time + FRAME_LATE_AFTER < nowSeconds)
    throw refuse('TIME_TOO_OLD', frame, 'comes too late without the gap flag. Sign it anew.');
}

/** A channel without frames stands nowhere. */
function lastOf(head: ChannelHead | undefined): ChannelHead | undefined {
  return head?.sequence === 0n ? undefined : head;
}

function refuse(code: string, { channel, sequence }: Frame, fault: string): MessageRefusal {
  return new MessageRefusal(code, `Frame ${sequence} of channel ${channel} ${fault}`, { channels: [channel] });
}
