import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '../../core/domain/bytes/hex.ts';
import { localDate, localHour, nextPeriod, periodStart } from '../../core/domain/billing/period.ts';
import { advanceHour, startRegisters } from './house-registers.ts';
import { buildTelegram } from './mbus-telegram.ts';
import { syntheticProfile } from './profiles.ts';
import type { Registers } from './house-registers.ts';
import type { RegisterRecord } from './mbus-telegram.ts';
import type { Profile } from './profiles.ts';
import type { SampleHouse, SimulatedMeter } from './sample-house.ts';

const HOUR = 3_600n;

export type WrittenSpool = {
  files: number;
  telegrams: number;
  /** Register mantissas at the end: give them to the next period's call. */
  registers: Registers;
  /** Hours passed: give it to the next period's call as `firstHour`. */
  nextHour: number;
};

/**
 * Writes one month of hourly M-Bus telegrams of a whole house, one file per local day, complete before it appears under its name.
 * The same arguments give the same bytes. Without `registers` the month begins with an opening telegram at local 00:00 of the
 * first; every later telegram is read at the end of its hour, the last at 00:00 of the next month. What is late stands in the next day's file, before that
 * day's own: of the last day there is none.
 */
export function writeSpool(args: {
  house: SampleHouse;
  period: number;
  spoolDir: string;
  timeZone?: string;
  profile?: Profile;
  water?: Profile;
  firstHour?: number;
  registers?: Registers;
  /** Whose telegram of which hour, counted from the beginning of the month, is heard a day late. */
  late?: (meter: SimulatedMeter, hour: number) => boolean;
}): WrittenSpool {
  const { house, period, spoolDir, timeZone = 'Europe/Moscow', profile = syntheticProfile, late = () => false } = args;
  const registers = copyRegisters(args.registers ?? startRegisters(house));
  const start = periodStart(period, timeZone);
  const end = periodStart(nextPeriod(period), timeZone);
  mkdirSync(spoolDir, { recursive: true });
  let hourIndex = args.firstHour ?? 0;
  let lines: string[] = args.registers === undefined ? telegramLines(house, registers, start, 0) : [];
  let held: string[] = [];
  const result = { files: 0, telegrams: 0 };
  for (let time = start; time < end; time += HOUR, hourIndex++) {
    advanceHour({
      house,
      registers,
      hourIndex,
      localHour: localHour(time, timeZone),
      profile,
      ...(args.water === undefined ? {} : { water: args.water }),
    });
    const hour = Number((time + HOUR - start) / HOUR);
    for (const [index, line] of telegramLines(house, registers, time + HOUR, hourIndex).entries()) {
      const meter = house.meters[index];
      (meter !== undefined && late(meter, hour) ? held : lines).push(line);
    }
    if (localDate(time, timeZone) === localDate(time + HOUR, timeZone)) continue;
    writeWhole(join(spoolDir, `house-${localDate(time, timeZone)}.jsonl`), lines);
    result.files += 1;
    result.telegrams += lines.length;
    [lines, held] = [held, []];
  }
  return { ...result, registers, nextHour: hourIndex };
}

/** A radio gap on the third day of a month: what the flats' electricity meters said at five and at six is heard a day late. */
export function radioGap({ flat, resource }: SimulatedMeter, hour: number): boolean {
  return flat !== undefined && resource === 'electricity' && (hour === 53 || hour === 54);
}

/** The telegram of a meter with these registers, as its gateway hears it. */
export function meterTelegram(meter: SimulatedMeter, values: readonly bigint[], access = 0, address = 1): Uint8Array {
  const quantity = meter.resource === 'electricity' ? 'energy' : 'volume';
  const record = (value: bigint, tariff: number): RegisterRecord => ({
    quantity,
    value,
    exponent: meter.exponent,
    tariff,
  });
  const records = meter.tariffs.map((tariff, index) => record(values[index] ?? 0n, tariff));
  // A multi-tariff meter sends its total as well, as real ones do.
  if (records.length > 1)
    records.unshift(
      record(
        values.reduce((sum, value) => sum + value, 0n),
        0,
      ),
    );
  return buildTelegram({ address, header: meter.header, records, access });
}

/** The spool lines of all meters at one time (unix seconds). */
export function telegramLines(house: SampleHouse, registers: Registers, time: bigint, access: number): string[] {
  return house.meters.map((meter) => {
    const hex = toHex(meterTelegram(meter, registers.get(meter.name) ?? [], access)).slice(2);
    return JSON.stringify({ meter: meter.name, time: Number(time), format: 'mbus', hex });
  });
}

function writeWhole(file: string, lines: readonly string[]): void {
  writeFileSync(`${file}.part`, `${lines.join('\n')}\n`);
  renameSync(`${file}.part`, file);
}

function copyRegisters(registers: Registers): Registers {
  return new Map([...registers].map(([name, values]) => [name, [...values]]));
}
