import type { BlockData } from '../../core/domain/ledger/block-data.ts';
import { channelOf } from '../../core/domain/ledger/ids.ts';
import type { FactOf } from '../../core/domain/ledger/read-fact.ts';
import { deviceIdOf, type DeviceKey } from '../../core/domain/crypto/device-signature.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { bytesToBigint, fromHex, type Hex } from '../../core/domain/bytes/hex.ts';
import { ALGORITHM } from '../../core/domain/ledger/kinds.ts';

export type KnownMeter = { owner: Hex; provider: Hex; resource: number; deviceId: Hex; replaced: boolean };

/** Recorded facts that devices, meters and channels follow from. */
export type MeterFact = FactOf<
  'DEVICE_REGISTER' | 'DEVICE_REVOKE' | 'METER_REGISTER' | 'METER_REPLACE' | 'METER_TRANSFER'
>;

/** Devices, meters and channels as the recorded blocks made them; it trusts no contract for them. */
export type MeterHistory = {
  take(fact: MeterFact): void;
  /** The key of a device in service. @throws InputError DEVICE_UNKNOWN, DEVICE_REVOKED */
  device(deviceId: Hex): DeviceKey;
  /** @throws InputError METER_UNKNOWN */
  meter(meterId: Hex): KnownMeter;
  /** Refuses a frame of a channel that this device does not sign. @throws InputError CHANNEL_UNKNOWN, CHANNEL_NOT_OF_DEVICE, METER_OUT_OF_SERVICE */
  checkChannel(channel: Hex, deviceId: Hex): void;
};

export function createMeterHistory(): MeterHistory {
  const devices = new Map<Hex, { key: DeviceKey; revoked: boolean }>();
  const meters = new Map<Hex, KnownMeter>();
  const channels = new Map<Hex, Hex>();
  const meter = (meterId: Hex): KnownMeter => {
    const found = meters.get(meterId);
    if (found === undefined) throw new InputError('METER_UNKNOWN', `No meter ${meterId} was registered before.`);
    return found;
  };

  const register = ({ meterId, owner, provider, resource, deviceId, obis }: BlockData['METER_REGISTER']): void => {
    meters.set(meterId, { owner, provider, resource, deviceId, replaced: false });
    for (const code of obis) channels.set(channelOf(meterId, code), meterId);
  };

  return {
    take(fact) {
      switch (fact.kind) {
        case 'DEVICE_REGISTER': {
          const key = keyOf(fact.data);
          devices.set(deviceIdOf(key), { key, revoked: false });
          return;
        }
        case 'DEVICE_REVOKE': {
          const entry = devices.get(fact.data.deviceId);
          if (entry !== undefined) entry.revoked = true;
          return;
        }
        case 'METER_REGISTER':
          return register(fact.data);
        case 'METER_REPLACE':
          meter(fact.data.oldMeterId).replaced = true;
          return;
        case 'METER_TRANSFER':
          meter(fact.data.meterId).owner = fact.data.owner;
          return;
        default:
          return fact satisfies never;
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
