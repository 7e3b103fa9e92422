import type { BlockData } from '../../core/domain/ledger/block-data.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { APPEAL_ADDRESSEE, FLAG } from '../../core/domain/ledger/kinds.ts';
import type { SignedBatch } from '../../core/domain/reading/readings-data.ts';
import { rebuildFrames } from '../../core/domain/reading/rebuild-frames.ts';
import { carriedBy } from '../../core/domain/sealed/carried-envelope.ts';
import type { KeptFrame, State } from '../state.ts';
import type { KeptBlock } from '../state.ts';

/** When a register was closed last, unix seconds. */
export type Closing = { channel: Hex; time: bigint };

/** What to store of a block: itself, or of a READINGS block what follows from it. */
export type AppliedReadings = { kept: boolean; frames: KeptFrame[]; closings: Closing[]; heads: KeptFrame[] };

/**
 * Keeps the frames that bills are made of, of meters that this biller supplies, and for the company when every register was closed last; a READINGS block
 * itself only where it answers a request. Of meters that it supplies it follows every frame, since numbers and links are not sent; the company follows all,
 * since it hands meters over behind their last frames.
 */
export function applyReadings(state: State, recorded: KeptBlock, batches: readonly SignedBatch[]): AppliedReadings {
  const answers = answerRequest(state, recorded);
  const frames: KeptFrame[] = [];
  const closings: Closing[] = [];
  const heads: KeptFrame[] = [];
  for (const batch of batches) {
    if (state.me === state.company)
      closings.push(...batch.frames.filter(closes).map(({ channel, time }) => ({ channel, time })));
    const algorithm = state.devices.get(batch.deviceId)?.algorithm;
    if (algorithm === undefined) continue;
    const followed = { ...batch, frames: batch.frames.filter(({ channel }) => isFollowed(state, channel)) };
    for (const one of rebuildFrames(followed, { algorithm, domain: state.domain, heads: state.heads })) {
      const { domain: _domain, ...frame } = one.frame;
      const whole = { ...frame, link: one.link, ciphertext: one.ciphertext };
      heads.push(whole);
      if (isServed(state, frame.channel) && (one.isFirst || closes(frame))) frames.push(whole);
    }
  }
  heads.forEach((head) => addHead(state, head));
  frames.forEach((frame) => addFrame(state, frame));
  closings.forEach((closing) => addClosing(state, closing));
  return { kept: answers, frames, closings, heads };
}

function closes({ flags }: { flags: number }): boolean {
  return (flags & FLAG.periodClose) !== 0;
}

/** Whether every frame of the channel is put together here. */
function isFollowed(state: State, channel: Hex): boolean {
  return state.me === state.company ? state.channels.has(channel) : isServed(state, channel);
}

function isServed(state: State, channel: Hex): boolean {
  const meterId = state.channels.get(channel)?.meterId;
  return meterId !== undefined && state.meters.get(meterId)?.provider === state.me;
}

/** A READINGS block answers the request that its subject names. */
export function answerRequest(state: State, recorded: KeptBlock): boolean {
  const request = state.requests.get(recorded.block.subject);
  if (request) request.answered = true;
  return request !== undefined;
}

export function addClosing(state: State, { channel, time }: Closing): void {
  state.closings.set(channel, time);
}

export function addHead(state: State, frame: KeptFrame): void {
  const { channel, sequence, time, link } = frame;
  state.heads.set(channel, { sequence, time, link });
  state.newest.set(channel, frame);
}

export function addFrame(state: State, frame: KeptFrame): void {
  state.frames.set(frame.channel, [...(state.frames.get(frame.channel) ?? []), frame]);
}

export function applyPeriodKeys(state: State, data: BlockData['PERIOD_KEYS']): boolean {
  const { deviceId, meterId, period, envelope } = data;
  const meter = state.meters.get(meterId);
  if (meter === undefined || (meter.provider !== state.me && state.me !== state.company)) return false;
  const key = `${meterId}:${period}`;
  state.periodKeys.set(key, [...(state.periodKeys.get(key) ?? []), { deviceId, meterId, period, envelope }]);
  return true;
}

export function applyRequest(state: State, recorded: KeptBlock, data: BlockData['READING_REQUEST']): boolean {
  const { meterId, manual, dueDate } = data;
  const mine = recorded.block.from === state.me || state.meters.get(meterId)?.provider === state.me;
  if (mine)
    state.requests.set(recorded.digest, { requestId: recorded.digest, meterId, manual, dueDate, answered: false });
  return mine;
}

export function applyAppeal(state: State, recorded: KeptBlock, data: BlockData['APPEAL']): boolean {
  const { addressees, provider } = data;
  const toCompany = state.me === state.company && (addressees & APPEAL_ADDRESSEE.company) !== 0;
  const toProvider = state.me === provider && (addressees & APPEAL_ADDRESSEE.provider) !== 0;
  if (!toCompany && !toProvider) return false;
  state.appeals.set(recorded.digest, {
    appealId: recorded.digest,
    number: state.appeals.size + 1,
    subscriber: recorded.block.from,
    category: data.category,
    addressees,
    provider,
    about: data.about,
    at: recorded.block.timestamp,
    carried: carriedBy(recorded, data),
    outcome: 0,
    answers: [],
  });
  return true;
}

export function applyAppealAnswer(state: State, recorded: KeptBlock, data: BlockData['APPEAL_ANSWER']): boolean {
  if (recorded.block.from !== state.me) return false;
  const { appealId, outcome } = data;
  const appeal = state.appeals.get(appealId);
  if (appeal === undefined) return false;
  appeal.outcome = outcome;
  const { digest, block } = recorded;
  appeal.answers.push({ digest, outcome, at: block.timestamp, carried: carriedBy(recorded, data) });
  return true;
}
