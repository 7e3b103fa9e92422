/** Says how long the acknowledgement of a message is held back, ms. */
export type BackPressure = { take(gatewayId: string, units: number): number };

/** A client that waits longer than this for an acknowledgement would take the connection for dead. */
const MAX_WAIT_MS = 5_000;

/**
 * Slows each gateway down to its own rate: what it sends beyond is taken and stored, and acknowledged later, so that its next messages come
 * later. Nothing is dropped, and nobody else waits.
 * @param perSecond units a second in the long run; `burst` as many at once
 */
export function createBackPressure(args: { perSecond: number; burst: number; nowMs: () => number }): BackPressure {
  const { perSecond, burst, nowMs } = args;
  const buckets = new Map<string, { left: number; atMs: number }>();
  return {
    take(gatewayId, units) {
      const now = nowMs();
      const bucket = buckets.get(gatewayId) ?? { left: burst, atMs: now };
      buckets.set(gatewayId, bucket);
      // A clock that is set back gives nothing and takes nothing.
      const passed = Math.max(0, now - bucket.atMs);
      bucket.left = Math.min(burst, bucket.left + (passed * perSecond) / 1000);
      bucket.atMs = now;
      // The debt is bounded by what one wait pays off.
      bucket.left = Math.max(bucket.left - units, (-MAX_WAIT_MS * perSecond) / 1000);
      return bucket.left >= 0 ? 0 : Math.min(MAX_WAIT_MS, (-bucket.left * 1000) / perSecond);
    },
  };
}
