import { normaliseSignature } from '../../core/domain/device-signature.ts';
import { batchMessage } from '../../core/domain/frame.ts';
import { fromHex } from '../../core/domain/hex.ts';
import { MAX_BATCH_CALLDATA, encodeUpMessage, messageName } from '../messages.ts';
import type { GatewaySigner } from './device-signer.ts';
import type { GatewayStore, StoredFrame } from './store.ts';

/** Calldata of a frame besides its ciphertext, and of a batch besides its frames (docs/formats.md §4). */
const FRAME_OVERHEAD = 156;
const BATCH_OVERHEAD = 99;

/**
 * Signs waiting frames in batches and queues them. Frames wait for company until the oldest is `batchAgeMs` old or a batch is full.
 * A channel that was refused goes alone, so that it holds up nobody else.
 * @returns the number of batches queued
 */
export async function formBatches(args: {
  store: GatewayStore;
  signer: GatewaySigner;
  batchFrames: number;
  batchAgeMs: number;
  nowMs: number;
}): Promise<number> {
  const { store, nowMs } = args;
  let formed = 0;
  for (const { channel, retryAtMs } of store.stoppedChannels()) {
    if (retryAtMs > nowMs) continue;
    const [first] = store.waitingFramesOf(channel, 1);
    // The oldest frame alone is the probe: more would be refused with it.
    if (first === undefined) store.resumeChannel(channel);
    else formed += await queueBatch(args, [first], () => store.resumeChannel(channel));
  }
  for (;;) {
    const frames = nextBatch(store.waitingFrames(args.batchFrames));
    const oldest = frames[0];
    if (oldest === undefined) return formed;
    const full = frames.length >= args.batchFrames || oldest.madeAtMs + args.batchAgeMs <= nowMs;
    if (!full && oldest.subject === undefined) return formed;
    formed += await queueBatch(args, frames);
  }
}

/** Frames up to the size of a block; frames that answer a request travel with it alone. */
function nextBatch(waiting: readonly StoredFrame[]): StoredFrame[] {
  const subject = waiting[0]?.subject;
  let size = BATCH_OVERHEAD;
  const frames: StoredFrame[] = [];
  for (const frame of waiting) {
    size += FRAME_OVERHEAD + frame.ciphertext.length;
    if (frame.subject !== subject || (size > MAX_BATCH_CALLDATA && frames.length > 0)) break;
    frames.push(frame);
  }
  return frames;
}

async function queueBatch(
  args: { store: GatewayStore; signer: GatewaySigner },
  frames: readonly StoredFrame[],
  also: () => void = () => undefined,
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
    also();
  });
  return 1;
}
