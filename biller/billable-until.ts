import type { Cursor } from './store.ts';

/**
 * Until when periods are billed. A clock alone does not say that a month is over here: a biller whose register is behind would bill it without the last facts of
 * it, such as the meter that took another's place. So the month must be over in what was read of the ledgers too.
 * @param now by the clock that the settings name; unix seconds, as everything here
 * @param head the newest sealed block as the register knows it; undefined where it did not answer
 * @param cursor how far the ledgers were read
 * @param delay how long after its end a period is billed
 */
export function billableUntil(args: {
  now: bigint;
  head: { number: bigint; timestamp: bigint } | undefined;
  cursor: Cursor;
  delay: bigint;
}): bigint {
  const { now, head, cursor, delay } = args;
  // Blocks without facts move no date of the cursor.
  const hasAll = head !== undefined && cursor.nextBlock > head.number;
  const read = hasAll ? head.timestamp : cursor.latestTimestamp;
  return (now < read ? now : read) - delay;
}
