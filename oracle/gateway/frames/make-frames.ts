import { randomBytes } from 'node:crypto';
import { encodeFrame, frameHash, linkOf } from '../../../core/domain/reading/frame.ts';
import { toHex } from '../../../core/domain/bytes/hex.ts';
import { FLAG } from '../../../core/domain/ledger/kinds.ts';
import { isLate } from '../../../core/domain/reading/is-late.ts';
import { sealFrame } from '../../../core/domain/reading/payload.ts';
import { periodOfFrame } from '../../../core/domain/billing/period.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { ownerOf } from './addressees.ts';
import type { PlannedFrame } from './planned-frame.ts';
import type { GatewayStore } from '../store/store-rows.ts';
import type { ChannelMemory } from '../store/store-rows.ts';
import type { KeyOwner } from '../store/stored-frame.ts';
import { unixSeconds } from '../../../core/domain/unix-seconds.ts';

/**
 * Commits, encrypts, numbers and chains planned frames of one channel, and queues them with the channel's new memory. Runs inside the
 * caller's transaction. `memory` is that after the plan; its sequence counts these frames already. Behind a break the first frame says "gap", and so does
 * every frame that comes late.
 */
export function makeFrames(args: {
  store: GatewayStore;
  domain: Uint8Array;
  timeZone: string;
  meterId: Hex;
  channel: Hex;
  planned: readonly PlannedFrame[];
  memory: ChannelMemory;
  /** The link of the frame before. */
  previous: Hex;
  subject?: Hex | undefined;
  nowMs: number;
}): bigint[] {
  const { store, meterId, channel, planned, memory } = args;
  const now = unixSeconds(args.nowMs);
  let jump = store.breakOf(channel) === 'gap' ? FLAG.gap : 0;
  let previous = args.previous;
  let sequence = memory.sequence - BigInt(planned.length);
  const sequences: bigint[] = [];
  // Most telegrams make no frame, and reading the register's blocks takes its time.
  const owner = planned.length === 0 ? '' : (ownerOf(store, meterId) ?? '');
  if (owner !== '') store.claimKeys(meterId, owner);
  for (const { time, flags, payload, subject, sealedFor } of planned) {
    const keyOwner = sealedFor === undefined || sealedFor === '' ? owner : sealedFor;
    sequence += 1n;
    const period = periodOfFrame(time, args.timeZone);
    const header = {
      algorithm: 1 as const,
      flags: flags | jump | (isLate(time, now) ? FLAG.gap : 0),
      domain: args.domain,
      channel,
      sequence,
      time,
      previous,
    };
    const { frame, ciphertext } = sealFrame({
      periodKey: periodKey(store, meterId, period, keyOwner),
      header,
      payload,
    });
    const bytes = encodeFrame(frame);
    const hash = toHex(frameHash(bytes));
    previous = linkOf(hash);
    store.addFrame({
      channel,
      sequence,
      meterId,
      period,
      keyOwner,
      frame: bytes,
      ciphertext,
      frameHash: hash,
      subject: subject ?? args.subject,
      madeAtMs: args.nowMs,
    });
    sequences.push(sequence);
    if (jump !== 0) store.mend(channel);
    jump = 0;
  }
  store.setChannel(channel, meterId, { memory, previous, heardAtMs: args.nowMs });
  return sequences;
}

function periodKey(store: GatewayStore, meterId: Hex, period: number, owner: KeyOwner): Uint8Array {
  const known = store.periodKey(meterId, period, owner);
  if (known !== undefined) return known.key;
  const key = new Uint8Array(randomBytes(32));
  store.addPeriodKey(meterId, period, owner, key);
  return key;
}
