import type { OpenedReading } from '../../../../core/domain/reading/open-readings.ts';

export type OpenReading = Extract<OpenedReading, { state: 'opened' }>;

/** Use between two readings that follow each other; `until` and `since` in unix seconds. */
export type Use = { since: bigint; until: bigint; used: bigint; reading: OpenReading };

const LONGEST_DAY = 40n * 3600n;

/** The use between neighbouring opened readings, oldest first. */
export function usesOf(readings: readonly OpenedReading[]): Use[] {
  const opened = readings.filter((reading): reading is OpenReading => reading.state === 'opened');
  return opened.flatMap((reading, index) => {
    const before = opened[index - 1];
    if (before === undefined) return [];
    return [{ since: before.frame.time, until: reading.frame.time, used: reading.value - before.value, reading }];
  });
}

/** Use by local day; a period-close reading in between does not split its day in two. */
export function dailyUse(
  readings: readonly OpenedReading[],
  dayOf: (time: bigint) => string,
): { day: string; time: bigint; used: bigint }[] {
  const days = new Map<string, { day: string; time: bigint; used: bigint }>();
  for (const { since, until, used } of usesOf(readings)) {
    if (until - since > LONGEST_DAY) continue;
    // A reading at midnight is the end of the day before.
    const day = dayOf(until - 1n);
    const sum = days.get(day);
    days.set(day, { day, time: until - 1n, used: (sum?.used ?? 0n) + used });
  }
  return [...days.values()];
}

/** The register at the end of each hour of a day packet, as use per hour after the first. */
export function hourlyUse(reading: OpenReading, before: bigint | undefined): bigint[] {
  if (reading.payload.kind !== 'day') return [];
  const { mantissas } = reading.payload;
  return mantissas.map((mantissa, hour) => mantissa - (mantissas[hour - 1] ?? before ?? mantissa));
}
