import { localDate, startOfLocalDate } from '../../../../core/domain/billing/period.ts';
import type { OpenedReading } from '../../../../core/domain/reading/open-readings.ts';
import { registersOf } from '../../../../core/domain/reading/registers-of.ts';
import type { RefusedLate, TimedRegister } from '../../../../core/domain/reading/registers-of.ts';

export type OpenReading = Extract<OpenedReading, { state: 'opened' }>;

/** Use between two readings that follow each other; `until` and `since` in unix seconds. */
export type Use = { since: bigint; until: bigint; used: bigint; reading: OpenReading };

const HOUR = 3_600n;
const LONGEST_DAY = 40n * HOUR;

/** The use between neighbouring opened readings, oldest first. */
export function usesOf(readings: readonly OpenedReading[]): Use[] {
  const opened = readings.filter((reading): reading is OpenReading => reading.state === 'opened');
  return opened.flatMap((reading, index) => {
    const before = opened[index - 1];
    if (before === undefined) return [];
    return [{ since: before.frame.time, until: reading.frame.time, used: reading.value - before.value, reading }];
  });
}

/** Use by local day; a period-close reading in between does not split its day in two, and what came late stands in its own day. */
export function dailyUse(
  readings: readonly OpenedReading[],
  dayOf: (time: bigint) => string,
): { day: string; time: bigint; used: bigint }[] {
  const days = new Map<string, { day: string; time: bigint; used: bigint }>();
  const { registers } = registersOf(readings.filter((reading) => reading.state === 'opened'));
  for (const [index, { time, value }] of registers.entries()) {
    const before = registers[index - 1];
    if (before === undefined || time - before.time > LONGEST_DAY) continue;
    // A reading at midnight is the end of the day before.
    const day = dayOf(time - 1n);
    const sum = days.get(day);
    days.set(day, { day, time: time - 1n, used: (sum?.used ?? 0n) + value - before.value });
  }
  return [...days.values()];
}

/** Use up to the end of an hour of a day, the first being 0; of `hours` hours where those before were not read; unknown where this one was not. */
export type HourUse = { hour: number; used: bigint | undefined; hours: number; late: boolean };

/**
 * The hours of the local day that a reading ends, where it is a day packet or something of the day came late.
 * @param readings all of the register that are at hand, in its order
 */
export function hourlyUse(reading: OpenReading, readings: readonly OpenedReading[], timeZone: string): HourUse[] {
  const { registers } = registersOf(readings.filter((each) => each.state === 'opened'));
  const { start, end } = dayOfReading(reading, timeZone);
  const isOfDay = ({ time }: TimedRegister): boolean => time > start && time <= end;
  if (reading.payload.kind !== 'day' && !registers.some((register) => register.late && isOfDay(register))) return [];
  return Array.from({ length: Number((end - start) / HOUR) }, (_, hour) => {
    const time = start + BigInt(hour + 1) * HOUR;
    const index = registers.findIndex((register) => register.time === time);
    const [at, before] = [registers[index], registers[index - 1]];
    if (at === undefined || before === undefined) return { hour, used: undefined, hours: 1, late: at?.late ?? false };
    const hours = Number((time - before.time + HOUR - 1n) / HOUR);
    return { hour, used: at.value - before.value, hours, late: at.late };
  });
}

/** What came late of the day that a reading ends and says another thing than what counts. */
export function refusedLate(reading: OpenReading, readings: readonly OpenedReading[], timeZone: string): RefusedLate[] {
  const { start, end } = dayOfReading(reading, timeZone);
  const { registers, refused } = registersOf(readings.filter((each) => each.state === 'opened'));
  const counted = new Map(registers.map(({ time, value }) => [time, value]));
  return refused.filter(({ time, value }) => time > start && time <= end && counted.get(time) !== value);
}

function dayOfReading({ frame }: OpenReading, timeZone: string): { start: bigint; end: bigint } {
  const start = startOfLocalDate(localDate(frame.time - 1n, timeZone), timeZone);
  return { start, end: startOfLocalDate(localDate(start + 30n * HOUR, timeZone), timeZone) };
}
