import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localHour, nextPeriod, periodStart } from '../../../core/domain/billing/period.ts';
import { advanceHour, type Registers } from '../../../sandbox/meters/house-registers.ts';
import type { Profile } from '../../../sandbox/meters/profiles.ts';
import type { SampleHouse } from '../../../sandbox/meters/sample-house.ts';
import { telegramLines } from '../../../sandbox/meters/write-spool.ts';

const HOUR = 3_600n;
const DAY_HOURS = 24;

/** What the meters of a house show so far. */
export type Counting = { registers: Registers; hours: number };

/**
 * Lets a month pass for the meters of a house, or the part of it up to `until`, and writes what they send of it as one file of the gateway's spool: at the end,
 * and each day where `isDaily`.
 * @param counting what they showed before; it goes on in place
 */
export function countMonth(args: {
  house: SampleHouse;
  counting: Counting;
  period: number;
  from?: bigint;
  until?: bigint;
  timeZone: string;
  spoolDir: string;
  profile: Profile;
  water: Profile;
  isDaily: boolean;
}): void {
  const { house, counting, period, timeZone, spoolDir, profile, water, isDaily } = args;
  const start = args.from ?? periodStart(period, timeZone);
  const end = args.until ?? periodStart(nextPeriod(period), timeZone);
  const lines: string[] = counting.hours === 0 ? telegramLines(house, counting.registers, start, 0) : [];
  for (let time = start; time < end; time += HOUR, counting.hours++) {
    advanceHour({
      ...{ house, registers: counting.registers, hourIndex: counting.hours, profile, water },
      localHour: localHour(time, timeZone),
    });
    const read = time + HOUR;
    const isMidnight = localHour(read, timeZone) === 0;
    if (read === end || (isDaily && isMidnight))
      lines.push(...telegramLines(house, counting.registers, read, counting.hours % DAY_HOURS));
  }
  writeSpoolFile(spoolDir, `past-${start}`, lines);
}

/** A file of the gateway's spool, whole before it has its name. */
export function writeSpoolFile(spoolDir: string, name: string, lines: readonly string[]): void {
  mkdirSync(spoolDir, { recursive: true });
  const file = join(spoolDir, `${name}.jsonl`);
  writeFileSync(`${file}.part`, `${lines.join('\n')}\n`);
  renameSync(`${file}.part`, file);
}
