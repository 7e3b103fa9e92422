import { changeRates, type RateFact } from '../../core/domain/billing/rates/change-rates.ts';
import type { BlockData } from '../../core/domain/ledger/block-data.ts';
import { deviceIdOf } from '../../core/domain/crypto/device-signature.ts';
import { channelOf } from '../../core/domain/ledger/ids.ts';
import type { State } from '../state.ts';
import type { KeptBlock } from '../state.ts';

export function applyDevice(state: State, data: BlockData['DEVICE_REGISTER']): boolean {
  const { algorithm, x, y, trustClass } = data;
  const known = algorithm === 2 ? 2 : 1;
  const deviceId = deviceIdOf({ algorithm: known, x: BigInt(x), y: BigInt(y) });
  state.devices.set(deviceId, { deviceId, algorithm: known, trustClass, revoked: false });
  return true;
}

export function applyDeviceRevoke(state: State, data: BlockData['DEVICE_REVOKE']): boolean {
  const device = state.devices.get(data.deviceId);
  if (device) device.revoked = true;
  return device !== undefined;
}

export function applyMeter(state: State, data: BlockData['METER_REGISTER']): boolean {
  const meter = data;
  state.meters.set(meter.meterId, { ...meter, handovers: [], replacedBy: undefined });
  for (const obis of meter.obis) state.channels.set(channelOf(meter.meterId, obis), { meterId: meter.meterId, obis });
  return true;
}

export function applyMeterReplace(state: State, data: BlockData['METER_REPLACE']): boolean {
  const { oldMeterId, newMeterId } = data;
  const meter = state.meters.get(oldMeterId);
  if (meter) meter.replacedBy = newMeterId;
  return meter !== undefined;
}

export function applyMeterVerify(state: State, data: BlockData['METER_VERIFY']): boolean {
  const { meterId, verifiedUntil } = data;
  const meter = state.meters.get(meterId);
  if (meter) meter.verifiedUntil = verifiedUntil;
  return meter !== undefined;
}

export function applyRateChange(state: State, recorded: KeptBlock, fact: RateFact): boolean {
  if (recorded.block.from !== state.me) return false;
  state.rates = changeRates(state.rates, state.me, fact);
  if (fact.kind === 'RATE_WITHDRAW') state.withdrawnRates.push(fact.data);
  return true;
}
