const BEHIND_MOST = 300n;

/**
 * Unix seconds to date an internal block with: the sender's clock, but not more than five minutes before the newest head that he knows, since ledgers go by
 * their blocks' dates, and some blocks live a quarter of an hour only.
 */
export function dateBlock(clock: bigint, headTime: bigint): bigint {
  return clock > headTime - BEHIND_MOST ? clock : headTime - BEHIND_MOST;
}
