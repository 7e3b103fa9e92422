import { FLAG } from '../../../core/domain/ledger/kinds.ts';
import { CLOCK_TOLERANCE } from '../../../core/domain/limits.ts';
import { checkPlausibility } from './check-plausibility.ts';
import { identifyMeters } from './identify-meters.ts';
import { keepTurns, unwrapLog, unwrapReading } from './unwrap-reading.ts';
import { lateRules } from '../frames/late-rules.ts';
import { makeFrames } from '../frames/make-frames.ts';
import { newestReadAt, planNewest } from '../frames/plan-frames.ts';
import { planLogged } from '../frames/plan-logged.ts';
import { readAt } from '../decoders/stated-time.ts';
import { readTelegram } from './read-telegram.ts';
import { parseTelegramLine, telegramLine } from './telegram-line.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { DecoderState } from '../decoders/decoder-state.ts';
import type { MeterEntry, MeterRegister } from '../meters/meter-register.ts';
import type { PlanRules } from '../frames/planned-frame.ts';
import type { RegisterMarks } from '../recovery/register-marks.ts';
import type { GatewayStore } from '../store/store-rows.ts';
import type { Telegram } from './telegram-line.ts';

export type GatewayRules = { timeZone: string; cadence: 'day' | 'each'; toleranceSeconds: bigint; domain: Uint8Array };
export type Consumption = {
  store: GatewayStore;
  meters: MeterRegister;
  rules: GatewayRules;
  nowMs: number;
  /** One per gateway; without it compact frames are not read. */
  state?: DecoderState;
  /** Where registers stood whose counters begin again; without it a lost database loses their turns. */
  marks?: RegisterMarks | undefined;
  /** Flags of a clock that cannot be believed. */
  clockFlags?: number;
};
export type Outcome = { code: string; message: string };

/** Outcomes of telegrams that were used. */
const TAKEN = new Set(['FRAMED', 'AGGREGATED', 'LATE']);

/**
 * Takes one telegram into the registers, inside the caller's transaction: frames that it calls for are made and queued; what cannot
 * be used is kept as evidence with its code, counted, and never sent. A telegram of a device that several entries stand for counts for each.
 */
export function consumeTelegram(args: Consumption & { telegram: Telegram; source: string }): Outcome {
  const { store, telegram, meters } = args;
  const named = telegram.meter === undefined ? undefined : meters.byName(telegram.meter);
  const found =
    telegram.meter === undefined ? identifyMeters(meters, telegram.content) : named === undefined ? [] : [named];
  let outcome = found.length === 0 ? refuseUnknown(args) : undefined;
  for (const meter of found) {
    const taken = takeTelegram({ ...args, meter });
    if (outcome === undefined || !TAKEN.has(outcome.code)) outcome = taken;
    store.increment(taken.code);
  }
  if (outcome === undefined) throw new RangeError('a telegram has an outcome');
  if (found.length === 0) store.increment(outcome.code);
  if (telegram.reference !== undefined && outcome.code !== 'HELD')
    store.land(telegram.reference, outcome.code, outcome.message);
  return outcome;
}

function refuseUnknown(args: Consumption & { telegram: Telegram; source: string }): Outcome {
  const { store, telegram, nowMs, source } = args;
  const message =
    telegram.meter === undefined
      ? 'No meter of the register is behind this telegram. Add it to the meters file, or keep it out.'
      : `No meter "${telegram.meter}" in the register. Add it to the meters file.`;
  const content = contentText(telegram);
  return keepEvidence({
    store,
    nowMs,
    source,
    meter: telegram.meter,
    telegram: content,
    code: 'METER_UNKNOWN',
    message,
  });
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

function contentText({ content }: Telegram): string {
  return 'hex' in content ? content.hex : content.text;
}

function takeTelegram(args: Consumption & { telegram: Telegram; source: string; meter: MeterEntry }): Outcome {
  const { store, telegram, nowMs, meter } = args;
  const refuse = (code: string, message: string): Outcome =>
    keepEvidence({
      store,
      nowMs,
      source: args.source,
      meter: meter.name,
      telegram: contentText(telegram),
      code,
      message,
    });

  // The ledger takes no later frames either.
  if (telegram.time * 1000n > BigInt(nowMs) + CLOCK_TOLERANCE * 1000n) {
    return refuse('TIME_AHEAD', 'The telegram is from the future. Set the clock of the gateway or of its source.');
  }
  if (store.fact(`closed ${meter.meterId}`) !== undefined)
    return refuse('METER_REPLACED', `${meter.name} was replaced, and its registers are closed.`);
  if (isUnsure(store, meter)) {
    store.hold(meter.meterId, args.source, telegramLine({ ...telegram, meter: meter.name }));
    return { code: 'HELD', message: 'The telegram waits until the collector says where the registers stand.' };
  }
  const read = readTelegram(meter, telegram.content, args.state);
  if (!read.ok) return refuse(read.code, read.message);

  const request = store.openRequest(meter.meterId);
  const askedAt = request === undefined ? 0n : store.requestTime(request);
  const flags = (read.batteryLow ? FLAG.battery : 0) | (args.clockFlags ?? 0);
  let made = 0;
  let answering = 0;
  let taken = 0;
  let late = 0;
  let fault: Outcome | undefined;
  for (const { channel, value: shown, record, statedAt, log } of read.registers) {
    const row = store.channel(channel);
    const unwrapped = unwrapReading({ ...args, memory: row.memory }, channel, shown);
    if (!unwrapped.ok) {
      fault = refuse(unwrapped.code, unwrapped.message);
      continue;
    }
    const { value } = unwrapped;
    const time = readAt(telegram.time, statedAt);
    // Behind a break the last value is not known.
    const isKnown = store.breakOf(channel) === undefined;
    const jumped = isKnown ? checkPlausibility(meter, row.memory, { time, value }) : undefined;
    if (jumped !== undefined) {
      fault = refuse('REGISTER_JUMPED', jumped);
      continue;
    }
    const reading = { time, value, flags, word: read.word, ...(record === undefined ? {} : { record }) };
    const logged = isKnown ? unwrapLog(args, log, value) : [];
    const { plan, doubt } = planLogged(row.memory, reading, logged, planRules(args, meter));
    if (doubt !== undefined) store.increment(refuse(doubt.code, doubt.message).code);
    if (!plan.ok) {
      fault = plan.code === 'DUPLICATE' ? { code: plan.code, message: plan.message } : refuse(plan.code, plan.message);
      continue;
    }
    taken += 1;
    if (plan.isLate === true) late += 1;
    else keepTurns(args, meter.meterId, channel, value);
    const newestTime = plan.frames.at(-1)?.time;
    const subject = newestTime !== undefined && newestTime >= askedAt ? request : undefined;
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
    if (subject !== undefined) answering += sequences.length;
    const newest = sequences.at(-1);
    if (telegram.reference !== undefined && newest !== undefined) store.landFrame(telegram.reference, channel, newest);
  }
  if (request !== undefined)
    answerRequest({ ...args, meter, requestId: request, alreadyMade: answering, heardAt: telegram.time });
  if (fault !== undefined && (taken === 0 || fault.code !== 'DUPLICATE')) return fault;
  if (late > 0 && late === taken)
    return {
      code: 'LATE',
      message: 'The telegram came late and waits for the end of its local day, or for the next one.',
    };
  return made > 0
    ? { code: 'FRAMED', message: 'The telegram became a frame.' }
    : { code: 'AGGREGATED', message: 'The telegram waits for the end of its local day.' };
}

/** Sends the meter's newest readings in answer to a request; it stays open while there are none as new as it is. True when answered. */
export function answerRequest(
  args: Consumption & { meter: MeterEntry; requestId: Hex; alreadyMade?: number; heardAt?: bigint },
): boolean {
  const { store, meter, requestId } = args;
  let made = args.alreadyMade ?? 0;
  if (isUnsure(store, meter)) return false;
  const askedAt = store.requestTime(requestId);
  for (const { channel } of meter.registers) {
    const row = store.channel(channel);
    const rules = planRules(args, meter);
    const readAt = newestReadAt(row.memory, rules, args.heardAt ?? row.memory.lastTime);
    if (readAt < askedAt) continue;
    const { frames, memory } = planNewest(row.memory, rules, readAt);
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

/** Takes the telegrams that waited for their channels, in the order of their arrival; how many. */
export function consumeHeld(args: Consumption): number {
  const { store, meters } = args;
  let taken = 0;
  for (const { id, meterId, source, telegram } of store.held()) {
    const meter = meters.byId(meterId);
    if (meter !== undefined && isUnsure(store, meter)) continue;
    const parsed = parseTelegramLine(telegram);
    if (parsed.ok) consumeTelegram({ ...args, telegram: parsed.telegram, source });
    store.letGo(id);
    taken += 1;
  }
  return taken;
}

/** Whether a register of the meter may stand elsewhere than the database says. */
export function isUnsure(store: GatewayStore, meter: MeterEntry): boolean {
  return meter.registers.some(({ channel }) => store.breakOf(channel) === 'unsure');
}

export function planRules(args: Consumption, meter: MeterEntry): PlanRules {
  return {
    timeZone: args.rules.timeZone,
    cadence: meter.cadence ?? args.rules.cadence,
    exponent: meter.exponent,
    tolerance: args.rules.toleranceSeconds,
    ...lateRules(args, meter),
  };
}
