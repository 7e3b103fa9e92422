import { ZERO_32 } from '../bytes/hex.ts';
import type { Hex } from '../bytes/hex.ts';
import { FLAG } from '../ledger/kinds.ts';
import { SEQUENCE_JUMP_MAX, SEQUENCE_MAX } from '../limits.ts';
import type { Frame } from './frame.ts';

/** A channel's last frame, as far as the next one depends on it. Of `hash` only the part that the ledger keeps counts. */
export type LastFrame = { sequence: bigint; time: bigint; hash: Hex };

/** `follows`, or the field that breaks the chain. */
export type ChainVerdict = 'follows' | 'sequence' | 'previous' | 'time';

/** Hex digits of a hash that the ledger keeps: 22 bytes, behind `0x` (docs/formats.md §4). */
const KEPT = 2 + 2 * 22;

/**
 * The rule of a channel's chain of frames, the same as `ReadingLedger._recordFrame`: numbers rise by one, or by up to 2^24 with the gap flag; each frame names
 * the hash of the one before it; times rise. Whoever were stricter than the ledger would call its history broken.
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
  const named = before === undefined ? frame.previous === ZERO_32 : isSameHead(frame.previous, before.hash);
  if (!named) return 'previous';
  return frame.time > (before?.time ?? 0n) ? 'follows' : 'time';
}

/** Whether two hashes of frames agree as far as the ledger keeps them. */
export function isSameHead(one: Hex, other: Hex): boolean {
  return one.slice(0, KEPT).toLowerCase() === other.slice(0, KEPT).toLowerCase();
}
