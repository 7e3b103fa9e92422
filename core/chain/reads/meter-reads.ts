import { metersAbi } from '../generated/Meters.ts';
import { isZero, known, lower } from './zero-values.ts';
import { withTransientFaults } from '../viem-faults.ts';
import type { PublicClient } from 'viem';
import type { Hex } from '../../domain/bytes/hex.ts';
import type { Network } from '../../domain/ledger/network.ts';
import type { DeviceRecord, MeterRecord } from '../contract-records.ts';

/** Meters, their devices and registers. */
export type MeterReads = {
  meter(meterId: Hex): Promise<MeterRecord | undefined>;
  device(deviceId: Hex): Promise<DeviceRecord | undefined>;
  meterOfChannel(channel: Hex): Promise<Hex | undefined>;
};

export function meterReads(client: PublicClient, network: Network): MeterReads {
  const { meters } = network.contracts;
  return {
    meter: (meterId) =>
      withTransientFaults(async () => {
        const found = await client.readContract({
          address: meters,
          abi: metersAbi,
          functionName: 'meter',
          args: [meterId],
        });
        return isZero(found.owner)
          ? undefined
          : { ...found, owner: lower(found.owner), provider: lower(found.provider) };
      }),
    device: (deviceId) =>
      withTransientFaults(async () => {
        const found = await client.readContract({
          address: meters,
          abi: metersAbi,
          functionName: 'device',
          args: [deviceId],
        });
        return found.algorithm === 0 ? undefined : found;
      }),
    meterOfChannel: (channel) =>
      withTransientFaults(async () =>
        known(
          await client.readContract({
            address: meters,
            abi: metersAbi,
            functionName: 'meterOfChannel',
            args: [channel],
          }),
        ),
      ),
  };
}
