import type { Hex } from '../bytes/hex.ts';
import { FLAG } from '../ledger/kinds.ts';
import { SEQUENCE_JUMP_MAX, SEQUENCE_MAX } from '../limits.ts';
import { ZERO_LINK } from './frame.ts';
import type { Frame } from './frame.ts';

/** A channel's last frame, as far as the next one depends on it: what the ledger keeps of it. */
export type LastFrame = { sequence: bigint; time: bigint; link: Hex };

/** `follows`, or the field that breaks the chain. */
export type ChainVerdict = 'follows' | 'sequence' | 'previous' | 'time';

/**
 * The rule of a channel's chain of frames, the same as `ReadingLedger._checkFrame`: numbers rise by one, or by up to 2^24 with the gap flag; each frame names
 * the one before it by its link; times rise. Whoever were stricter than the ledger would call its history broken.
 * @param before undefined for the first frame of a channel
 */
export function followsFrame(
  before: LastFrame | undefined,
  frame: Pick<Frame, 'flags' | 'sequence' | 'time' | 'previous'>,
): ChainVerdict {
  const next = (before?.sequence ?? 0n) + 1n;
  const mayJump = (frame.flags & FLAG.gap) !== 0;
  if (mayJump ? frame.sequence < next : frame.sequence !== next) return 'sequence';
  if (frame.sequence > SEQUENCE_MAX || frame.sequence >= next + SEQUENCE_JUMP_MAX) return 'sequence';
  if (frame.previous.toLowerCase() !== (before?.link.toLowerCase() ?? ZERO_LINK)) return 'previous';
  return frame.time > (before?.time ?? 0n) ? 'follows' : 'time';
}
