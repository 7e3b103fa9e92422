import { normaliseSignature } from '../../../core/domain/crypto/device-signature.ts';
import { batchMessage, decodeFrame } from '../../../core/domain/reading/frame.ts';
import { fromHex } from '../../../core/domain/bytes/hex.ts';
import { BATCH_HEAD_BYTES, sizeOfFrame } from '../../../core/domain/reading/readings-data.ts';
import { backoffMs } from '../../../core/runtime/retry.ts';
import { MAX_BATCH_CALLDATA, encodeUpMessage, messageName } from '../../messages.ts';
import type { GatewaySigner } from '../device/device-signer.ts';
import type { GatewayStore, StoppedChannel } from '../store/store-rows.ts';
import type { StoredFrame } from '../store/stored-frame.ts';

const MAX_RETRY_MS = 600_000;

/**
 * Signs waiting frames in batches and queues them. Frames wait for company until the oldest is `batchAgeMs` old or a batch is full.
 * A channel that was refused goes alone at first, so that it holds up nobody else.
 * @returns the number of batches queued
 */
export async function formBatches(args: {
  store: GatewayStore;
  signer: GatewaySigner;
  batchFrames: number;
  batchAgeMs: number;
  retryAfterMs: number;
  nowMs: number;
}): Promise<number> {
  const { store, nowMs } = args;
  let formed = 0;
  for (const stopped of store.stoppedChannels()) formed += await retryStopped(args, stopped);
  for (;;) {
    const frames = nextBatch(store.waitingFrames(args.batchFrames));
    const oldest = frames[0];
    if (oldest === undefined) return formed;
    const full = frames.length >= args.batchFrames || oldest.madeAtMs + args.batchAgeMs <= nowMs;
    if (!full && oldest.subject === undefined) return formed;
    formed += await queueBatch(args, frames);
  }
}

/** Tries a stopped channel's oldest frame alone; the others follow when that one was not refused for as long as the next wait. */
async function retryStopped(
  args: { store: GatewayStore; signer: GatewaySigner; nowMs: number; retryAfterMs: number },
  stopped: StoppedChannel,
): Promise<number> {
  const { store, nowMs } = args;
  if (stopped.retryAtMs > nowMs) return 0;
  const [first] = store.waitingFramesOf(stopped.channel, 1);
  if (stopped.probe !== undefined || first === undefined) {
    store.resumeChannel(stopped.channel);
    return 0;
  }
  const waitMs = backoffMs(stopped.attempts, { baseMs: args.retryAfterMs, maxMs: MAX_RETRY_MS });
  return queueBatch(args, [first], (name) => store.setProbe(stopped.channel, name, nowMs + Math.ceil(waitMs)));
}

/** Frames up to the size of a block; frames that answer a request travel with it alone. */
function nextBatch(waiting: readonly StoredFrame[]): StoredFrame[] {
  const subject = waiting[0]?.subject;
  let size = BATCH_HEAD_BYTES;
  const frames: StoredFrame[] = [];
  for (const frame of waiting) {
    size += sizeOfFrame({ ...decodeFrame(frame.frame), ciphertext: frame.ciphertext });
    if (frame.subject !== subject || (size > MAX_BATCH_CALLDATA && frames.length > 0)) break;
    frames.push(frame);
  }
  return frames;
}

async function queueBatch(
  args: { store: GatewayStore; signer: GatewaySigner },
  frames: readonly StoredFrame[],
  also: (message: string) => void = () => undefined,
): Promise<number> {
  const { store, signer } = args;
  const message = batchMessage(frames.map((frame) => fromHex(frame.frameHash)));
  const signature = normaliseSignature(signer.key, message, await signer.sign(message));
  const subject = frames[0]?.subject;
  const payload = encodeUpMessage({
    batch: {
      deviceId: signer.deviceId,
      signature,
      ...(subject === undefined ? {} : { subject }),
      frames: frames.map(({ frame, ciphertext }) => ({ frame, ciphertext })),
    },
  });
  const name = messageName(payload);
  store.transaction(() => {
    store.queue(name, payload);
    for (const frame of frames) store.markSent(frame.id, name);
    also(name);
  });
  return 1;
}
