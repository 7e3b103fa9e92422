import type { Metrics } from '../metrics.ts';

/** Work of which a watchdog has an alarm of its own. */
const WORK_CODES = [
  'OUTBOX_LATE',
  'BLOCK_KEPT_OUT',
  'ORDER_LATE',
  'APPEAL_LATE',
  'SNAPSHOT_LATE',
  'BROKER_AWAY',
  'GATEWAY_SILENT',
  'METERS_SILENT',
  'CERTIFICATE_ENDS',
] as const;
export type WorkCode = (typeof WORK_CODES)[number];

export function isWorkCode(value: unknown): value is WorkCode {
  return WORK_CODES.some((code) => code === value);
}

/** Work that should have been done: since when the oldest of it waits, and how long it may. */
export type Work = { code?: WorkCode; what: string; waitsSeconds: number | undefined; atMostSeconds: number };

/** What is wrong, in words; what is late under a code stands by itself as well. */
export type Illnesses = {
  /** All of it. */
  words: string[];
  late: { code: WorkCode; waitsSeconds: number; atMostSeconds: number }[];
  /** What is not in `late`. */
  ill: string[];
};

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
export async function illnesses({ work, metrics, leastFree = LEAST_FREE }: HealthArgs): Promise<Illnesses> {
  const free = await metrics.room?.();
  const full =
    free === undefined || free >= leastFree
      ? []
      : [`Its disk is full: ${Math.floor(free / 1024)} KiB are free. Make room; nothing is lost.`];
  const late: Illnesses['late'] = [];
  const [words, ill] = [[...full], [...full]];
  for (const { code, what, waitsSeconds, atMostSeconds } of (await work?.()) ?? []) {
    if (waitsSeconds === undefined || waitsSeconds <= atMostSeconds) continue;
    const text = `${what} for ${waitsSeconds} s, which is more than ${atMostSeconds} s.`;
    words.push(text);
    if (code === undefined) ill.push(text);
    else late.push({ code, waitsSeconds, atMostSeconds });
  }
  return { words, late, ill };
}
