import { hexOf, integerOf, optionalHex, textOf } from '../../sqlite-rows.ts';
import type { DeviceRow, DeviceTable } from './inbox-rows.ts';
import type { InboxStatements } from './inbox-sql.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';

/** Gateways and their devices. */
export function deviceTable(statements: InboxStatements): DeviceTable {
  return {
    deviceOf: (gatewayId: string): Hex | undefined => optionalHex(statements.gateway.get(gatewayId)?.['device_id']),
    gatewayOf(deviceId: Hex): string | undefined {
      const row = statements.gatewayOf.get(deviceId);
      return row === undefined ? undefined : textOf(row['gateway_id']);
    },
    gateways: (): { gatewayId: string; deviceId: Hex }[] =>
      statements.gateways
        .all()
        .map((row) => ({ gatewayId: textOf(row['gateway_id']), deviceId: hexOf(row['device_id']) })),
    helloTime: (gatewayId: string): bigint =>
      BigInt(integerOf(statements.helloTime.get(gatewayId)?.['hello_time'] ?? 0)),
    setGateway: (gatewayId: string, deviceId: Hex, helloTime: bigint): void =>
      void statements.setGateway.run(gatewayId, deviceId, helloTime),
    device(deviceId: Hex): DeviceRow | undefined {
      const row = statements.device.get(deviceId);
      if (row === undefined) return undefined;
      return {
        deviceId,
        algorithm: integerOf(row['algorithm']) === 1 ? 1 : 2,
        x: hexOf(row['x']),
        y: hexOf(row['y']),
        trustClass: integerOf(row['trust_class']),
        revoked: integerOf(row['revoked']) === 1,
      };
    },
    addDevice: (row: Omit<DeviceRow, 'revoked'>): void =>
      void statements.addDevice.run(row.deviceId, row.algorithm, row.x, row.y, row.trustClass),
    revokeDevice: (deviceId: Hex): void => void statements.revoke.run(deviceId),
  };
}
