import { keccak_256 } from '@noble/hashes/sha3.js';
import { decodeData } from '../../core/domain/ledger/block-data.ts';
import { deviceIdOf, type DeviceKey } from '../../core/domain/crypto/device-signature.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { bytesToBigint, concatBytes, fromHex, toHex, type Hex } from '../../core/domain/bytes/hex.ts';
import { ALGORITHM, KIND } from '../../core/domain/ledger/kinds.ts';

export type KnownMeter = { owner: Hex; provider: Hex; resource: number; deviceId: Hex; replaced: boolean };

/** Devices, meters and channels as the recorded blocks made them; it trusts no contract for them. */
export type MeterHistory = {
  /** Takes a recorded block of the Meters register; others say nothing here. */
  take(kind: number, data: Hex): void;
  /** The key of a device in service. @throws InputError DEVICE_UNKNOWN, DEVICE_REVOKED */
  device(deviceId: Hex): DeviceKey;
  /** @throws InputError METER_UNKNOWN */
  meter(meterId: Hex): KnownMeter;
  /** Refuses a frame of a channel that this device does not sign. @throws InputError CHANNEL_UNKNOWN, CHANNEL_NOT_OF_DEVICE, METER_OUT_OF_SERVICE */
  checkChannel(channel: Hex, deviceId: Hex): void;
};

export function channelOf(meterId: Hex, obis: Hex): Hex {
  return toHex(keccak_256(concatBytes(fromHex(meterId), fromHex(obis))));
}

export function createMeterHistory(): MeterHistory {
  const devices = new Map<Hex, { key: DeviceKey; revoked: boolean }>();
  const meters = new Map<Hex, KnownMeter>();
  const channels = new Map<Hex, Hex>();
  const meter = (meterId: Hex): KnownMeter => {
    const found = meters.get(meterId);
    if (found === undefined) throw new InputError('METER_UNKNOWN', `No meter ${meterId} was registered before.`);
    return found;
  };

  const register = (data: Hex): void => {
    const { meterId, owner, provider, resource, deviceId, obis } = decodeData('METER_REGISTER', data);
    meters.set(meterId, { owner: lower(owner), provider: lower(provider), resource, deviceId, replaced: false });
    for (const code of obis) channels.set(channelOf(meterId, code), meterId);
  };

  return {
    take(kind, data) {
      if (kind === KIND.DEVICE_REGISTER) {
        const key = keyOf(decodeData('DEVICE_REGISTER', data));
        devices.set(deviceIdOf(key), { key, revoked: false });
      } else if (kind === KIND.DEVICE_REVOKE) {
        const entry = devices.get(decodeData('DEVICE_REVOKE', data).deviceId);
        if (entry !== undefined) entry.revoked = true;
      } else if (kind === KIND.METER_REGISTER) {
        register(data);
      } else if (kind === KIND.METER_REPLACE) {
        meter(decodeData('METER_REPLACE', data).oldMeterId).replaced = true;
      } else if (kind === KIND.METER_TRANSFER) {
        const { meterId, owner } = decodeData('METER_TRANSFER', data);
        meter(meterId).owner = lower(owner);
      }
    },
    device(deviceId) {
      const entry = devices.get(deviceId);
      if (entry === undefined) throw new InputError('DEVICE_UNKNOWN', `No device ${deviceId} was registered before.`);
      if (entry.revoked) throw new InputError('DEVICE_REVOKED', `Device ${deviceId} was revoked before.`);
      return entry.key;
    },
    meter,
    checkChannel(channel, deviceId) {
      const meterId = channels.get(channel);
      if (meterId === undefined) throw new InputError('CHANNEL_UNKNOWN', `No meter has channel ${channel}.`);
      const { deviceId: own, replaced } = meter(meterId);
      if (own !== deviceId)
        throw new InputError('CHANNEL_NOT_OF_DEVICE', `Channel ${channel} is signed by ${own}, not by ${deviceId}.`);
      if (replaced) throw new InputError('METER_OUT_OF_SERVICE', `Meter ${meterId} was replaced before.`);
    },
  };
}

function keyOf({ algorithm, x, y }: { algorithm: number; x: Hex; y: Hex }): DeviceKey {
  return {
    algorithm: algorithm === ALGORITHM.p256 ? ALGORITHM.p256 : ALGORITHM.secp256k1,
    x: bytesToBigint(fromHex(x)),
    y: bytesToBigint(fromHex(y)),
  };
}

function lower(hex: Hex): Hex {
  return toHex(fromHex(hex));
}
