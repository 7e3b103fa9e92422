import { localDate, periodOfFrame, startOfLocalDate } from '../../../core/domain/billing/period.ts';
import { FLAG } from '../../../core/domain/ledger/kinds.ts';
import { fitsDay, LATE_PAIRS } from '../../../core/domain/reading/day-packet.ts';
import { carriedBy, saidOf } from '../../../core/domain/reading/registers-of.ts';
import type { ChannelMemory } from '../store/store-rows.ts';
import type { LateMemory } from './late-memory.ts';
import { ownedBy, REACH, takeLate, takePairs, waitingSince, withFrame } from './late-memory.ts';
import { dayOf, HOUR, isPeriodEnd } from './local-day.ts';
import type { PlannedFrame, PlanRules } from './planned-frame.ts';

/**
 * Adds the frame of the day that memory holds: a packet where its midnight was read, and another of its hours; else its newest reading alone. What else came
 * late, or not, changes neither which of the two it is nor its length.
 */
export function closeDay(memory: ChannelMemory, frames: PlannedFrame[], rules: PlanRules, closesPeriod: boolean): void {
  keepOwn(memory, rules);
  const readings = memory.day;
  const last = readings.at(-1);
  memory.day = [];
  if (last === undefined || isSaid(memory, last.time)) return;
  const { end, places } = placesOf(readings, dayOf(last.time, rules.timeZone), rules.timeZone);
  const isRead = last.time === end && places.filter((place) => place !== undefined).length > 1;
  const isPacket = isRead && fitsDay(places);
  const room = isPacket ? LATE_PAIRS : 0;
  const day = { time: last.time, hours: places.length, last: last.value, room };
  const { pairs, late, dropped } = takePairs(memory.late, day);
  memory.late = late;
  if (dropped > 0) rules.onDropped(dropped);
  const { exponent } = rules;
  const flags = (last.word ?? 0) | (isPacket ? FLAG.dayPacket : 0) | (closesPeriod ? FLAG.periodClose : 0);
  const payload: PlannedFrame['payload'] = isPacket
    ? { kind: 'day', exponent, mantissas: places, late: pairs }
    : { kind: 'single', exponent, mantissa: last.value };
  emit(memory, frames, { time: last.time, flags, payload }, rules);
  if (last.time !== end) keepHours(memory, readings.slice(0, -1), rules);
}

/** Keeps the hours of a day whose midnight nobody read, which its frame has not: they ride as what came late. */
function keepHours(memory: ChannelMemory, hours: ChannelMemory['day'], rules: PlanRules): void {
  for (const { time, value } of hours) {
    const taken = takeLate(memory.late, { time, value }, { frameTime: memory.frameTime, next: undefined });
    if (taken?.ok === true) memory.late = taken.late;
    else if (taken !== undefined) rules.onDropped(1);
  }
}

/** The registers at the ends of the hours of a local day, undefined where nobody read them. */
function placesOf(
  readings: ChannelMemory['day'],
  date: string,
  timeZone: string,
): { end: bigint; places: (bigint | undefined)[] } {
  const start = startOfLocalDate(date, timeZone);
  const end = startOfLocalDate(localDate(start + 30n * HOUR, timeZone), timeZone);
  const byTime = new Map(readings.map(({ time, value }) => [time, value]));
  const hours = Array.from({ length: Number((end - start) / HOUR) }, (_, hour) => start + BigInt(hour + 1) * HOUR);
  return { end, places: hours.map((hour) => byTime.get(hour)) };
}

/** Adds a frame, unless a newer one was already sent, and sees to it that every period gets a close. */
export function emit(memory: ChannelMemory, frames: PlannedFrame[], frame: PlannedFrame, rules: PlanRules): void {
  if (isSaid(memory, frame.time)) return;
  const period = periodOfFrame(frame.time, rules.timeZone);
  const before = memory.sequence === 0n ? period : periodOfFrame(memory.frameTime, rules.timeZone);
  const late = before < period && memory.closed < before;
  const closes = (frame.flags & FLAG.periodClose) !== 0 || isPeriodEnd(frame.time, rules.timeZone);
  if (late || closes) memory.closed = closes ? period : before;
  frames.push({ ...frame, flags: frame.flags | (late || closes ? FLAG.periodClose : 0) });
  keepOwn(memory, rules);
  keepLate(memory, waitingSince(memory.late, frame.time - REACH), rules);
  memory.late = withFrame(memory.late, { said: saidOf(frame), carried: carriedBy(frame) }, memory.frameTime);
  memory.sequence += 1n;
  memory.frameTime = frame.time;
}

function isSaid(memory: ChannelMemory, time: bigint): boolean {
  return memory.sequence > 0n && time <= memory.frameTime;
}

/**
 * Forgets what came late of another owner's time, and the hours up to the frame behind which the meter was handed over: packets are sealed for the one whose
 * the meter is.
 */
function keepOwn(memory: ChannelMemory, rules: PlanRules): void {
  const before = memory.late.owner;
  keepLate(memory, ownedBy(memory.late, rules.owner()), rules);
  if (before !== '' && memory.late.owner !== before)
    memory.day = memory.day.filter(({ time }) => time > memory.frameTime);
}

/** Takes over what is left of what came late, and tells how much is not. */
export function keepLate(memory: ChannelMemory, late: LateMemory, rules: PlanRules): void {
  const dropped = memory.late.waiting.length - late.waiting.length;
  memory.late = late;
  if (dropped > 0) rules.onDropped(dropped);
}
