import { periodOfFrame } from '../../../core/domain/billing/period.ts';
import { FLAG } from '../../../core/domain/ledger/kinds.ts';
import type { ChannelMemory } from '../store/store-rows.ts';
import { closeDay, emit, keepLate } from './close-day.ts';
import { emptyLate } from './late-memory.ts';
import { atTheHour, dayOf, isFullHour, isPeriodEnd } from './local-day.ts';
import { planLate } from './plan-late.ts';
import type { Plan, PlannedFrame, PlanRules, RegisterReading } from './planned-frame.ts';

export function emptyMemory(): ChannelMemory {
  return { sequence: 0n, frameTime: 0n, closed: 0, lastTime: -1n, lastValue: 0n, day: [], late: emptyLate() };
}

/**
 * Which frames one reading of a register calls for. The first reading opens the channel. By day: one packet at local midnight, with holes for the hours that
 * nobody read; a day without its midnight, or one that rose too far for a packet, gives one frame with its newest reading, at the time of that
 * reading, because a value that nobody read is never sent. An older reading comes late (`planLate`). The last frame of a period is its period close; where that could not be known in time, the
 * first frame of the next period is.
 */
export function planReading(memory: ChannelMemory, given: RegisterReading, rules: PlanRules): Plan {
  const reading = { ...given, time: atTheHour(given.time, memory.lastTime, rules) };
  if (reading.time === memory.lastTime && reading.value === memory.lastValue) {
    return { ok: false, code: 'DUPLICATE', message: 'This reading was taken before.' };
  }
  if (reading.time <= memory.lastTime) {
    return (
      planLate(memory, given, rules) ?? {
        ok: false,
        code: 'TIME_NOT_RISING',
        message: `The reading is not newer than that of ${memory.lastTime}.`,
      }
    );
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
  keepLate(next, { ...next.late, waiting: [] }, rules);
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
