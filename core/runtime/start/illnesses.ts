import type { Metrics } from '../metrics.ts';

/** Work that should have been done: since when the oldest of it waits, and how long it may. */
export type Work = { what: string; waitsSeconds: number | undefined; atMostSeconds: number };

export type HealthArgs = {
  health: () => Promise<object> | object;
  /** What may be late, whichever program it is. */
  work?: () => Promise<readonly Work[]> | readonly Work[];
  metrics: Metrics;
  /** Bytes that must be free on the disk. */
  leastFree?: number;
};

/** Less is full for a database that has to write before it can make room. */
const LEAST_FREE = 16 * 1024 * 1024;

/** What is wrong with any program alike: a disk without room, and work that waits for too long. */
export async function illnesses({ work, metrics, leastFree = LEAST_FREE }: HealthArgs): Promise<string[]> {
  const free = await metrics.room?.();
  const full =
    free === undefined || free >= leastFree
      ? []
      : [`Its disk is full: ${Math.floor(free / 1024)} KiB are free. Make room; nothing is lost.`];
  const late = ((await work?.()) ?? []).flatMap(({ what, waitsSeconds, atMostSeconds }) =>
    waitsSeconds === undefined || waitsSeconds <= atMostSeconds
      ? []
      : [`${what} for ${waitsSeconds} s, which is more than ${atMostSeconds} s.`],
  );
  return [...full, ...late];
}
