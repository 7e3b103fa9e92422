import type { Point } from '../crypto/commitment.ts';
import { InputError } from '../bytes/errors.ts';
import { BATCHES_MAX } from '../limits.ts';
import { payloadHashOf, type Frame } from './frame.ts';
import { bytesToBigint, concatBytes, fromHex, toHex, uintBytes, type Hex } from '../bytes/hex.ts';

/** A frame as it travels in calldata: without what the contract recomputes. */
export type CalldataFrame = {
  channel: Hex;
  flags: number;
  sequence: bigint;
  time: bigint;
  previous: Hex;
  commitment: Point;
  ciphertext: Uint8Array;
};

/** Frames of one device under one signature of 65 bytes (r ‖ s ‖ v, v = 0 for P-256). */
export type SignedBatch = { deviceId: Hex; signature: Uint8Array; frames: CalldataFrame[] };

/** Bytes of a batch in READINGS besides its frames, and of a frame besides its ciphertext. */
export const BATCH_HEAD_BYTES = 99;
export const FRAME_HEAD_BYTES = 148;

/** READINGS data, packed (docs/formats.md §4). */
export function encodeReadings(batches: readonly SignedBatch[]): Hex {
  if (batches.length === 0 || batches.length > BATCHES_MAX) {
    throw new InputError('READINGS_MALFORMED', `READINGS carries 1 to ${BATCHES_MAX} batches, not ${batches.length}.`);
  }
  return toHex(concatBytes(Uint8Array.of(1, batches.length), ...batches.map(encodeBatch)));
}

function encodeBatch(batch: SignedBatch): Uint8Array {
  return concatBytes(
    fromHex(batch.deviceId),
    uintBytes(batch.frames.length, 2),
    batch.signature,
    ...batch.frames.map((frame) =>
      concatBytes(
        fromHex(frame.channel),
        uintBytes(frame.flags, 2),
        uintBytes(frame.sequence, 8),
        uintBytes(frame.time, 8),
        fromHex(frame.previous),
        uintBytes(frame.commitment.x, 32),
        uintBytes(frame.commitment.y, 32),
        uintBytes(frame.ciphertext.length, 2),
        frame.ciphertext,
      ),
    ),
  );
}

/** Flags from here on mean nothing yet (docs/formats.md §4). */
const FLAGS_END = 1 << 7;

/** @throws InputError READINGS_MALFORMED when the bytes end early, go on after the end, hold nothing, or have a version or flag that is not known */
export function decodeReadings(data: Hex): SignedBatch[] {
  const bytes = fromHex(data);
  let at = 0;
  const take = (length: number): Uint8Array => {
    if (at + length > bytes.length)
      throw new InputError('READINGS_MALFORMED', `READINGS data ends early, at byte ${bytes.length}.`);
    return bytes.slice(at, (at += length));
  };
  const uint = (length: number): number => Number(bytesToBigint(take(length)));
  const version = uint(1);
  if (version !== 1) throw new InputError('READINGS_MALFORMED', `READINGS version ${version} is not known here.`);
  const count = (what: string, length: number): number => {
    const number = uint(length);
    if (number === 0) throw new InputError('READINGS_MALFORMED', `READINGS data without ${what} says nothing.`);
    return number;
  };
  const flags = (): number => {
    const bits = uint(2);
    if (bits >= FLAGS_END)
      throw new InputError('READINGS_MALFORMED', `The flags ${bits} of a frame are not known here.`);
    return bits;
  };
  const batches = Array.from({ length: count('batches', 1) }, () => {
    const deviceId = toHex(take(32));
    const frameCount = count('frames', 2);
    const signature = take(65);
    const frames = Array.from({ length: frameCount }, () => ({
      channel: toHex(take(32)),
      flags: flags(),
      sequence: bytesToBigint(take(8)),
      time: bytesToBigint(take(8)),
      previous: toHex(take(32)),
      commitment: { x: bytesToBigint(take(32)), y: bytesToBigint(take(32)) },
      ciphertext: take(uint(2)),
    }));
    return { deviceId, signature, frames };
  });
  if (at !== bytes.length)
    throw new InputError('READINGS_MALFORMED', `READINGS data goes on for ${bytes.length - at} bytes after its end.`);
  return batches;
}

/** The full frame that the device signed. */
export function frameOf(frame: CalldataFrame, algorithm: 1 | 2, domain: Uint8Array): Frame {
  const { ciphertext, ...rest } = frame;
  return { ...rest, algorithm, domain, payloadHash: payloadHashOf(ciphertext) };
}
