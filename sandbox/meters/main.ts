import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { localDate, localHour, periodOf, periodStart, previousPeriod } from '../../core/domain/billing/period.ts';
import { createLog } from '../../core/runtime/log.ts';
import { pause } from '../../core/runtime/pause.ts';
import { announceReady, type RunningProgram } from '../../core/runtime/program.ts';
import { writeDurably } from '../../core/runtime/write-durably.ts';
import { advanceHour, startRegisters, type Registers } from './house-registers.ts';
import { startMbusSlaves } from './mbus-slave.ts';
import { syntheticProfile } from './profiles.ts';
import type { SampleHouse } from './sample-house.ts';
import type { SandboxMetersSettings } from './settings.ts';
import { meterTelegram, telegramLines } from './write-spool.ts';
import { unixSeconds } from '../../core/domain/unix-seconds.ts';

const HOUR = 3_600n;

/** What the meters showed at the beginning of a local day: everything after it follows from the clock. */
type DayStart = { time: bigint; hourIndex: number; registers: Registers };

const dayStartFile = z.strictObject({
  time: z.string().regex(/^\d+$/).transform(BigInt),
  hourIndex: z.number().int().nonnegative(),
  registers: z.record(z.string(), z.array(z.string().regex(/^\d+$/).transform(BigInt))),
});

/**
 * SANDBOX: a house full of meters that count by the clock. Each local day is a file of hourly telegrams, the running day's grows; a crash loses nothing,
 * because the same hours give the same bytes. The meters also answer polls over TCP, primary addresses 1, 2, 3 … in the order of `house.meters`.
 */
export async function startSandboxMeters(
  settings: SandboxMetersSettings,
  signal: AbortSignal,
  house: SampleHouse,
): Promise<RunningProgram> {
  const log = createLog('sandbox-meters', settings.logLevel);
  mkdirSync(settings.dataDir, { recursive: true });
  mkdirSync(settings.spoolDir, { recursive: true });
  const stateFile = join(settings.dataDir, 'day-start.json');
  let day = readDayStart(stateFile) ?? firstDay(settings, house);
  let shown: Registers = day.registers;
  let written = -1;

  const tick = (): void => {
    for (;;) {
      const { lines, registers, hours, complete } = dayUntil(house, day, unixSeconds(), settings.timeZone);
      shown = registers;
      if (lines.length > 0 && hours !== written) {
        writeDurably(
          join(settings.spoolDir, `house-${localDate(day.time, settings.timeZone)}.jsonl`),
          `${lines.join('\n')}\n`,
        );
        written = hours;
      }
      if (!complete) return;
      day = { time: day.time + HOUR * BigInt(hours), hourIndex: day.hourIndex + hours, registers };
      written = -1;
      writeDurably(stateFile, dayStartText(day));
    }
  };
  tick();
  let access = 0;
  const slaves = await startMbusSlaves({
    host: settings.host,
    port: settings.port,
    answer(address) {
      const meter = house.meters[address - 1];
      return meter === undefined ? undefined : meterTelegram(meter, shown.get(meter.name) ?? [], access++, address);
    },
  });
  const stop = new AbortController();
  const ended = AbortSignal.any([signal, stop.signal]);
  const done = (async () => {
    while (!ended.aborted) {
      await pause(settings.tick, ended);
      if (!ended.aborted) tick();
    }
  })();
  log.info({ port: slaves.port }, 'SANDBOX meters count');
  announceReady({ program: 'sandbox-meters', mbus: `tcp://${settings.host}:${slaves.port}` });
  return {
    done,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await done.catch(() => undefined);
      await slaves[Symbol.asyncDispose]();
    },
  };
}

function firstDay(settings: SandboxMetersSettings, house: SampleHouse): DayStart {
  let period = periodOf(unixSeconds(), settings.timeZone);
  for (let i = 0; i < settings.monthsBack; i++) period = previousPeriod(period);
  return { time: periodStart(period, settings.timeZone), hourIndex: 0, registers: startRegisters(house) };
}

/** The telegrams of one local day as far as the clock has come. The very first day begins with the meters' opening telegrams. */
function dayUntil(
  house: SampleHouse,
  day: DayStart,
  now: bigint,
  timeZone: string,
): { lines: string[]; registers: Registers; hours: number; complete: boolean } {
  const registers: Registers = new Map([...day.registers].map(([name, values]) => [name, [...values]]));
  const lines = day.hourIndex === 0 && now >= day.time ? telegramLines(house, registers, day.time, 0) : [];
  const date = localDate(day.time, timeZone);
  let hours = 0;
  let time = day.time;
  while (localDate(time, timeZone) === date && time + HOUR <= now) {
    advanceHour({
      house,
      registers,
      hourIndex: day.hourIndex + hours,
      localHour: localHour(time, timeZone),
      profile: syntheticProfile,
    });
    hours += 1;
    time += HOUR;
    lines.push(...telegramLines(house, registers, time, day.hourIndex + hours));
  }
  return { lines, registers, hours, complete: hours > 0 && localDate(time, timeZone) !== date };
}

function readDayStart(file: string): DayStart | undefined {
  if (!existsSync(file)) return undefined;
  const { time, hourIndex, registers } = dayStartFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  return { time, hourIndex, registers: new Map(Object.entries(registers)) };
}

function dayStartText(day: DayStart): string {
  const registers = Object.fromEntries([...day.registers].map(([name, values]) => [name, values.map(String)]));
  return `${JSON.stringify({ time: day.time.toString(), hourIndex: day.hourIndex, registers })}\n`;
}
