import type { Point } from '../crypto/commitment.ts';
import { InputError } from '../bytes/errors.ts';
import { BATCHES_MAX } from '../limits.ts';
import { FLAG } from '../ledger/kinds.ts';
import { hasKnownFlags } from './known-flags.ts';
import { bytesToBigint, concatBytes, fromHex, toHex, uintBytes, type Hex } from '../bytes/hex.ts';

/**
 * A frame as it travels in calldata: without what the contract takes from the channel's slot or recomputes.
 * @param sequence is sent behind a gap alone
 */
export type CalldataFrame = {
  channel: Hex;
  flags: number;
  time: bigint;
  sequence?: bigint | undefined;
  commitment: Point;
  ciphertext: Uint8Array;
};

/** Frames of one device under one signature of 65 bytes (r ‖ s ‖ v, v = 0 for P-256). */
export type SignedBatch = { deviceId: Hex; signature: Uint8Array; frames: CalldataFrame[] };

const VERSION = 2;
/** Bytes of a batch in READINGS besides its frames. */
export const BATCH_HEAD_BYTES = 99;
/** Channel, flags, time and commitment. */
const FRAME_HEAD_BYTES = 74;
/** Ciphertexts with their tags: one register, a day with its late registers. Records state their length. */
const SINGLE_BYTES = 26;
const DAY_BYTES = 87;

/** Bytes that a frame takes in READINGS. */
export function sizeOfFrame({ flags, ciphertext }: Pick<CalldataFrame, 'flags' | 'ciphertext'>): number {
  const stated = ((flags & FLAG.gap) !== 0 ? 4 : 0) + (lengthOf(flags) === undefined ? 2 : 0);
  return FRAME_HEAD_BYTES + stated + ciphertext.length;
}

/** What a ciphertext's length is by the frame's flags; undefined where it is stated. */
function lengthOf(flags: number): number | undefined {
  if ((flags & FLAG.dayPacket) !== 0) return DAY_BYTES;
  return (flags & FLAG.record) !== 0 ? undefined : SINGLE_BYTES;
}

/**
 * READINGS data, packed (docs/formats.md §4).
 * @throws InputError READINGS_MALFORMED for more batches than it can count, or a ciphertext of another length than its flags say
 */
export function encodeReadings(batches: readonly SignedBatch[]): Hex {
  if (batches.length === 0 || batches.length > BATCHES_MAX) {
    throw new InputError('READINGS_MALFORMED', `READINGS carries 1 to ${BATCHES_MAX} batches, not ${batches.length}.`);
  }
  return toHex(concatBytes(Uint8Array.of(VERSION, batches.length), ...batches.map(encodeBatch)));
}

function encodeBatch(batch: SignedBatch): Uint8Array {
  return concatBytes(
    fromHex(batch.deviceId),
    uintBytes(batch.frames.length, 2),
    batch.signature,
    ...batch.frames.map(encodeCalldataFrame),
  );
}

function encodeCalldataFrame({ channel, flags, time, sequence, commitment, ciphertext }: CalldataFrame): Uint8Array {
  const length = lengthOf(flags);
  if (ciphertext.length !== (length ?? ciphertext.length))
    throw new InputError(
      'READINGS_MALFORMED',
      `A frame of channel ${channel} has a ciphertext of ${ciphertext.length} bytes; its flags say ${length}.`,
    );
  return concatBytes(
    fromHex(channel),
    uintBytes(flags, 2),
    uintBytes(time, 4),
    (flags & FLAG.gap) === 0 ? new Uint8Array(0) : uintBytes(sequence ?? 0n, 4),
    uintBytes(commitment.x, 32),
    uintBytes(commitment.y, 32),
    length === undefined ? uintBytes(ciphertext.length, 2) : new Uint8Array(0),
    ciphertext,
  );
}

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
  if (version !== VERSION) throw new InputError('READINGS_MALFORMED', `READINGS version ${version} is not known here.`);
  const count = (what: string, length: number): number => {
    const number = uint(length);
    if (number === 0) throw new InputError('READINGS_MALFORMED', `READINGS data without ${what} says nothing.`);
    return number;
  };
  const flags = (): number => {
    const bits = uint(2);
    if (!hasKnownFlags(bits))
      throw new InputError('READINGS_MALFORMED', `The flags ${bits} of a frame are not known here.`);
    return bits;
  };
  const batches = Array.from({ length: count('batches', 1) }, () => {
    const deviceId = toHex(take(32));
    const frameCount = count('frames', 2);
    const signature = take(65);
    const frames = Array.from({ length: frameCount }, (): CalldataFrame => {
      const channel = toHex(take(4));
      const bits = flags();
      const time = bytesToBigint(take(4));
      const sequence = (bits & FLAG.gap) === 0 ? undefined : bytesToBigint(take(4));
      const commitment = { x: bytesToBigint(take(32)), y: bytesToBigint(take(32)) };
      return { channel, flags: bits, time, sequence, commitment, ciphertext: take(lengthOf(bits) ?? uint(2)) };
    });
    return { deviceId, signature, frames };
  });
  if (at !== bytes.length)
    throw new InputError('READINGS_MALFORMED', `READINGS data goes on for ${bytes.length - at} bytes after its end.`);
  return batches;
}
