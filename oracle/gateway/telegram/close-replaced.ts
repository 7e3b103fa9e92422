import { floorTo, parseDecimal } from '../../../core/domain/bytes/decimal.ts';
import { FLAG } from '../../../core/domain/ledger/kinds.ts';
import { checkPlausibility } from './check-plausibility.ts';
import { planRules } from './consume-telegram.ts';
import { unwrapReading } from './unwrap-reading.ts';
import { makeFrames } from '../frames/make-frames.ts';
import { planLast, planReading } from '../frames/plan-frames.ts';
import type { Consumption } from './consume-telegram.ts';
import type { FinalReading, MeterEntry, Register } from '../meters/meter-register.ts';
import { unixSeconds } from '../../../core/domain/unix-seconds.ts';

/**
 * Closes the registers of meters that others took the place of, once the moment of the removal has come: what was read of them last, or when they were
 * taken away, goes as a period close, and nothing of them is taken any more. Each meter once. The company records METER_REPLACE when these
 * frames are on the ledger: then they could not follow.
 * @returns the number of meters closed
 */
export function closeReplaced(args: Consumption): number {
  const { store, meters } = args;
  let closed = 0;
  for (const { replaces } of meters.meters) {
    const old = replaces === undefined ? undefined : meters.byId(replaces.meterId);
    if (old === undefined || isClosed(store, old)) continue;
    if (replaces?.final !== undefined && replaces.final.time * 1000 > args.nowMs) continue;
    if (old.registers.some(({ channel }) => store.breakOf(channel) === 'unsure')) continue;
    store.transaction(() => {
      for (const register of old.registers) closeRegister(args, old, register, replaces?.final);
      store.setFact(`closed ${old.meterId}`, String(args.nowMs));
      store.increment('METER_CLOSED');
    });
    closed += 1;
  }
  return closed;
}

/** Whether the meter was replaced and its last frames made. */
export function isClosed(store: Consumption['store'], { meterId }: Pick<MeterEntry, 'meterId'>): boolean {
  return store.fact(`closed ${meterId}`) !== undefined;
}

function closeRegister(
  args: Consumption,
  old: MeterEntry,
  { channel, obis }: Register,
  final: FinalReading | undefined,
): void {
  const { store, nowMs } = args;
  const rules = planRules(args, old);
  const { memory, previous } = store.channel(channel);
  const make = (planned: ReturnType<typeof planLast>): void => {
    const base = { ...args.rules, store, meterId: old.meterId, channel, previous, nowMs };
    makeFrames({ ...base, planned: planned.frames, memory: planned.memory });
  };
  const note = (code: string, message: string, telegram: string): void => {
    store.addEvidence({ atMs: nowMs, source: 'replacement', meter: old.name, code, message, telegram });
    store.increment(code);
  };
  const text = final?.values[obis];
  if (final !== undefined && text !== undefined) {
    const shown = floorTo(parseDecimal(text), old.exponent);
    const unwrapped = unwrapReading({ ...args, meter: old, memory }, channel, shown);
    const reading = { time: BigInt(final.time), value: unwrapped.ok ? unwrapped.value : shown };
    const jumped = store.breakOf(channel) === undefined ? checkPlausibility(old, memory, reading) : undefined;
    // As a reading that goes at once: a day that it ends is not completed any more, nor is it moved to the hour, before the removal.
    const plan = planReading({ ...memory, day: [] }, reading, { ...rules, cadence: 'each', tolerance: 0n });
    if (!unwrapped.ok) note(unwrapped.code, unwrapped.message, `${obis} ${text}`);
    else if (plan.ok && jumped === undefined) {
      for (const frame of plan.frames) frame.flags |= FLAG.periodClose;
      return make(plan);
    } else if (plan.ok) note('REGISTER_JUMPED', jumped ?? '', `${obis} ${text}`);
    else note(plan.code, plan.message, `${obis} ${text}`);
  }
  const isKnown = memory.sequence > 0n && (store.breakOf(channel) === undefined || memory.lastTime > memory.frameTime);
  // Behind a loss nobody here knows where the register stood: a guess could be a register that fell.
  if (!isKnown) return note('REGISTER_UNKNOWN', `Nothing is known of ${obis} that could close it.`, obis);
  const removed = final === undefined ? undefined : BigInt(final.time);
  make(planLast(memory, { removed, now: unixSeconds(nowMs) }, rules));
}
