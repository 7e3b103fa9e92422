import { randomInt } from 'node:crypto';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { decodeFrame, linkOf } from '../../../core/domain/reading/frame.ts';
import { FLAG } from '../../../core/domain/ledger/kinds.ts';
import { CLOCK_TOLERANCE, SEQUENCE_JUMP_MAX } from '../../../core/domain/limits.ts';
import { contentOf, openFrame } from '../../../core/domain/reading/open-frame.ts';
import { committedValue } from '../../../core/domain/reading/payload.ts';
import { periodOfFrame } from '../../../core/domain/billing/period.ts';
import { isLate } from '../../../core/domain/reading/is-late.ts';
import { lateRules } from '../frames/late-rules.ts';
import { makeFrames } from '../frames/make-frames.ts';
import { planNewest } from '../frames/plan-frames.ts';
import { loseTurns } from '../telegram/unwrap-reading.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { ReportedHead } from '../../messages.ts';
import type { GatewayRules } from '../telegram/consume-telegram.ts';
import type { PlannedFrame } from '../frames/planned-frame.ts';
import type { GatewayStore } from '../store/store-rows.ts';
import type { StoredFrame } from '../store/stored-frame.ts';
import { unixSeconds } from '../../../core/domain/unix-seconds.ts';

/** consistent: nothing to do. resent: frames go again. restarted: a gap frame closes what cannot be sent any more. */
export type Resolution = 'consistent' | 'resent' | 'restarted';

/**
 * Numbers left out behind those that a lost life of this agent may have used: key and nonce follow from the number. What a gateway seals while its
 * collector is away for years stays below.
 */
const RESERVED = 100_000n;
/** And a random number more: one copy that is restored twice does not lead to the same numbers. */
const SPREAD = 2 ** 20;
/**
 * A head further on than this is no earlier life of this agent: numbers end at 2^32 - 1, and nobody may use them up. Half of what the ledger lets a channel
 * leave out, so that the true head can still be followed behind one false head that was believed.
 */
const MAX_BEYOND = SEQUENCE_JUMP_MAX / 2n;
const MAX_FIRST = 1n << 31n;

/**
 * Brings a channel in line with where the collector says that it stands, inside the caller's transaction. Frames that were lost behind the gateway are sent
 * again as they are. Where a frame is missing here, or what stands there is not of this database, everything newer is sealed anew under fresh
 * numbers, and the first of them is a gap frame that follows the reported head. Believing a false head costs numbers and time, never a reading:
 * the ledger takes nothing that does not follow its own, and what was sealed before is kept until something newer is on the ledger.
 * @throws InputError HEAD_IMPLAUSIBLE for a head from the future or beyond all numbers that this agent may have used
 */
export function resolveHead(
  context: { store: GatewayStore; rules: Pick<GatewayRules, 'domain' | 'timeZone'>; nowMs: number },
  reported: ReportedHead,
  meter: { meterId: Hex; exponent: number },
): Resolution {
  const { store } = context;
  const { channel, sequence } = reported;
  const { memory, previous } = store.channel(channel);
  const own = memory.sequence;
  checkPlausible(reported, own, context.nowMs);
  const state = store.breakOf(channel);
  const unsure = state === 'unsure';
  // Period keys that came with a copy may have sealed frames of registers that the copy does not know.
  const keysAreNew = own === 0n && store.periodKeysOf(meter.meterId).length === 0;
  if (own === 0n && sequence === 0n && (!unsure || keysAreNew)) {
    store.mend(channel);
    return 'consistent';
  }
  const at = store.frameAt(channel, sequence);
  const foreign = sequence > own || (at !== undefined && !isSame(at.frameHash, reported));
  if (!unsure && !foreign) {
    store.markLanded(channel, reported.recorded < sequence ? reported.recorded : sequence);
    if (sequence === own || (state === 'gap' && previous === reported.head)) return 'consistent';
    const next = store.frameAt(channel, sequence + 1n);
    const inTime = !comesLate(store, channel, sequence, context.nowMs);
    if (inTime && next !== undefined && next.state !== 'replaced' && decodeFrame(next.frame).previous === reported.head)
      return resend(store, channel, sequence);
    return restart(context, reported, own, meter);
  }
  const highest = own > sequence ? own : sequence;
  return restart(context, reported, keysAreNew ? highest : highest + RESERVED + BigInt(randomInt(SPREAD)), meter);
}

function checkPlausible({ channel, sequence, time }: ReportedHead, own: bigint, nowMs: number): void {
  const furthest = own === 0n ? MAX_FIRST : own + MAX_BEYOND;
  if (sequence <= furthest && time * 1000n <= BigInt(nowMs) + CLOCK_TOLERANCE * 1000n) return;
  throw new InputError(
    'HEAD_IMPLAUSIBLE',
    `Channel ${channel} is said to stand at frame ${sequence} of ${time}; this agent is at ${own}. Check its clock and its collector.`,
  );
}

/** Whether a frame behind the head has become too old to go as it is; sealed anew it says that it comes late. */
function comesLate(store: GatewayStore, channel: Hex, sequence: bigint, nowMs: number): boolean {
  const now = unixSeconds(nowMs);
  return store.framesAfter(channel, sequence).some((stored) => {
    const { time, flags } = decodeFrame(stored.frame);
    return stored.state !== 'replaced' && (flags & FLAG.gap) === 0 && isLate(time, now);
  });
}

function isSame(hash: Hex, { head }: ReportedHead): boolean {
  return linkOf(hash) === head;
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
  const { channel, time } = reported;
  const row = store.channel(channel);
  const planned = laterReadings(store, channel, time);
  takeBack(store, channel);
  store.markReplaced(channel);
  store.setBreak(channel, 'gap');
  const memory = { ...row.memory, sequence: from, frameTime: time };
  // What its register was, is not told here.
  if (time !== row.memory.frameTime) memory.late = { ...memory.late, value: undefined };
  if (memory.lastTime < 0n && time > 0n) loseTurns(store, channel);
  if (memory.lastTime < time) memory.lastTime = time;
  // Nothing was before, so that no period is left to close.
  if (time === 0n) memory.closed = periodOfFrame(time, rules.timeZone);
  const args = { store, ...rules, meterId, channel, previous: reported.head, nowMs };
  const newest = planned.at(-1);
  if (newest !== undefined) {
    memory.sequence = from + BigInt(planned.length);
    memory.frameTime = newest.time;
    memory.late = { ...memory.late, value: committedValue(newest.payload) };
    makeFrames({ ...args, planned, memory });
  } else {
    const plan = planNewest(memory, {
      ...lateRules(context, { meterId }),
      timeZone: rules.timeZone,
      cadence: 'each',
      exponent,
      tolerance: 0n,
    });
    makeFrames({ ...args, planned: plan.frames, memory: plan.memory });
  }
  return 'restarted';
}

/** What was sealed of later times, in whatever state: once each, the newest seal of a time counts. */
function laterReadings(store: GatewayStore, channel: Hex, time: bigint): PlannedFrame[] {
  const byTime = new Map<bigint, PlannedFrame>();
  for (const stored of store.framesAfter(channel, 0n)) {
    if (decodeFrame(stored.frame).time <= time) continue;
    for (const planned of plannedOf(store, stored)) byTime.set(planned.time, planned);
  }
  return [...byTime.values()].sort((a, b) => (a.time < b.time ? -1 : 1));
}

/** What a sealed frame says, to be sealed again; nothing where its period key is gone. */
function plannedOf(store: GatewayStore, stored: StoredFrame): PlannedFrame[] {
  const key = store.periodKey(stored.meterId, stored.period, stored.keyOwner)?.key;
  if (key === undefined) return [];
  const frame = decodeFrame(stored.frame);
  const { payload } = contentOf(openFrame({ periodKeys: [key], frame, ciphertext: stored.ciphertext }));
  return [
    { time: frame.time, flags: frame.flags & ~FLAG.gap, payload, subject: stored.subject, sealedFor: stored.keyOwner },
  ];
}
