/** A token bucket per key: `burst` at once, `perSecond` on average. */
export type RateLimit = {
  /** Takes `amount` of them, one where none is given, or nothing. */
  take(key: string, nowMs: number, amount?: number): boolean;
  /**
   * Takes one ahead of its time, if it comes within `mostMs`.
   * @returns in how many ms it is there; where that is more than `mostMs`, nothing was taken
   */
  reserve(key: string, nowMs: number, mostMs: number): number;
};

/** Full buckets are forgotten, so memory stays with the keys that are active. */
export function createRateLimit({ perSecond, burst }: { perSecond: number; burst: number }): RateLimit {
  const buckets = new Map<string, { tokens: number; at: number }>();
  let sweepAt = 0;
  const msFor = (tokens: number): number => (tokens / perSecond) * 1000;
  const tokensIn = (key: string, nowMs: number): number => {
    if (nowMs >= sweepAt) {
      for (const [other, { tokens, at }] of buckets) if (nowMs - at > msFor(burst - tokens)) buckets.delete(other);
      sweepAt = nowMs + msFor(burst);
    }
    const bucket = buckets.get(key) ?? { tokens: burst, at: nowMs };
    return Math.min(burst, bucket.tokens + (Math.max(0, nowMs - bucket.at) / 1000) * perSecond);
  };
  return {
    take(key, nowMs, amount = 1) {
      const tokens = tokensIn(key, nowMs);
      const allowed = tokens >= amount;
      buckets.set(key, { tokens: allowed ? tokens - amount : tokens, at: nowMs });
      return allowed;
    },
    reserve(key, nowMs, mostMs) {
      const tokens = tokensIn(key, nowMs);
      const waitMs = Math.max(0, msFor(1 - tokens));
      if (waitMs <= mostMs) buckets.set(key, { tokens: tokens - 1, at: nowMs });
      return waitMs;
    },
  };
}
