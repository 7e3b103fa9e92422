import { keccak_256 } from '@noble/hashes/sha3.js';
import { deviceIdOf, type DeviceKey } from '../../core/domain/crypto/device-signature.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { fromHex, toHex, uintBytes, type Hex } from '../../core/domain/bytes/hex.ts';
import { channelOf } from '../../core/domain/ledger/ids.ts';
import { ROLE, TRUST } from '../../core/domain/ledger/kinds.ts';
import { PROPOSAL_LIFE } from '../../core/domain/limits.ts';
import { actHashOf } from '../../core/domain/ownership/both-hands.ts';
import { startOfLocalDate } from '../../core/domain/billing/period.ts';
import { deviceKeyOfSignature } from '../../core/domain/resident/manual-device.ts';
import type { HouseMeter, HouseMeters } from '../house-files.ts';
import { message, type Intent, type Message } from '../sender.ts';
import { holdsRole, isActive, type Meter, type Participant } from '../state.ts';
import type { DecisionContext } from './decision-context.ts';
import { proposeHandover } from './hand-over-meter.ts';

/**
 * Devices at once; a meter when its owner and provider are active and its device is known; the proposal of a handover when a flat's subscriber is another than
 * the meter's owner; a replacement when both meters stand and the old one is closed; a later verification date.
 */
export function registerMeters(
  context: DecisionContext,
  house: HouseMeters,
  holders: ReadonlyMap<string, Participant>,
): Intent[] {
  const devices = house.devices.filter(({ deviceId }) => !context.state.devices.has(deviceId));
  for (const name of house.missingDevices) {
    context.fault(
      name,
      new InputError('DEVICE_FILE_MISSING', `The device file of "${name}" is not there yet; its meters wait.`),
    );
  }
  return [
    ...devices.map(({ key, trustClass }) => registerDevice(context, key, trustClass)),
    ...house.meters.flatMap((meter) => bringUpToDate(context, meter, holders, house.changedAt)),
  ];
}

function bringUpToDate(
  context: DecisionContext,
  meter: HouseMeter,
  holders: ReadonlyMap<string, Participant>,
  listedAt: bigint,
): Intent[] {
  const { state, network } = context;
  const holder = meter.premise === 'house' ? state.participants.get(state.company) : holders.get(meter.premise);
  if (holder === undefined || !isActive(state, holder.address)) return [];
  const { meterId } = meter;
  const verifiedUntil = startOfLocalDate(meter.verifiedUntil, network.timeZone);
  const known = state.meters.get(meterId);
  if (known === undefined) return introduce(context, meter, holder, verifiedUntil);
  const intents: Intent[] = [];
  const say = (key: string, made: ReturnType<typeof message>): void =>
    void intents.push({ key, make: () => Promise.resolve(made) });
  const owner = holder.address;
  if (known.replacedBy !== undefined) return intents;
  if (known.owner !== owner) intents.push(...proposeHandover(context, known, owner));
  if (known.verifiedUntil < verifiedUntil) {
    say(
      `verify:${meterId}:${verifiedUntil}`,
      message({ ledger: 'meters', kind: 'METER_VERIFY', subject: meterId }, owner, { meterId, verifiedUntil }),
    );
  }
  const old = meter.replaces === undefined ? undefined : state.meters.get(meter.replaces.meterId);
  const mayReplace = old !== undefined && old.replacedBy === undefined && old.owner === owner;
  if (mayReplace && isReadyToGo(context, old, meter.replaces?.time ?? 0n, listedAt)) {
    const replacement = { oldMeterId: old.meterId, newMeterId: meterId };
    say(
      `replace:${old.meterId}`,
      message({ ledger: 'meters', kind: 'METER_REPLACE', subject: old.meterId }, owner, replacement),
    );
  }
  return intents;
}

/**
 * Behind METER_REPLACE the ledger takes no frame of the old meter, so its last ones come first: period closes of the moment of its removal, or later, on all its
 * registers. A meter that has died may never give them; after the grace it goes without, and the warning stays until it is gone.
 */
function isReadyToGo(context: DecisionContext, old: Meter, removed: bigint, listedAt: bigint): boolean {
  const { state, settings } = context;
  const waitsFor = old.obis.filter((obis) => (state.closings.get(channelOf(old.meterId, obis)) ?? -1n) < removed);
  if (waitsFor.length === 0) return true;
  // A removal may be told long after it.
  const told = listedAt > removed ? listedAt : removed;
  const isOver = context.now() >= told + BigInt(Math.floor(settings.replaceGrace / 1000));
  const registers = `${waitsFor.length} of ${old.obis.length} registers of ${old.meterId}`;
  context.fault(
    old.meterId,
    isOver
      ? new InputError(
          'REPLACED_UNCLOSED',
          `The last frames of ${registers} did not come in time; it is replaced without. Bill what is missing by hand.`,
        )
      : new InputError(
          'REPLACEMENT_WAITS',
          `The last frames of ${registers} are not on the ledger yet. Give the gateway's entry of its successor "replaces".`,
        ),
  );
  return isOver;
}

function introduce(context: DecisionContext, meter: HouseMeter, holder: Participant, verifiedUntil: bigint): Intent[] {
  const { state } = context;
  const provides = holdsRole(state, meter.provider, ROLE.provider) || holdsRole(state, meter.provider, ROLE.company);
  if (!provides) return [];
  const ownKey = meter.device === 'owner' ? deviceKeyOfSignature(holder.enrolDigest, holder.enrolSignature) : undefined;
  const deviceId: Hex = ownKey === undefined ? idOf(meter.device) : deviceIdOf(ownKey);
  if (!state.devices.has(deviceId)) return ownKey === undefined ? [] : [registerDevice(context, ownKey, TRUST.manual)];
  const { meterId, provider, resource, unit, exponent, digits, scale, obis } = meter;
  const owner = holder.address;
  const data = { meterId, owner, provider, resource, unit, exponent, digits, scale, deviceId, verifiedUntil, obis };
  const said = message({ ledger: 'meters', kind: 'METER_REGISTER' }, holder.address, data);
  const make = (): Promise<Message> => Promise.resolve(said);
  if (state.devices.get(deviceId)?.trustClass !== TRUST.meterSigned) return [{ key: `meter:${meterId}`, make }];
  // The portal has to say it too; if it does not in time, it is asked again.
  const open = state.proposals.get(actHashOf({ kind: said.kind, dataHash: toHex(keccak_256(fromHex(said.data))) }));
  const waits = open !== undefined && context.now() <= open.until && open.by === state.me;
  return waits ? [] : [{ key: `meter:${meterId}:${context.now() / PROPOSAL_LIFE}`, make }];
}

function idOf(device: HouseMeter['device']): Hex {
  if (device === 'owner') throw new InputError('DEVICE_UNKNOWN', 'The owner has no device id before its key is known.');
  return device;
}

function registerDevice(context: DecisionContext, key: DeviceKey, trustClass: number): Intent {
  const coordinate = (value: bigint): Hex => toHex(uintBytes(value, 32));
  const data = { algorithm: key.algorithm, x: coordinate(key.x), y: coordinate(key.y), trustClass };
  return {
    key: `device:${deviceIdOf(key)}`,
    make: () => Promise.resolve(message({ ledger: 'meters', kind: 'DEVICE_REGISTER' }, context.state.company, data)),
  };
}
