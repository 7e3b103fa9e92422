import { TransientError } from '../../core/domain/bytes/errors.ts';

/** A block that somebody waits for is made within about a second; the largest takes some more. */
const WORK_MS = 20_000;

/**
 * Whether blocks come as they should, times in ms.
 * @param madeAt when the newest block was made, or the sealer began
 * @param waitsSince since when internal blocks wait of which no block took any
 * @param nextAt when the head's date lets the next block be made
 * @throws TransientError BLOCKS_LATE, BLOCKS_AHEAD
 */
export function checkPace(args: {
  now: number;
  madeAt: number;
  waitsSince: number | undefined;
  heartbeatMs: number;
  nextAt: number;
}): void {
  const { now, madeAt, waitsSince, heartbeatMs, nextAt } = args;
  if (nextAt > now + WORK_MS) {
    throw new TransientError(
      'BLOCKS_AHEAD',
      `The newest block is dated further ahead of this clock than maxAhead allows. The next one is made in ${Math.round((nextAt - now) / 1000)} s. Set the clock by NTP where it is behind; where it is right, a start with maxAhead above that goes on at once.`,
    );
  }
  const dueAt = Math.min(waitsSince ?? Infinity, madeAt + heartbeatMs);
  if (now <= dueAt + WORK_MS) return;
  throw new TransientError(
    'BLOCKS_LATE',
    `A block has been due for ${Math.round((now - dueAt) / 1000)} s. Look at the disk, the processor and the log of this sealer.`,
  );
}
