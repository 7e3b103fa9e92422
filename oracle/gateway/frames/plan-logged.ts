import type { ChannelMemory } from '../store/store-rows.ts';
import { isFullHour } from './local-day.ts';
import { planReading } from './plan-frames.ts';
import { planLate } from './plan-late.ts';
import type { Plan, PlannedFrame, PlanRules, RegisterReading } from './planned-frame.ts';

/** What the meter's log says of an earlier time. */
export type Logged = { time: bigint; value: bigint };
/** `doubt`: why the log, or a part of it, was not used. */
export type LoggedPlan = { plan: Plan; doubt?: { code: string; message: string } };

/**
 * Which frames a reading calls for that came with a log. What the log says of hours behind the register's newest reading takes its place in its day as if it
 * had been heard then; of earlier hours it comes late. Of a register that sends no day packets, that was never read, or whose last reading was for another
 * owner, a log says nothing; one that contradicts the reading or itself is not used at all.
 */
export function planLogged(
  memory: ChannelMemory,
  reading: RegisterReading,
  log: readonly Logged[],
  rules: PlanRules,
): LoggedPlan {
  const hours = isUsed(memory, reading, rules) ? hoursOf(log, reading, rules) : [];
  const isGood = isRising([...hours, reading]);
  if (hours.length === 0 || !isGood)
    return {
      plan: planReading(memory, reading, rules),
      ...(isGood ? {} : { doubt: { code: 'LATE_IMPLAUSIBLE', message: 'The log in the telegram contradicts it.' } }),
    };
  const frames: PlannedFrame[] = [];
  let next = memory;
  const word = reading.word ?? 0;
  for (const { time, value } of hours.filter((hour) => hour.time > memory.lastTime)) {
    const plan = planReading(next, { time, value, word }, rules);
    if (!plan.ok) return { plan: planReading(memory, reading, rules), doubt: plan };
    frames.push(...plan.frames);
    next = plan.memory;
  }
  const newest = planReading(next, reading, rules);
  if (newest.ok) {
    frames.push(...newest.frames);
    next = newest.memory;
  }
  return withLate(
    { newest, frames, next },
    hours.filter((hour) => hour.time < memory.lastTime),
    { word, rules },
  );
}

/** With the hours of the log that come late; a reading that says nothing new is late itself where one of them was taken. */
function withLate(
  { newest, frames, next }: { newest: Plan; frames: PlannedFrame[]; next: ChannelMemory },
  earlier: readonly Logged[],
  { word, rules }: { word: number; rules: PlanRules },
): LoggedPlan {
  if (!newest.ok && newest.code !== 'DUPLICATE') return { plan: newest };
  let memory = next;
  let isTaken = false;
  let doubt: LoggedPlan['doubt'];
  for (const { time, value } of earlier) {
    const late = planLate(memory, { time, value, word }, rules);
    if (late?.ok === false) doubt ??= { code: late.code, message: late.message };
    if (late?.ok !== true) continue;
    memory = late.memory;
    isTaken = true;
  }
  const isLate = newest.ok ? newest.isLate : isTaken ? (true as const) : undefined;
  const plan: Plan =
    newest.ok || isTaken ? { ok: true, frames, memory, ...(isLate === undefined ? {} : { isLate }) } : newest;
  return { plan, ...(doubt === undefined ? {} : { doubt }) };
}

function isUsed({ sequence, late }: ChannelMemory, { record }: RegisterReading, rules: PlanRules): boolean {
  const isOwn = late.owner === '' || late.owner === rules.owner();
  return rules.cadence === 'day' && record === undefined && sequence > 0n && isOwn;
}

/** The full hours before the reading, oldest first. */
function hoursOf(log: readonly Logged[], { time }: RegisterReading, { timeZone }: PlanRules): Logged[] {
  return log
    .filter((each) => each.time < time && isFullHour(each.time, timeZone))
    .toSorted((a, b) => (a.time < b.time ? -1 : 1));
}

function isRising(values: readonly Logged[]): boolean {
  return values.every(({ value }, index) => value >= (values[index - 1]?.value ?? 0n));
}
