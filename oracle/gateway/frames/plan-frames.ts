import { FLAG } from '../../../core/domain/ledger/kinds.ts';
import {
  localDate,
  nextPeriod,
  periodOfFrame,
  periodStart,
  startOfLocalDate,
} from '../../../core/domain/billing/period.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { fitsDay } from '../../../core/domain/reading/payload.ts';
import type { Payload } from '../../../core/domain/reading/payload.ts';
import type { ChannelMemory } from '../store/store-rows.ts';

/** `subject`: the request that the frame answers. */
export type PlannedFrame = { time: bigint; flags: number; payload: Payload; subject?: Hex | undefined };
export type PlanRules = {
  timeZone: string;
  cadence: 'day' | 'each';
  exponent: number;
  /** Seconds after the hour within which a reading counts as the register at the hour. */
  tolerance: bigint;
};
/** `word`: the flag of the word under which it came. A frame has that of the reading that it is to. */
export type RegisterReading = { time: bigint; value: bigint; flags?: number; word?: number; record?: string };
export type Plan =
  | { ok: true; frames: PlannedFrame[]; memory: ChannelMemory }
  | { ok: false; code: 'DUPLICATE' | 'TIME_NOT_RISING' | 'REGISTER_FELL'; message: string };

const HOUR = 3_600n;

export function emptyMemory(): ChannelMemory {
  return { sequence: 0n, frameTime: 0n, closed: 0, lastTime: -1n, lastValue: 0n, day: [] };
}

/**
 * Which frames one reading of a register calls for. The first reading opens the channel. By day: one packet at local midnight when
 * every hour of the day was read; a day with holes, or one that rose too far for a packet, gives one frame with its newest reading, at the time of that
 * reading, because a value that nobody read is never sent. The last frame of a period is its period close; where that could not be known in time, the
 * first frame of the next period is.
 */
export function planReading(memory: ChannelMemory, given: RegisterReading, rules: PlanRules): Plan {
  const reading = { ...given, time: atTheHour(given.time, memory.lastTime, rules) };
  if (reading.time === memory.lastTime && reading.value === memory.lastValue) {
    return { ok: false, code: 'DUPLICATE', message: 'This reading was taken before.' };
  }
  if (reading.time <= memory.lastTime) {
    return { ok: false, code: 'TIME_NOT_RISING', message: `The reading is not newer than that of ${memory.lastTime}.` };
  }
  if (reading.value < memory.lastValue) {
    return {
      ok: false,
      code: 'REGISTER_FELL',
      message: 'The register is lower than it was. Registers only rise: check or replace the meter.',
    };
  }
  const { flags = 0, word = 0 } = reading;
  const next: ChannelMemory = { ...memory, lastTime: reading.time, lastValue: reading.value, day: [...memory.day] };
  const frames: PlannedFrame[] = [];
  const single = (time: bigint, value: bigint): PlannedFrame => ({
    time,
    flags: flags | word,
    payload:
      reading.record === undefined
        ? { kind: 'single', exponent: rules.exponent, mantissa: value }
        : { kind: 'ocmf', exponent: rules.exponent, mantissa: value, record: reading.record },
  });
  if (memory.sequence === 0n) {
    const period = periodOfFrame(reading.time, rules.timeZone);
    emit(next, frames, single(reading.time, reading.value), rules);
    next.closed = isPeriodEnd(reading.time, rules.timeZone) ? period : 0;
    for (const frame of frames) frame.flags &= ~FLAG.periodClose;
    return { ok: true, frames, memory: next };
  }
  if (rules.cadence === 'each' || reading.record !== undefined) {
    emit(next, frames, single(reading.time, reading.value), rules);
    return { ok: true, frames, memory: next };
  }
  const today = dayOf(reading.time, rules.timeZone);
  const pending = next.day.at(-1);
  if (pending !== undefined && dayOf(pending.time, rules.timeZone) !== today) {
    const last = periodOfFrame(pending.time, rules.timeZone) !== periodOfFrame(reading.time, rules.timeZone);
    closeDay(next, frames, rules, last);
  }
  // Between two hours only the newest reading can still matter: a radio meter sends thousands a day.
  const before = next.day.at(-1);
  if (before !== undefined && !isFullHour(before.time, rules.timeZone)) next.day.pop();
  next.day.push({ time: reading.time, value: reading.value, word });
  if (dayOf(reading.time + 1n, rules.timeZone) !== today)
    closeDay(next, frames, rules, isPeriodEnd(reading.time, rules.timeZone));
  if (flags !== 0) for (const frame of frames) frame.flags |= flags;
  return { ok: true, frames, memory: next };
}

/** When the newest reading was read: one that counts as the register at the hour was up to the tolerance later, `heardAt`. */
export function newestReadAt(memory: ChannelMemory, rules: PlanRules, heardAt: bigint): bigint {
  return atTheHour(heardAt, -1n, rules) === memory.lastTime ? heardAt : memory.lastTime;
}

/**
 * The frame that answers a request with the newest reading; none when that was sent already.
 * @param time when it was read, where that is later than what it counts for
 */
export function planNewest(
  memory: ChannelMemory,
  rules: PlanRules,
  time: bigint = memory.lastTime,
): { frames: PlannedFrame[]; memory: ChannelMemory } {
  const next = { ...memory, lastTime: time, day: [...memory.day] };
  const frames: PlannedFrame[] = [];
  if (time > memory.frameTime && memory.sequence > 0n) {
    emit(
      next,
      frames,
      {
        time,
        flags: memory.day.at(-1)?.time === memory.lastTime ? (memory.day.at(-1)?.word ?? 0) : 0,
        payload: { kind: 'single', exponent: rules.exponent, mantissa: memory.lastValue },
      },
      rules,
    );
  }
  return { frames, memory: next };
}

/**
 * The last frames of a register whose meter was taken away, as period closes: the newest reading where it was not sent yet, and at the moment of the
 * removal, when that is known and later, the same register again. Where all was sent already, the register is repeated at `now`: a close that says
 * that nothing more came. None for a register that was never read.
 */
export function planLast(
  memory: ChannelMemory,
  { removed, now }: { removed: bigint | undefined; now: bigint },
  rules: PlanRules,
): { frames: PlannedFrame[]; memory: ChannelMemory } {
  const { frames, memory: next } = planNewest(memory, rules);
  for (const frame of frames) frame.flags |= FLAG.periodClose;
  next.day = [];
  const isClosed = removed === undefined ? frames.length > 0 : frames.length > 0 && next.frameTime >= removed;
  if (memory.sequence === 0n || isClosed) return { frames, memory: next };
  const wanted = removed ?? now;
  const time = wanted > next.frameTime ? wanted : next.frameTime + 1n;
  const payload = { kind: 'single', exponent: rules.exponent, mantissa: memory.lastValue } as const;
  emit(next, frames, { time, flags: FLAG.periodClose, payload }, rules);
  return { frames, memory: next };
}

/** Closes a day that will not be completed: its newest reading goes as a frame of its own. */
export function planAbandonedDay(
  memory: ChannelMemory,
  now: bigint,
  rules: PlanRules,
): { frames: PlannedFrame[]; memory: ChannelMemory } {
  const next = { ...memory, day: [...memory.day] };
  const frames: PlannedFrame[] = [];
  const pending = next.day.at(-1);
  if (pending !== undefined) {
    closeDay(next, frames, rules, periodOfFrame(pending.time, rules.timeZone) !== periodOfFrame(now, rules.timeZone));
  }
  return { frames, memory: next };
}

function closeDay(memory: ChannelMemory, frames: PlannedFrame[], rules: PlanRules, closesPeriod: boolean): void {
  const readings = memory.day;
  const last = readings.at(-1);
  memory.day = [];
  if (last === undefined) return;
  const date = dayOf(last.time, rules.timeZone);
  const start = startOfLocalDate(date, rules.timeZone);
  const end = startOfLocalDate(localDate(start + 30n * HOUR, rules.timeZone), rules.timeZone);
  const values: bigint[] = [];
  const byTime = new Map(readings.map((reading) => [reading.time, reading.value]));
  for (let hour = start + HOUR; hour <= end; hour += HOUR) {
    const value = byTime.get(hour);
    if (value !== undefined) values.push(value);
  }
  const isWhole = last.time === end && BigInt(values.length) === (end - start) / HOUR;
  const complete = isWhole && fitsDay(values);
  emit(
    memory,
    frames,
    {
      time: last.time,
      flags: (last.word ?? 0) | (complete ? FLAG.dayPacket : 0) | (closesPeriod ? FLAG.periodClose : 0),
      payload: complete
        ? { kind: 'day', exponent: rules.exponent, mantissas: values }
        : { kind: 'single', exponent: rules.exponent, mantissa: last.value },
    },
    rules,
  );
}

/** Adds a frame, unless a newer one was already sent, and sees to it that every period gets a close. */
function emit(memory: ChannelMemory, frames: PlannedFrame[], frame: PlannedFrame, rules: PlanRules): void {
  if (memory.sequence > 0n && frame.time <= memory.frameTime) return;
  const period = periodOfFrame(frame.time, rules.timeZone);
  const before = memory.sequence === 0n ? period : periodOfFrame(memory.frameTime, rules.timeZone);
  const late = before < period && memory.closed < before;
  const closes = (frame.flags & FLAG.periodClose) !== 0 || isPeriodEnd(frame.time, rules.timeZone);
  if (late || closes) memory.closed = closes ? period : before;
  frames.push({ ...frame, flags: frame.flags | (late || closes ? FLAG.periodClose : 0) });
  memory.sequence += 1n;
  memory.frameTime = frame.time;
}

/** The local day that a reading belongs to; one at 00:00 is the end of the day before. */
function dayOf(time: bigint, timeZone: string): string {
  return localDate(time - 1n, timeZone);
}

function isPeriodEnd(time: bigint, timeZone: string): boolean {
  return periodStart(nextPeriod(periodOfFrame(time, timeZone)), timeZone) === time;
}

function isFullHour(time: bigint, timeZone: string): boolean {
  return (time - startOfLocalDate(localDate(time, timeZone), timeZone)) % HOUR === 0n;
}

function atTheHour(time: bigint, lastTime: bigint, rules: PlanRules): bigint {
  const start = startOfLocalDate(localDate(time, rules.timeZone), rules.timeZone);
  const hour = start + ((time - start) / HOUR) * HOUR;
  return time - hour <= rules.tolerance && hour > lastTime ? hour : time;
}
