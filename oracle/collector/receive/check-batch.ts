import { isOnCurve } from '../../../core/domain/crypto/commitment.ts';
import { batchMessage, decodeFrame, frameHash, payloadHashOf } from '../../../core/domain/reading/frame.ts';
import { equalBytes, toHex, ZERO_32 } from '../../../core/domain/bytes/hex.ts';
import { CLOCK_TOLERANCE } from '../../../core/domain/limits.ts';
import { FLAG } from '../../../core/domain/ledger/kinds.ts';
import type { Frame } from '../../../core/domain/reading/frame.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { BatchMessage } from '../../messages.ts';
import type { ChannelHead, DeviceRow, InboxFrame, MeterRow } from '../inbox/inbox-rows.ts';
import type { VerifySignature } from './verify-signature.ts';

/** What the collector knows, for one check. */
export type BatchKnowledge = {
  domain: Uint8Array;
  /** The device that the gateway proved to hold. */
  gatewayDevice: Hex | undefined;
  device(deviceId: Hex): DeviceRow | undefined;
  meterOfChannel(channel: Hex): MeterRow | undefined;
  /** The newest frame of the channel in the inbox, else on the ledger. */
  head(channel: Hex): ChannelHead | undefined;
  stored(channel: Hex, sequence: bigint): InboxFrame | undefined;
  verify: VerifySignature;
  nowSeconds: bigint;
};
export type CheckedFrame = {
  frame: Frame;
  bytes: Uint8Array;
  ciphertext: Uint8Array;
  hash: Hex;
  known: InboxFrame | undefined;
  recorded: boolean;
};
export type BatchVerdict =
  | { ok: true; frames: CheckedFrame[]; heads: Map<Hex, ChannelHead> }
  | { ok: false; retry: boolean; code: string; message: string; channels: Hex[] };

const KNOWN_FLAGS = Object.values(FLAG).reduce((sum, bit) => sum | bit, 0);

/**
 * Checks a batch as the ledger will, before anything is acknowledged. One bad frame refuses the batch, because one signature covers
 * it; `channels` are those to blame. `retry`: the register may not have caught up yet.
 */
export function checkBatch(batch: BatchMessage, knows: BatchKnowledge): BatchVerdict {
  const refuse = (code: string, message: string, channel?: Hex, retry = false): BatchVerdict => ({
    ok: false,
    retry,
    code,
    message,
    channels: channel === undefined ? [] : [channel],
  });
  const { deviceId } = batch;
  if (knows.gatewayDevice === undefined)
    return refuse('HELLO_MISSING', 'This gateway did not show its device key yet.', undefined, true);
  if (knows.gatewayDevice !== deviceId)
    return refuse('DEVICE_FOREIGN', `Device ${deviceId} is not the one that this gateway showed to hold.`);
  const device = knows.device(deviceId);
  if (device === undefined)
    return refuse('DEVICE_UNKNOWN', `Device ${deviceId} is not registered on the ledger yet.`, undefined, true);
  if (device.revoked) return refuse('DEVICE_REVOKED', `Device ${deviceId} is revoked.`);

  const frames: CheckedFrame[] = [];
  const hashes: Uint8Array[] = [];
  for (const { frame: bytes, ciphertext } of batch.frames) {
    if (bytes[0] !== 1 || bytes[1] !== device.algorithm)
      return refuse('FRAME_MALFORMED', 'A frame has another version or algorithm than its device.');
    const frame = decodeFrame(bytes);
    if (!equalBytes(frame.domain, knows.domain)) {
      return refuse(
        'FRAME_DOMAIN',
        `Frame ${frame.sequence} is meant for another chain or ReadingLedger.`,
        frame.channel,
      );
    }
    if (payloadHashOf(ciphertext) !== frame.payloadHash) {
      return refuse(
        'PAYLOAD_HASH_MISMATCH',
        `The ciphertext of frame ${frame.sequence} is not the one that was signed.`,
        frame.channel,
      );
    }
    const hash = frameHash(bytes);
    hashes.push(hash);
    frames.push({
      frame,
      bytes,
      ciphertext,
      hash: toHex(hash),
      known: knows.stored(frame.channel, frame.sequence),
      recorded: false,
    });
  }
  if (!knows.verify(device, batchMessage(hashes), batch.signature)) {
    return refuse(
      'DEVICE_SIGNATURE_INVALID',
      `The signature is not by device ${deviceId} over these frames, with low s.`,
    );
  }
  const heads = new Map<Hex, ChannelHead>();
  for (const checked of frames) {
    const { frame, bytes, ciphertext, hash, known } = checked;
    const { channel, sequence, time } = frame;
    if (known !== undefined) {
      if (equalBytes(known.frame, bytes) && equalBytes(known.ciphertext, ciphertext)) continue;
      return refuse(
        'FRAME_CONFLICT',
        `Frame ${sequence} of channel ${channel} was stored before with other content.`,
        channel,
      );
    }
    const meter = knows.meterOfChannel(channel);
    if (meter === undefined)
      return refuse('CHANNEL_UNKNOWN', `Channel ${channel} is of no registered meter.`, channel, true);
    if (meter.deviceId !== deviceId)
      return refuse('CHANNEL_FOREIGN', `Channel ${channel} is of a meter with another device.`, channel);
    if (meter.replacedBy !== undefined)
      return refuse('METER_OUT_OF_SERVICE', `The meter of channel ${channel} was replaced.`, channel);
    if (time > meter.verifiedUntil) {
      return refuse(
        'METER_VERIFICATION_EXPIRED',
        `The meter of channel ${channel} is verified until ${meter.verifiedUntil} only.`,
        channel,
      );
    }
    if ((frame.flags & ~KNOWN_FLAGS) !== 0)
      return refuse('FLAGS_UNKNOWN', `Frame ${sequence} of channel ${channel} has unknown flags.`, channel);
    if (((frame.flags & FLAG.manual) !== 0) !== (device.trustClass === 3)) {
      return refuse(
        'MANUAL_FLAG_MISMATCH',
        `Frame ${sequence} of channel ${channel} is flagged manual without reason, or not flagged.`,
        channel,
      );
    }
    const { commitment } = frame;
    if ((commitment.x === 0n && commitment.y === 0n) || !isOnCurve(commitment)) {
      return refuse(
        'COMMITMENT_INVALID',
        `The commitment of frame ${sequence} of channel ${channel} is no point of the curve.`,
        channel,
      );
    }
    const head = heads.get(channel) ?? knows.head(channel) ?? { sequence: 0n, time: 0n, head: ZERO_32 };
    if (sequence <= head.sequence) {
      // Older than this inbox, so the ledger has it; only its newest frame can still be compared.
      if (sequence === head.sequence && !follows(hash, head)) {
        return refuse(
          'FRAME_CONFLICT',
          `Frame ${sequence} of channel ${channel} is on the ledger with other content.`,
          channel,
        );
      }
      checked.recorded = true;
      continue;
    }
    if (sequence > head.sequence + 1n && (frame.flags & FLAG.gap) === 0) {
      return refuse(
        'SEQUENCE_GAP',
        `Channel ${channel} continues with ${head.sequence + 1n}, not with ${sequence}.`,
        channel,
      );
    }
    if (!follows(frame.previous, head)) {
      return refuse(
        'PREVIOUS_MISMATCH',
        `Frame ${sequence} of channel ${channel} does not follow the frame before it.`,
        channel,
      );
    }
    if (time <= head.time)
      return refuse(
        'TIME_NOT_RISING',
        `Frame ${sequence} of channel ${channel} is not newer than the one before it.`,
        channel,
      );
    if (time > knows.nowSeconds + CLOCK_TOLERANCE)
      return refuse('TIME_AHEAD', `Frame ${sequence} of channel ${channel} is from the future.`, channel);
    heads.set(channel, { sequence, time, head: hash });
  }
  return { ok: true, frames, heads };
}

/** A head that only the ledger remembers has 22 bytes. */
function follows(hash: Hex, { head, short }: ChannelHead): boolean {
  return short === true ? hash.slice(0, 46) === head.slice(0, 46) : hash === head;
}
