import { decodeData } from '../../core/domain/ledger/block-data.ts';
import { deviceIdOf } from '../../core/domain/crypto/device-signature.ts';
import { channelOf } from '../../core/domain/ledger/ids.ts';
import type { State } from '../state.ts';
import type { Fact } from '../state.ts';

export function applyDevice(state: State, fact: Fact): boolean {
  const { algorithm, x, y, trustClass } = decodeData('DEVICE_REGISTER', fact.data);
  const known = algorithm === 2 ? 2 : 1;
  const deviceId = deviceIdOf({ algorithm: known, x: BigInt(x), y: BigInt(y) });
  state.devices.set(deviceId, { deviceId, algorithm: known, trustClass, revoked: false });
  return true;
}

export function applyDeviceRevoke(state: State, fact: Fact): boolean {
  const device = state.devices.get(decodeData('DEVICE_REVOKE', fact.data).deviceId);
  if (device) device.revoked = true;
  return device !== undefined;
}

export function applyMeter(state: State, fact: Fact): boolean {
  const meter = decodeData('METER_REGISTER', fact.data);
  state.meters.set(meter.meterId, { ...meter, replacedBy: undefined });
  for (const obis of meter.obis) state.channels.set(channelOf(meter.meterId, obis), { meterId: meter.meterId, obis });
  return true;
}

export function applyMeterReplace(state: State, fact: Fact): boolean {
  const { oldMeterId, newMeterId } = decodeData('METER_REPLACE', fact.data);
  const meter = state.meters.get(oldMeterId);
  if (meter) meter.replacedBy = newMeterId;
  return meter !== undefined;
}

export function applyMeterVerify(state: State, fact: Fact): boolean {
  const { meterId, verifiedUntil } = decodeData('METER_VERIFY', fact.data);
  const meter = state.meters.get(meterId);
  if (meter) meter.verifiedUntil = verifiedUntil;
  return meter !== undefined;
}

export function applyMeterTransfer(state: State, fact: Fact): boolean {
  const { meterId, owner } = decodeData('METER_TRANSFER', fact.data);
  const meter = state.meters.get(meterId);
  if (meter) meter.owner = owner;
  return meter !== undefined;
}

export function applyRate(state: State, fact: Fact): boolean {
  if (fact.block.from !== state.me) return false;
  state.rates.push({ provider: state.me, ...decodeData('RATE', fact.data) });
  return true;
}
