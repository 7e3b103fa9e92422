/** A token bucket per key: `burst` at once, `perSecond` on average. Takes `amount` of them, one where none is given, or nothing. */
export type RateLimit = { take(key: string, nowMs: number, amount?: number): boolean };

/** Full buckets are forgotten, so memory stays with the keys that are active. */
export function createRateLimit(args: { perSecond: number; burst: number }): RateLimit {
  const buckets = new Map<string, { tokens: number; at: number }>();
  let sweepAt = 0;
  return {
    take(key, nowMs, amount = 1) {
      if (nowMs >= sweepAt) {
        const fullAfter = (args.burst / args.perSecond) * 1000;
        for (const [other, bucket] of buckets) if (nowMs - bucket.at > fullAfter) buckets.delete(other);
        sweepAt = nowMs + fullAfter;
      }
      const bucket = buckets.get(key) ?? { tokens: args.burst, at: nowMs };
      const tokens = Math.min(args.burst, bucket.tokens + (Math.max(0, nowMs - bucket.at) / 1000) * args.perSecond);
      const allowed = tokens >= amount;
      buckets.set(key, { tokens: allowed ? tokens - amount : tokens, at: nowMs });
      return allowed;
    },
  };
}
