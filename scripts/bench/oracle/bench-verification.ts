import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { G } from '../../../core/domain/crypto/commitment.ts';
import { createDevicePrivateKey, deviceIdOf, deviceSigner } from '../../../core/domain/crypto/device-signature.ts';
import { batchMessage, encodeFrame, frameHash, payloadHashOf, ZERO_LINK } from '../../../core/domain/reading/frame.ts';
import { fromHex, toHex, uintBytes, ZERO_32 } from '../../../core/domain/bytes/hex.ts';
import { ALGORITHM, TRUST } from '../../../core/domain/ledger/kinds.ts';
import { checkBatch } from '../../../oracle/collector/receive/check-batch.ts';
import { readBatch } from '../../../oracle/collector/receive/read-batch.ts';
import { createSignatureVerifier } from '../../../oracle/collector/receive/verify-signature.ts';
import { round } from '../round.ts';
import { perSecond } from './per-second.ts';
import type { DeviceRow } from '../../../oracle/collector/inbox/inbox-rows.ts';
import type { ChannelKnowledge } from '../../../oracle/collector/receive/check-batch.ts';
import type { BatchMessage } from '../../../oracle/messages.ts';

const FRAMES = 200;

/**
 * Frames checked a second by one core as the collector checks them before it acknowledges: the worst case, where each has a device
 * signature of its own, and batches of 200 under one. Ceiling: OpenSSL verifying as many P-256 signatures and nothing else.
 */
export function benchVerification(): Record<string, number> {
  const device = deviceSigner(ALGORITHM.p256, createDevicePrivateKey(ALGORITHM.p256));
  const deviceId = deviceIdOf(device.key);
  const domain = randomBytes(32);
  const made = Array.from({ length: FRAMES }, () => {
    const ciphertext = randomBytes(26);
    const channel = toHex(randomBytes(4));
    const header = { algorithm: ALGORITHM.p256, flags: 0, domain, channel, sequence: 1n, time: 1_790_000_000n };
    const frame = encodeFrame({
      ...header,
      previous: ZERO_LINK,
      commitment: G,
      payloadHash: payloadHashOf(ciphertext),
    });
    return { frame, ciphertext };
  });
  const sign = (frames: BatchMessage['frames']): BatchMessage => ({
    deviceId,
    frames,
    signature: device.sign(batchMessage(frames.map(({ frame }) => frameHash(frame)))),
  });
  const [x, y] = [toHex(uintBytes(device.key.x, 32)), toHex(uintBytes(device.key.y, 32))];
  const row: DeviceRow = { deviceId, algorithm: ALGORITHM.p256, x, y, trustClass: TRUST.gatewaySigned, revoked: false };
  const meter = {
    meterId: ZERO_32,
    deviceId,
    owner: ZERO_32,
    provider: ZERO_32,
    verifiedUntil: 4_000_000_000n,
    replacedBy: undefined,
  };
  const reading = { device: row, domain, verify: createSignatureVerifier() };
  const knowledge: ChannelKnowledge = {
    device: row,
    meterOfChannel: () => meter,
    head: () => undefined,
    stored: () => undefined,
    nowSeconds: 1_790_000_000n,
  };
  const check = (batch: BatchMessage): void => void checkBatch(readBatch(batch, reading), knowledge);
  const singles = made.map((one) => sign([one]));
  const whole = sign(made);
  let at = 0;
  const single = perSecond(() => check(singles[at++ % FRAMES] ?? whole));
  const batched = perSecond(() => check(whole)) * FRAMES;

  const coordinate = (hex: typeof x): string => Buffer.from(fromHex(hex)).toString('base64url');
  const jwk = { kty: 'EC', crv: 'P-256', x: coordinate(x), y: coordinate(y) };
  const key = createPublicKey({ format: 'jwk', key: jwk });
  const signed = singles.map(({ frames, signature }) => ({
    message: batchMessage(frames.map(({ frame }) => frameHash(frame))),
    rs: signature.subarray(0, 64),
  }));
  const raw = perSecond(() => {
    const one = signed[at++ % FRAMES];
    if (one === undefined || !verify('sha256', one.message, { key, dsaEncoding: 'ieee-p1363' }, one.rs))
      throw new Error('OpenSSL refuses a signature of the bench');
  });
  return {
    oracle_verification_frames_per_s: round(single),
    oracle_verification_frames_per_s_ceiling: round(raw),
    oracle_verification_frames_per_s_limit: 8_000,
    oracle_verification_batched_frames_per_s: round(batched),
  };
}
