import { keccak_256 } from '@noble/hashes/sha3.js';
import type { BlockData } from '../../core/domain/ledger/block-data.ts';
import { verifyDeviceSignature } from '../../core/domain/crypto/device-signature.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { batchMessage, frameDomain, frameHash, linkOf } from '../../core/domain/reading/frame.ts';
import { concatBytes, fromHex, toHex, uintBytes, utf8, type Hex } from '../../core/domain/bytes/hex.ts';
import { FLAG } from '../../core/domain/ledger/kinds.ts';
import type { SignedBatch } from '../../core/domain/reading/readings-data.ts';
import { rebuildFrames } from '../../core/domain/reading/rebuild-frames.ts';
import type { RebuiltFrame } from '../../core/domain/reading/rebuild-frames.ts';
import { followsFrame } from '../../core/domain/reading/follows-frame.ts';
import type { LastFrame } from '../../core/domain/reading/follows-frame.ts';
import type { Register } from './check-bills.ts';
import type { Closings, MeterHistory } from './meter-history.ts';
import type { NetworkDomain } from '../../core/domain/ledger/network.ts';

/** The chain of frames of every channel, and what devices signed. */
export type FrameChecker = {
  /**
   * Checks every frame of a READINGS block. @returns how many.
   * @throws InputError DEVICE_SIGNATURE_INVALID (also for a frame that names another than the one before it), FRAME_SEQUENCE, FRAME_TIME, and those of the meters
   */
  checkReadings(batches: readonly SignedBatch[]): number;
  /** Tells of the frames behind which a meter was handed over as of registers. @throws InputError CLOSING_UNKNOWN where one is not its channel's last */
  keep(closings: Closings): void;
  /** Checks the device's signature over a PERIOD_KEYS block. @throws as `checkReadings` */
  checkPeriodKeys(keys: BlockData['PERIOD_KEYS']): void;
};

/** @param onRegister told of every register that bills may use: a channel's first and its period closes, and where a meter was handed over */
export function createFrameChecker(
  args: { domain: NetworkDomain; readingLedger: Hex; meters: MeterHistory },
  onRegister: (register: Register) => void = () => undefined,
): FrameChecker {
  const { meters } = args;
  const domain = frameDomain(args.domain, args.readingLedger);
  const channels = new Map<Hex, LastFrame>();
  const lasts = new Map<Hex, Register>();
  return {
    checkReadings(batches) {
      let count = 0;
      for (const batch of batches) {
        const key = meters.device(batch.deviceId);
        for (const { channel } of batch.frames) meters.checkChannel(channel, batch.deviceId);
        const before = new Map(batch.frames.map(({ channel }) => [channel, channels.get(channel)]));
        const rebuilt = rebuildFrames(batch, { algorithm: key.algorithm, domain, heads: channels });
        for (const one of rebuilt) {
          const { frame, link, isFirst } = one;
          checkFollows(before.get(frame.channel), one);
          before.set(frame.channel, { ...frame, link });
          const { channel, sequence, time, commitment } = frame;
          lasts.set(channel, { channel, sequence, time, commitment, link });
          if (isFirst || (frame.flags & FLAG.periodClose) !== 0) onRegister({ ...frame, link });
        }
        const hashes = rebuilt.map(({ hash }) => hash);
        if (!verifyDeviceSignature(key, batchMessage(hashes), batch.signature))
          throw forged(batch.deviceId, 'The frames are');
        count += hashes.length;
      }
      return count;
    },
    keep(closings) {
      for (const [channel, frame] of closings) {
        const last = lasts.get(channel);
        const isLast = last === undefined ? frame === '0x' : last.link === linkOf(toHex(frameHash(fromHex(frame))));
        if (!isLast)
          throw new InputError('CLOSING_UNKNOWN', `A handover names another frame than the last one of ${channel}.`);
        if (last !== undefined) onRegister(last);
      }
    },
    checkPeriodKeys({ deviceId, meterId, period, envelope, deviceSignature }) {
      const key = meters.device(deviceId);
      if (meters.meter(meterId).deviceId !== deviceId)
        throw new InputError('CHANNEL_NOT_OF_DEVICE', `Meter ${meterId} is not of device ${deviceId}.`);
      const message = concatBytes(
        utf8('Domledger period key v1'),
        domain,
        fromHex(meterId),
        uintBytes(period, 4),
        keccak_256(fromHex(envelope)),
      );
      if (!verifyDeviceSignature(key, message, fromHex(deviceSignature))) throw forged(deviceId, 'The period keys are');
    },
  };
}

function forged(deviceId: Hex, what: string): InputError {
  return new InputError('DEVICE_SIGNATURE_INVALID', `${what} not signed by device ${deviceId}.`);
}

/** One step of a channel's chain of frames. Its link is the one before it by the rebuilding, and the signature tells whether the device meant that. */
function checkFollows(before: LastFrame | undefined, { frame }: RebuiltFrame): void {
  const { channel, sequence } = frame;
  const verdict = followsFrame(before, frame);
  if (verdict === 'sequence')
    throw new InputError(
      'FRAME_SEQUENCE',
      `Channel ${channel} goes on with frame ${sequence} instead of ${(before?.sequence ?? 0n) + 1n}.`,
    );
  if (verdict === 'time')
    throw new InputError('FRAME_TIME', `Frame ${sequence} of channel ${channel} is not later than the one before.`);
}
