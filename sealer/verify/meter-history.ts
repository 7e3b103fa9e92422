import type { BlockData } from '../../core/domain/ledger/block-data.ts';
import { channelOf } from '../../core/domain/ledger/ids.ts';
import type { FactOf } from '../../core/domain/ledger/read-fact.ts';
import { deviceIdOf, type DeviceKey } from '../../core/domain/crypto/device-signature.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { bytesToBigint, fromHex, type Hex } from '../../core/domain/bytes/hex.ts';
import { ALGORITHM } from '../../core/domain/ledger/kinds.ts';
import { needsBothHands } from '../../core/domain/ownership/both-hands.ts';
import { handOver, ownerOfLine, type Ownership, type Tenure } from '../../core/domain/ownership/handovers.ts';
import { createSignedActs, type ActBlock } from './signed-acts.ts';

export type KnownMeter = { provider: Hex; resource: number; deviceId: Hex; replaced: boolean };

/** Recorded facts that devices, meters and channels follow from. */
export type MeterFact = FactOf<
  'ACT_WITHDRAW' | 'DEVICE_REGISTER' | 'DEVICE_REVOKE' | 'METER_REGISTER' | 'METER_REPLACE' | 'METER_TRANSFER'
>;

/** Devices, meters and channels as the recorded blocks made them; it trusts no contract for them. */
export type MeterHistory = {
  /**
   * @returns the frames by channel behind which a meter is handed over by this block
   * @throws InputError ACT_FOREIGN, ACT_REPEATED, METER_UNKNOWN
   */
  take(block: ActBlock, fact: MeterFact): Closings | undefined;
  /** In whose tenure of the meter a line lies; undefined where it lies in none. @throws InputError METER_UNKNOWN */
  ownerOfLine(meterId: Hex, channel: Hex, line: { openSequence: bigint; closeSequence: bigint }): Tenure | undefined;
  /** The key of a device in service. @throws InputError DEVICE_UNKNOWN, DEVICE_REVOKED */
  device(deviceId: Hex): DeviceKey;
  /** @throws InputError METER_UNKNOWN */
  meter(meterId: Hex): KnownMeter;
  /** Refuses a frame of a channel that this device does not sign. @throws InputError CHANNEL_UNKNOWN, CHANNEL_NOT_OF_DEVICE, METER_OUT_OF_SERVICE */
  checkChannel(channel: Hex, deviceId: Hex): void;
};

export function createMeterHistory(founders: { company: Hex; portal: Hex }): MeterHistory {
  const devices = new Map<Hex, { key: DeviceKey; trustClass: number; revoked: boolean }>();
  const meters = new Map<Hex, KnownMeter & Ownership & { obis: readonly Hex[] }>();
  const acts = createSignedActs(founders);
  const channels = new Map<Hex, Hex>();
  const meter = (meterId: Hex): KnownMeter & Ownership & { obis: readonly Hex[] } => {
    const found = meters.get(meterId);
    if (found === undefined) throw new InputError('METER_UNKNOWN', `No meter ${meterId} was registered before.`);
    return found;
  };

  const register = ({ meterId, owner, provider, resource, deviceId, obis }: BlockData['METER_REGISTER']): void => {
    meters.set(meterId, { owner, handovers: [], obis, provider, resource, deviceId, replaced: false });
    for (const code of obis) channels.set(channelOf(meterId, code), meterId);
  };

  const isSigned = (block: ActBlock, fact: MeterFact): boolean =>
    !needsBothHands(fact, (deviceId) => devices.get(deviceId)?.trustClass) || acts.isSigned(block, fact.kind);
  const transfer = (data: BlockData['METER_TRANSFER']): Closings => {
    const entry = meter(data.meterId);
    meters.set(data.meterId, { ...entry, ...handOver(entry, entry.obis, data) });
    return new Map(entry.obis.map((obis, index) => [channelOf(data.meterId, obis), data.closings[index] ?? '0x']));
  };
  const apply = (fact: MeterFact): Closings | undefined => {
    switch (fact.kind) {
      case 'ACT_WITHDRAW':
        acts.withdraw(fact.data.actHash);
        return undefined;
      case 'DEVICE_REGISTER': {
        const key = keyOf(fact.data);
        devices.set(deviceIdOf(key), { key, trustClass: fact.data.trustClass, revoked: false });
        return undefined;
      }
      case 'DEVICE_REVOKE': {
        const entry = devices.get(fact.data.deviceId);
        if (entry !== undefined) entry.revoked = true;
        return undefined;
      }
      case 'METER_REGISTER':
        register(fact.data);
        return undefined;
      case 'METER_REPLACE':
        meter(fact.data.oldMeterId).replaced = true;
        return undefined;
      case 'METER_TRANSFER':
        return transfer(fact.data);
      default:
        return fact satisfies never;
    }
  };

  return {
    take: (block, fact) => (isSigned(block, fact) ? apply(fact) : undefined),
    ownerOfLine: (meterId, channel, line) => ownerOfLine(meter(meterId), channel, line),
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

/** The signed bytes of frames, by channel; none where the channel has no frame. */
export type Closings = ReadonlyMap<Hex, Hex>;

function keyOf({ algorithm, x, y }: { algorithm: number; x: Hex; y: Hex }): DeviceKey {
  return {
    algorithm: algorithm === ALGORITHM.p256 ? ALGORITHM.p256 : ALGORITHM.secp256k1,
    x: bytesToBigint(fromHex(x)),
    y: bytesToBigint(fromHex(y)),
  };
}
