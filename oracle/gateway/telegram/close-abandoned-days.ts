import { unixSeconds } from '../../../core/domain/unix-seconds.ts';
import { makeFrames } from '../frames/make-frames.ts';
import { planAbandonedDay } from '../frames/plan-frames.ts';
import { isUnsure, planRules } from './consume-telegram.ts';
import type { Consumption } from './consume-telegram.ts';

/** Closes local days that ended without being complete, when their meter has been silent for the grace time. */
export function closeAbandonedDays(args: Consumption & { graceMs: number }): number {
  const { store, meters, nowMs } = args;
  let closed = 0;
  for (const { channel, meterId } of store.openDays(nowMs - args.graceMs)) {
    const meter = meters.byId(meterId);
    const row = store.channel(channel);
    const newest = row.memory.day.at(-1);
    if (meter === undefined || newest === undefined || isUnsure(store, meter)) continue;
    // A local day has at most 25 hours.
    if (newest.time * 1000n + 90_000_000n + BigInt(args.graceMs) > BigInt(nowMs)) continue;
    const { frames, memory } = planAbandonedDay(row.memory, unixSeconds(nowMs), planRules(args, meter));
    store.transaction(() => {
      makeFrames({ ...args.rules, store, meterId, channel, planned: frames, memory, previous: row.previous, nowMs });
      store.increment('DAY_INCOMPLETE');
    });
    closed += 1;
  }
  return closed;
}
