import { z } from 'zod';
import { FLAG } from '../../core/domain/kinds.ts';
import { makeFrames } from './make-frames.ts';
import { planAbandonedDay, planNewest, planReading } from './plan-frames.ts';
import { TELEGRAM_FORMATS, readTelegram } from './read-telegram.ts';
import type { Hex } from '../../core/domain/hex.ts';
import type { MeterEntry, MeterRegister } from './meter-register.ts';
import type { PlanRules } from './plan-frames.ts';
import type { TelegramContent } from './read-telegram.ts';
import type { GatewayStore } from './store-rows.ts';

/** A telegram as an input heard it. Time in unix seconds, UTC. */
export type Telegram = {
  meter: string;
  time: bigint;
  format: TelegramContent['format'];
  content: TelegramContent;
  reference?: string | undefined;
};
export type GatewayRules = { timeZone: string; cadence: 'day' | 'each'; toleranceSeconds: bigint; domain: Uint8Array };
export type Consumption = { store: GatewayStore; meters: MeterRegister; rules: GatewayRules; nowMs: number };
export type Outcome = { code: string; message: string };

/** A telegram's time may be this far ahead of the gateway's clock; the ledger takes no later frames either. */
const MAX_AHEAD_SECONDS = 900n;

const line = z
  .strictObject({
    meter: z.string().max(64),
    time: z.number().int().nonnegative(),
    format: z.enum(TELEGRAM_FORMATS),
    hex: z.string().optional(),
    text: z.string().optional(),
    reference: z.string().max(64).optional(),
  })
  .refine((value) => (value.hex === undefined) !== (value.text === undefined), { message: 'needs either hex or text' });

/** One line of a spool file. */
export function parseTelegramLine(text: string): { ok: true; telegram: Telegram } | { ok: false; message: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { ok: false, message: 'The line is no JSON object {"meter", "time", "format", "hex" or "text"}.' };
  }
  const parsed = line.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return {
      ok: false,
      message: `The line is no telegram: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(),
    };
  }
  const { meter, time, format, hex, text: content, reference } = parsed.data;
  const telegram = {
    meter,
    time: BigInt(time),
    format,
    content: { format, ...(hex === undefined ? { text: content ?? '' } : { hex }) },
  };
  return { ok: true, telegram: { ...telegram, reference } };
}

/**
 * Takes one telegram into the registers, inside the caller's transaction: frames that it calls for are made and queued; what cannot
 * be used is kept as evidence with its code, counted, and never sent.
 */
export function consumeTelegram(args: Consumption & { telegram: Telegram; source: string }): Outcome {
  const { store, telegram } = args;
  const outcome = takeTelegram(args);
  store.increment(outcome.code);
  if (telegram.reference !== undefined) store.land(telegram.reference, outcome.code, outcome.message);
  return outcome;
}

/** Keeps something unusable as evidence. */
export function keepEvidence(
  args: Pick<Consumption, 'store' | 'nowMs'> & {
    source: string;
    meter: string | undefined;
    telegram: string;
  } & Outcome,
): Outcome {
  const { store, nowMs, source, meter, telegram, code, message } = args;
  store.addEvidence({ atMs: nowMs, source, meter, code, message, telegram });
  return { code, message };
}

function takeTelegram(args: Consumption & { telegram: Telegram; source: string }): Outcome {
  const { store, telegram, nowMs } = args;
  const content = 'hex' in telegram.content ? telegram.content.hex : telegram.content.text;
  const refuse = (code: string, message: string): Outcome =>
    keepEvidence({ store, nowMs, source: args.source, meter: telegram.meter, telegram: content, code, message });

  const meter = args.meters.byName(telegram.meter);
  if (meter === undefined)
    return refuse('METER_UNKNOWN', `No meter "${telegram.meter}" in the register. Add it to the meters file.`);
  if (telegram.time * 1000n > BigInt(nowMs) + MAX_AHEAD_SECONDS * 1000n) {
    return refuse('TIME_AHEAD', 'The telegram is from the future. Set the clock of the gateway or of its source.');
  }
  const read = readTelegram(meter, telegram.content);
  if (!read.ok) return refuse(read.code, read.message);

  const subject = store.openRequest(meter.meterId);
  const flags = read.batteryLow ? FLAG.battery : 0;
  let made = 0;
  let taken = 0;
  let fault: Outcome | undefined;
  for (const { channel, value, record } of read.registers) {
    const row = store.channel(channel);
    const reading = { time: telegram.time, value, flags, ...(record === undefined ? {} : { record }) };
    const plan = planReading(row.memory, reading, planRules(meter, args.rules));
    if (!plan.ok) {
      fault = plan.code === 'DUPLICATE' ? { code: plan.code, message: plan.message } : refuse(plan.code, plan.message);
      continue;
    }
    taken += 1;
    const sequences = makeFrames({
      ...args.rules,
      store,
      meterId: meter.meterId,
      channel,
      planned: plan.frames,
      memory: plan.memory,
      previous: row.previous,
      subject,
      nowMs,
    });
    made += sequences.length;
    const newest = sequences.at(-1);
    if (telegram.reference !== undefined && newest !== undefined) store.landFrame(telegram.reference, channel, newest);
  }
  if (subject !== undefined) answerRequest({ ...args, meter, requestId: subject, alreadyMade: made });
  if (fault !== undefined && (taken === 0 || fault.code !== 'DUPLICATE')) return fault;
  return made > 0
    ? { code: 'FRAMED', message: 'The telegram became a frame.' }
    : { code: 'AGGREGATED', message: 'The telegram waits for the end of its local day.' };
}

/** Sends the meter's newest readings in answer to a request; it stays open while there is nothing new. True when answered. */
export function answerRequest(
  args: Consumption & { meter: MeterEntry; requestId: Hex; alreadyMade?: number },
): boolean {
  const { store, meter, requestId } = args;
  let made = args.alreadyMade ?? 0;
  for (const { channel } of meter.registers) {
    const row = store.channel(channel);
    const { frames, memory } = planNewest(row.memory, planRules(meter, args.rules));
    if (frames.length === 0) continue;
    makeFrames({
      ...args.rules,
      store,
      meterId: meter.meterId,
      channel,
      planned: frames,
      memory,
      previous: row.previous,
      subject: requestId,
      nowMs: args.nowMs,
    });
    made += frames.length;
  }
  if (made > 0) store.answerRequest(requestId);
  return made > 0;
}

/** Closes local days that ended without being complete, when their meter has been silent for the grace time. */
export function closeAbandonedDays(args: Consumption & { graceMs: number }): number {
  const { store, meters, nowMs } = args;
  let closed = 0;
  for (const { channel, meterId } of store.openDays(nowMs - args.graceMs)) {
    const meter = meters.byId(meterId);
    const row = store.channel(channel);
    const newest = row.memory.day.at(-1);
    if (meter === undefined || newest === undefined) continue;
    // A local day has at most 25 hours.
    if (newest.time * 1000n + 90_000_000n + BigInt(args.graceMs) > BigInt(nowMs)) continue;
    const { frames, memory } = planAbandonedDay(
      row.memory,
      BigInt(Math.floor(nowMs / 1000)),
      planRules(meter, args.rules),
    );
    store.transaction(() => {
      makeFrames({ ...args.rules, store, meterId, channel, planned: frames, memory, previous: row.previous, nowMs });
      store.increment('DAY_INCOMPLETE');
    });
    closed += 1;
  }
  return closed;
}

function planRules(meter: MeterEntry, rules: GatewayRules): PlanRules {
  return {
    timeZone: rules.timeZone,
    cadence: meter.cadence ?? rules.cadence,
    exponent: meter.exponent,
    tolerance: rules.toleranceSeconds,
  };
}
