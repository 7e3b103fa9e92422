import { FRAME_LATE_AFTER } from '../limits.ts';

const DAY = 86_400n;

/**
 * Whether a frame of this time has to say "gap": it is too old for the ledger without, or will be before it is there, for which a day is left.
 * @param time unix seconds, as `now`
 */
export function isLate(time: bigint, now: bigint): boolean {
  return time + FRAME_LATE_AFTER - DAY <= now;
}
