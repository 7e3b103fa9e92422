/** Milliseconds to the next multiple of the interval, so that hourly polls fall on the hour. */
export function untilNext(intervalMs: number): number {
  return intervalMs - (Date.now() % intervalMs);
}
