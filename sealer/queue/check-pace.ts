import { TransientError } from '../../core/domain/bytes/errors.ts';

/** A block that somebody waits for is made within about a second; the largest takes some more. */
const WORK_MS = 20_000;

/**
 * Whether blocks come as they should, times in ms.
 * @param madeAt when the newest block was made, or the sealer began
 * @param waitsSince since when internal blocks wait of which no block took any
 * @throws TransientError BLOCKS_LATE
 */
export function checkPace(args: {
  now: number;
  madeAt: number;
  waitsSince: number | undefined;
  heartbeatMs: number;
}): void {
  const { now, madeAt, waitsSince, heartbeatMs } = args;
  const dueAt = Math.min(waitsSince ?? Infinity, madeAt + heartbeatMs);
  if (now <= dueAt + WORK_MS) return;
  throw new TransientError(
    'BLOCKS_LATE',
    `A block has been due for ${Math.round((now - dueAt) / 1000)} s. Look at the disk, the processor and the log of this sealer.`,
  );
}
