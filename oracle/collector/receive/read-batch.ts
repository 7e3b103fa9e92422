import { equalBytes, toHex } from '../../../core/domain/bytes/hex.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import {
  batchMessage,
  decodeFrame,
  FRAME_VERSION,
  frameHash,
  payloadHashOf,
} from '../../../core/domain/reading/frame.ts';
import type { Frame } from '../../../core/domain/reading/frame.ts';
import type { BatchMessage } from '../../messages.ts';
import type { DeviceRow } from '../inbox/inbox-rows.ts';
import { MessageRefusal } from './message-refusal.ts';
import type { VerifySignature } from './verify-signature.ts';

/** A frame that its device signed for this ledger. */
export type SignedFrame = { frame: Frame; bytes: Uint8Array; ciphertext: Uint8Array; hash: Hex };

/**
 * The frames of a batch, each meant for this ledger and with the ciphertext that it names, all under the one signature of the device.
 * @throws MessageRefusal FRAME_MALFORMED, FRAME_DOMAIN, PAYLOAD_HASH_MISMATCH, DEVICE_SIGNATURE_INVALID
 */
export function readBatch(
  batch: BatchMessage,
  { device, domain, verify }: { device: DeviceRow; domain: Uint8Array; verify: VerifySignature },
): SignedFrame[] {
  const frames = batch.frames.map(({ frame: bytes, ciphertext }) => readFrame(bytes, ciphertext, device, domain));
  if (!verify(device, batchMessage(frames.map(({ hash }) => hash)), batch.signature)) {
    throw new MessageRefusal(
      'DEVICE_SIGNATURE_INVALID',
      `The signature is not by device ${device.deviceId} over these frames, with low s.`,
    );
  }
  return frames.map((frame) => ({ ...frame, hash: toHex(frame.hash) }));
}

function readFrame(
  bytes: Uint8Array,
  ciphertext: Uint8Array,
  device: DeviceRow,
  domain: Uint8Array,
): Omit<SignedFrame, 'hash'> & { hash: Uint8Array } {
  if (bytes[0] !== FRAME_VERSION || bytes[1] !== device.algorithm)
    throw new MessageRefusal('FRAME_MALFORMED', 'A frame has another version or algorithm than its device.');
  const frame = decodeFrame(bytes);
  const channels = [frame.channel];
  if (!equalBytes(frame.domain, domain)) {
    throw new MessageRefusal('FRAME_DOMAIN', `Frame ${frame.sequence} is meant for another chain or ReadingLedger.`, {
      channels,
    });
  }
  if (payloadHashOf(ciphertext) !== frame.payloadHash) {
    throw new MessageRefusal(
      'PAYLOAD_HASH_MISMATCH',
      `The ciphertext of frame ${frame.sequence} is not the one that was signed.`,
      { channels },
    );
  }
  return { frame, bytes, ciphertext, hash: frameHash(bytes) };
}
