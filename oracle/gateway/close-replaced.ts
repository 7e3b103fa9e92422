import { floorTo, parseDecimal } from '../../core/domain/decimal.ts';
import { FLAG } from '../../core/domain/kinds.ts';
import { planRules } from './consume-telegram.ts';
import { makeFrames } from './make-frames.ts';
import { planLast, planReading } from './plan-frames.ts';
import type { Consumption } from './consume-telegram.ts';
import type { FinalReading, MeterEntry } from './meter-register.ts';

/**
 * Closes the registers of meters that others took the place of: what was read of them last, or when they were taken away, goes as a period close,
 * and nothing of them is taken any more. Each meter once. The company records METER_REPLACE when these frames are on the ledger: then they
 * could not follow.
 * @returns the number of meters closed
 */
export function closeReplaced(args: Consumption): number {
  const { store, meters } = args;
  let closed = 0;
  for (const { replaces } of meters.meters) {
    const old = replaces === undefined ? undefined : meters.byId(replaces.meterId);
    if (old === undefined || store.fact(`closed ${old.meterId}`) !== undefined) continue;
    if (old.registers.some(({ channel }) => store.breakOf(channel) === 'unsure')) continue;
    store.transaction(() => {
      closeMeter(args, old, replaces?.final);
      store.setFact(`closed ${old.meterId}`, String(args.nowMs));
      store.increment('METER_CLOSED');
    });
    closed += 1;
  }
  return closed;
}

function closeMeter(args: Consumption, old: MeterEntry, final: FinalReading | undefined): void {
  const { store, nowMs } = args;
  const rules = planRules(old, args.rules);
  for (const { channel, obis } of old.registers) {
    const { memory, previous } = store.channel(channel);
    const make = (planned: Pick<ReturnType<typeof planLast>, 'frames' | 'memory'>): void => {
      const base = { ...args.rules, store, meterId: old.meterId, channel, previous, nowMs };
      makeFrames({ ...base, planned: planned.frames, memory: planned.memory });
    };
    const text = final?.values[obis];
    if (final !== undefined && text !== undefined) {
      const reading = { time: BigInt(final.time), value: floorTo(parseDecimal(text), old.exponent) };
      // As a reading that goes at once: a day that it ends is not completed any more.
      const plan = planReading({ ...memory, day: [] }, reading, { ...rules, cadence: 'each' });
      if (plan.ok) {
        for (const frame of plan.frames) frame.flags |= FLAG.periodClose;
        make({ frames: plan.frames, memory: plan.memory });
        continue;
      }
      store.addEvidence({
        atMs: nowMs,
        source: 'replacement',
        meter: old.name,
        code: plan.code,
        message: plan.message,
        telegram: `${obis} ${text}`,
      });
      store.increment(plan.code);
    }
    make(planLast(memory, rules));
  }
}
