import { pause } from '../../core/runtime/pause.ts';
import { closeReplaced } from './telegram/close-replaced.ts';
import { closeAbandonedDays } from './telegram/close-abandoned-days.ts';
import type { Consumption } from './telegram/consume-telegram.ts';

const EVERY_MS = 5_000;
const ASK_EVERY_MS = 600_000;

/** What has to be done now and then: close days and meters, forget old frames, ask the collector how far the ledger is. */
export async function runHousekeeping(args: {
  consumption: () => Consumption;
  dayGraceMs: number;
  frameKeepMs: number;
  onFrames: () => void;
  onTimeToAsk: () => void;
  signal: AbortSignal;
}): Promise<void> {
  let askedAt = Date.now();
  do {
    const current = args.consumption();
    const closed = closeReplaced(current) + closeAbandonedDays({ ...current, graceMs: args.dayGraceMs });
    if (closed > 0) args.onFrames();
    if (current.nowMs - askedAt < ASK_EVERY_MS) continue;
    askedAt = current.nowMs;
    current.store.forgetLanded(current.nowMs - args.frameKeepMs);
    args.onTimeToAsk();
  } while (await pause(EVERY_MS, args.signal));
}
