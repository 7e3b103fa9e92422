import { decodeData } from '../../core/domain/data.ts';
import { deviceIdOf, verifyDeviceSignature, type DeviceKey } from '../../core/domain/device-signature.ts';
import { InputError } from '../../core/domain/errors.ts';
import { batchMessage, encodeFrame, frameDomain, frameHash } from '../../core/domain/frame.ts';
import { bytesToBigint, fromHex, toHex, ZERO_32, type Hex } from '../../core/domain/hex.ts';
import { ALGORITHM, FLAG } from '../../core/domain/kinds.ts';
import { decodeReadings, frameOf } from '../../core/domain/readings-data.ts';

/** Devices and channels as the recorded blocks made them; it trusts no contract for them. */
export type FrameChecker = {
  registerDevice(data: Hex): void;
  /** Checks every frame of a READINGS block. @returns how many. @throws InputError DEVICE_UNKNOWN, DEVICE_SIGNATURE_INVALID, FRAME_SEQUENCE, FRAME_PREVIOUS, FRAME_TIME */
  checkReadings(data: Hex): number;
};

type Channel = { sequence: bigint; time: bigint; hash: Hex };

export function createFrameChecker(chainId: bigint, readingLedger: Hex): FrameChecker {
  const domain = frameDomain(chainId, readingLedger);
  const devices = new Map<Hex, DeviceKey>();
  const channels = new Map<Hex, Channel>();
  return {
    registerDevice(data) {
      const { algorithm, x, y } = decodeData('DEVICE_REGISTER', data);
      const key: DeviceKey = {
        algorithm: algorithm === ALGORITHM.p256 ? ALGORITHM.p256 : ALGORITHM.secp256k1,
        x: bytesToBigint(fromHex(x)),
        y: bytesToBigint(fromHex(y)),
      };
      devices.set(deviceIdOf(key), key);
    },
    checkReadings(data) {
      let count = 0;
      for (const batch of decodeReadings(data)) {
        const key = devices.get(batch.deviceId);
        if (key === undefined)
          throw new InputError('DEVICE_UNKNOWN', `No device ${batch.deviceId} was registered before.`);
        const hashes = batch.frames.map((carried) => {
          const frame = frameOf(carried, key.algorithm, domain);
          const hash = frameHash(encodeFrame(frame));
          follow(channels, frame, toHex(hash));
          return hash;
        });
        if (!verifyDeviceSignature(key, batchMessage(hashes), batch.signature)) {
          throw new InputError('DEVICE_SIGNATURE_INVALID', `The frames are not signed by device ${batch.deviceId}.`);
        }
        count += hashes.length;
      }
      return count;
    },
  };
}

/** One step of a channel's chain of frames. */
function follow(
  channels: Map<Hex, Channel>,
  frame: { channel: Hex; flags: number; sequence: bigint; time: bigint; previous: Hex },
  hash: Hex,
): void {
  const before = channels.get(frame.channel);
  const next = (before?.sequence ?? 0n) + 1n;
  const jumps = (frame.flags & FLAG.gap) !== 0 && frame.sequence > next;
  if (frame.sequence !== next && !jumps) {
    throw new InputError(
      'FRAME_SEQUENCE',
      `Channel ${frame.channel} goes on with frame ${frame.sequence} instead of ${next}.`,
    );
  }
  if (frame.previous !== (before?.hash ?? ZERO_32)) {
    throw new InputError(
      'FRAME_PREVIOUS',
      `Frame ${frame.sequence} of channel ${frame.channel} follows another frame.`,
    );
  }
  if (before !== undefined && frame.time <= before.time) {
    throw new InputError(
      'FRAME_TIME',
      `Frame ${frame.sequence} of channel ${frame.channel} is not later than the one before.`,
    );
  }
  channels.set(frame.channel, { sequence: frame.sequence, time: frame.time, hash });
}
