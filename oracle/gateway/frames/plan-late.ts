import type { ChannelMemory } from '../store/store-rows.ts';
import { gapAt, takeLate } from './late-memory.ts';
import { atTheHour, dayOf, isFullHour } from './local-day.ts';
import type { Plan, PlanRules, RegisterReading } from './planned-frame.ts';

/**
 * What becomes of a reading at a full hour that is older than the newest one: in the day that is still open it takes its place; of an earlier day it waits for
 * the next day packet. Undefined where it is of no use: its hour is known, or its register sends no packets.
 */
export function planLate(memory: ChannelMemory, reading: RegisterReading, rules: PlanRules): Plan | undefined {
  if (rules.cadence !== 'day' || reading.record !== undefined) return undefined;
  const time = atTheHour(reading.time, -1n, rules);
  if (!isFullHour(time, rules.timeZone)) return undefined;
  const { value, word = 0 } = reading;
  const newest = memory.day.at(-1);
  if (newest === undefined || dayOf(time, rules.timeZone) !== dayOf(newest.time, rules.timeZone)) {
    const taken = takeLate(memory.late, { time, value }, { frameTime: memory.frameTime, next: memory.day[0] });
    return taken?.ok === true ? { ok: true, frames: [], memory: { ...memory, late: taken.late }, isLate: true } : taken;
  }
  const place = memory.day.findIndex((known) => known.time >= time);
  const [before, next] = [memory.day[place - 1], memory.day[place]];
  if (next === undefined || next.time === time) return undefined;
  // Before the newest frame: only where no frame said it, of the same owner's time.
  if (time <= memory.frameTime && gapAt(memory.late.gaps, time) === undefined) return undefined;
  const low = before?.value ?? gapAt(memory.late.gaps, time)?.from.value ?? memory.late.value ?? 0n;
  if (value > next.value || (value < low && (before !== undefined || memory.frameTime < time)))
    return {
      ok: false,
      code: 'LATE_IMPLAUSIBLE',
      message: 'The late reading is not between what the register was before and after it.',
    };
  return {
    ok: true,
    frames: [],
    memory: { ...memory, day: memory.day.toSpliced(place, 0, { time, value, word }) },
    isLate: true,
  };
}
