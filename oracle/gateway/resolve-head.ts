import { decodeFrame } from '../../core/domain/frame.ts';
import { fromHex } from '../../core/domain/hex.ts';
import { FLAG } from '../../core/domain/kinds.ts';
import { openFrame } from '../../core/domain/payload.ts';
import { makeFrames } from './make-frames.ts';
import { planNewest } from './plan-frames.ts';
import type { Hex } from '../../core/domain/hex.ts';
import type { ReportedHead } from '../messages.ts';
import type { GatewayRules } from './consume-telegram.ts';
import type { PlannedFrame } from './plan-frames.ts';
import type { GatewayStore, StoredFrame } from './store-rows.ts';

/** consistent: nothing to do. resent: frames go again. restarted: a gap frame closes what cannot be sent any more. */
export type Resolution = 'consistent' | 'resent' | 'restarted';

/**
 * Numbers left out behind those that a lost life of this agent may have used: key and nonce follow from the number. What a gateway seals while its
 * collector is away for years stays below.
 */
const RESERVED = 100_000n;

/**
 * Brings a channel in line with where the collector says that it stands, inside the caller's transaction. Frames that were lost behind the gateway are sent
 * again as they are. Where a frame is missing here, or what stands there is not of this database, the rest is sealed anew under fresh numbers,
 * and the first of them is a gap frame that follows the reported head. Believing a false head costs numbers and time, never a reading: the
 * ledger takes nothing that does not follow its own.
 */
export function resolveHead(
  context: { store: GatewayStore; rules: Pick<GatewayRules, 'domain' | 'timeZone'>; nowMs: number },
  reported: ReportedHead,
  meter: { meterId: Hex; exponent: number },
): Resolution {
  const { store } = context;
  const { channel, sequence } = reported;
  const { memory } = store.channel(channel);
  const own = memory.sequence;
  const unsure = store.breakOf(channel) === 'unsure';
  if (own === 0n && sequence === 0n) {
    store.mend(channel);
    return 'consistent';
  }
  const at = store.frameAt(channel, sequence);
  const foreign = sequence > own || (at !== undefined && !isSame(at.frameHash, reported));
  if (!unsure && !foreign) {
    store.markLanded(channel, reported.recorded < sequence ? reported.recorded : sequence);
    if (sequence === own || store.breakOf(channel) === 'gap') return 'consistent';
    const next = store.frameAt(channel, sequence + 1n);
    if (next !== undefined && isSame(decodeFrame(next.frame).previous, reported))
      return resend(store, channel, sequence);
    return restart(context, reported, own, meter);
  }
  const highest = own > sequence ? own : sequence;
  // Without any memory the period keys are new as well, and no number has been used with them.
  return restart(context, reported, own === 0n ? highest : highest + RESERVED, meter);
}

function isSame(hash: Hex, { head, short }: ReportedHead): boolean {
  return short === true ? hash.slice(0, 46) === head.slice(0, 46) : hash === head;
}

/** Takes the channel's messages out of the queue, so that all frames behind the head go in order. */
function resend(store: GatewayStore, channel: Hex, sequence: bigint): Resolution {
  const lost = store.waitAgain(channel, sequence);
  if (lost === 0) return 'consistent';
  takeBack(store, channel);
  return 'resent';
}

function takeBack(store: GatewayStore, channel: Hex): void {
  for (const message of store.messagesWith(channel)) {
    store.dequeue(message);
    store.markWaiting(message);
  }
}

function restart(
  context: { store: GatewayStore; rules: Pick<GatewayRules, 'domain' | 'timeZone'>; nowMs: number },
  reported: ReportedHead,
  from: bigint,
  { meterId, exponent }: { meterId: Hex; exponent: number },
): Resolution {
  const { store, rules, nowMs } = context;
  const { channel, sequence, time } = reported;
  const row = store.channel(channel);
  const lost = store.framesAfter(channel, 0n).filter(({ state }) => state !== 'landed');
  const planned = lost.flatMap((frame) => plannedOf(store, frame)).filter((frame) => frame.time > time);
  takeBack(store, channel);
  store.markReplaced(channel);
  store.setBreak(channel, 'gap');
  const memory = { ...row.memory, sequence: from, frameTime: time };
  if (memory.lastTime < time) memory.lastTime = time;
  const at = store.frameAt(channel, sequence);
  const previous = fromHex(at !== undefined && isSame(at.frameHash, reported) ? at.frameHash : reported.head);
  const args = { store, ...rules, meterId, channel, previous, nowMs };
  const newest = planned.at(-1);
  if (newest !== undefined) {
    memory.sequence = from + BigInt(planned.length);
    memory.frameTime = newest.time;
    makeFrames({ ...args, planned, memory });
  } else {
    const plan = planNewest(memory, { timeZone: rules.timeZone, cadence: 'each', exponent, tolerance: 0n });
    makeFrames({ ...args, planned: plan.frames, memory: plan.memory });
  }
  return 'restarted';
}

/** What a sealed frame says, to be sealed again; nothing where its period key is gone. */
function plannedOf(store: GatewayStore, stored: StoredFrame): PlannedFrame[] {
  const key = store.periodKey(stored.meterId, stored.period)?.key;
  if (key === undefined) return [];
  const frame = decodeFrame(stored.frame);
  const { payload } = openFrame({ periodKey: key, frame, ciphertext: stored.ciphertext });
  return [{ time: frame.time, flags: frame.flags & ~FLAG.gap, payload, subject: stored.subject }];
}
