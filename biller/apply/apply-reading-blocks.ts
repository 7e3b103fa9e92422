import { decodeData } from '../../core/domain/ledger/block-data.ts';
import { ZERO_32, type Hex } from '../../core/domain/bytes/hex.ts';
import { APPEAL_ADDRESSEE, FLAG } from '../../core/domain/ledger/kinds.ts';
import { decodeReadings } from '../../core/domain/reading/readings-data.ts';
import type { KeptFrame, State } from '../state.ts';
import type { Fact } from '../state.ts';

/** When a register was closed last, unix seconds. */
export type Closing = { channel: Hex; time: bigint };

/**
 * Keeps the frames that bills are made of, of meters that this biller supplies, and for the company when every register was closed last; a READINGS block
 * itself only where it answers a request.
 */
export function applyReadings(state: State, fact: Fact): { kept: boolean; frames: KeptFrame[]; closings: Closing[] } {
  const request = state.requests.get(fact.block.subject);
  if (request) request.answered = true;
  const frames: KeptFrame[] = [];
  const closings: Closing[] = [];
  for (const batch of fact.data === '0x' ? [] : decodeReadings(fact.data)) {
    const algorithm = state.devices.get(batch.deviceId)?.algorithm;
    for (const frame of batch.frames) {
      const meterId = state.channels.get(frame.channel)?.meterId;
      const served = meterId !== undefined && state.meters.get(meterId)?.provider === state.me;
      const closes = (frame.flags & FLAG.periodClose) !== 0;
      const isKept = frame.previous === ZERO_32 || closes;
      if (closes && state.me === state.company) closings.push({ channel: frame.channel, time: frame.time });
      if (served && isKept && algorithm !== undefined) frames.push({ ...frame, algorithm });
    }
  }
  frames.forEach((frame) => addFrame(state, frame));
  closings.forEach((closing) => addClosing(state, closing));
  return { kept: request !== undefined, frames, closings };
}

export function addClosing(state: State, { channel, time }: Closing): void {
  state.closings.set(channel, time);
}

export function addFrame(state: State, frame: KeptFrame): void {
  state.frames.set(frame.channel, [...(state.frames.get(frame.channel) ?? []), frame]);
}

export function applyPeriodKeys(state: State, fact: Fact): boolean {
  const { meterId, period, envelope } = decodeData('PERIOD_KEYS', fact.data);
  if (state.meters.get(meterId)?.provider !== state.me) return false;
  const key = `${meterId}:${period}`;
  state.periodKeys.set(key, [...(state.periodKeys.get(key) ?? []), envelope]);
  return true;
}

export function applyRequest(state: State, fact: Fact): boolean {
  const { meterId, manual, dueDate } = decodeData('READING_REQUEST', fact.data);
  const mine = fact.block.from === state.me || state.meters.get(meterId)?.provider === state.me;
  if (mine) state.requests.set(fact.digest, { requestId: fact.digest, meterId, manual, dueDate, answered: false });
  return mine;
}

export function applyAppeal(state: State, fact: Fact): boolean {
  const { addressees, provider } = decodeData('APPEAL', fact.data);
  const toCompany = state.me === state.company && (addressees & APPEAL_ADDRESSEE.company) !== 0;
  const toProvider = state.me === provider && (addressees & APPEAL_ADDRESSEE.provider) !== 0;
  if (!toCompany && !toProvider) return false;
  state.appeals.set(fact.digest, {
    appealId: fact.digest,
    subscriber: fact.block.from,
    addressees,
    provider,
    outcome: 0,
  });
  return true;
}

export function applyAppealAnswer(state: State, fact: Fact): boolean {
  if (fact.block.from !== state.me) return false;
  const { appealId, outcome } = decodeData('APPEAL_ANSWER', fact.data);
  const appeal = state.appeals.get(appealId);
  if (appeal) appeal.outcome = outcome;
  return appeal !== undefined;
}
