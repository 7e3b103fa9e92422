/** Seconds between blocks at rest, and between the words of witnesses: a proved time may be so old. */
const HEARTBEAT = 60n;

/**
 * Unix seconds to date a block with by a proved time: this device's clock where it agrees with that, else the nearest second that does. A clock that is wrong by
 * hours dates no block wrongly.
 */
export function dateByHead(clock: bigint, proved: bigint): bigint {
  if (clock < proved) return proved;
  return clock > proved + HEARTBEAT ? proved + HEARTBEAT : clock;
}
