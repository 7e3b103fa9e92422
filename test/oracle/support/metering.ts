import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { meterIdOf, obisFromText } from '../../../core/domain/ledger/ids.ts';
import { RESOURCE, TRUST, UNIT } from '../../../core/domain/ledger/kinds.ts';
import { readSettings } from '../../../core/runtime/settings.ts';
import { oracleSettings } from '../../../oracle/collector/settings.ts';
import { gatewaySettings } from '../../../oracle/gateway/settings.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { OracleSettings } from '../../../oracle/collector/settings.ts';
import type { GatewaySettings } from '../../../oracle/gateway/settings.ts';
import type { SimulatedMeter } from '../../../sandbox/meters/sample-house.ts';
import type { Ledger } from '../../support/world/ledger-part.ts';

export const GATEWAY = 'house-1';
const SALT = new Uint8Array(32).fill(7);

export function idOfMeter(meter: SimulatedMeter): Hex {
  return meterIdOf(SALT, meter.header.manufacturer, meter.header.id);
}

/** Writes a gateway's meters file for simulated meters. */
export function writeMetersFile(file: string, meters: readonly SimulatedMeter[], more: object = {}): void {
  const list = meters.map((meter) => ({
    name: meter.name,
    meterId: idOfMeter(meter),
    manufacturer: meter.header.manufacturer,
    id: meter.header.id,
    unit: meter.unit,
    exponent: meter.exponent,
    obis: meter.obis,
    ...more,
  }));
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, JSON.stringify(list));
}

export function gatewaySettingsOf(
  ledger: Ledger,
  mqttPort: number,
  more: Record<string, unknown> = {},
): GatewaySettings {
  return readSettings(gatewaySettings, { prefix: 'UNUSED_', overrides: gatewayOverrides(ledger, mqttPort, more) });
}

export function gatewayOverrides(
  ledger: Ledger,
  mqttPort: number,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    gatewayId: GATEWAY,
    dataDir: join(ledger.folder, 'gateway'),
    networkFile: ledger.networkFile,
    company: ledger.company.address,
    metersFile: join(ledger.folder, 'meters.json'),
    tokenFile: join(ledger.folder, 'tokens', `${GATEWAY}.token`),
    spoolDir: join(ledger.folder, 'spool'),
    mqttUrl: `mqtt://127.0.0.1:${mqttPort}`,
    spoolInterval: '50ms',
    batchAge: '100ms',
    retryAfter: '200ms',
    httpPort: 0,
    logLevel: 'silent',
    ...more,
  };
}

export function oracleSettingsOf(ledger: Ledger, more: Record<string, unknown> = {}): OracleSettings {
  return readSettings(oracleSettings, { prefix: 'UNUSED_', overrides: oracleOverrides(ledger, more) });
}

export function oracleOverrides(ledger: Ledger, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    dataDir: join(ledger.folder, 'oracle'),
    networkFile: ledger.networkFile,
    replicaUrl: ledger.url,
    queueUrl: ledger.url,
    gateways: [GATEWAY],
    tokensDir: join(ledger.folder, 'tokens'),
    mqttPort: 0,
    httpPort: 0,
    followInterval: '100ms',
    logLevel: 'silent',
    ...more,
  };
}

/** The company registers a gateway's device from its device.json. */
export async function registerDevice(ledger: Ledger, dataDir: string): Promise<Hex> {
  const device: unknown = JSON.parse(readFileSync(join(dataDir, 'device.json'), 'utf8'));
  if (typeof device !== 'object' || device === null || !('x' in device) || !('y' in device) || !('deviceId' in device))
    throw new Error('no device');
  const hex = (value: unknown): Hex => `0x${String(value).slice(2)}`;
  await ledger.record(ledger.company, 'meters', 'DEVICE_REGISTER', {
    algorithm: 1,
    x: hex(device.x),
    y: hex(device.y),
    trustClass: TRUST.gatewaySigned,
  });
  return hex(device.deviceId);
}

export async function registerMeter(
  ledger: Ledger,
  meter: SimulatedMeter,
  deviceId: Hex,
  more: { owner?: Account | undefined; verifiedUntil?: bigint; digits?: number | undefined } = {},
): Promise<void> {
  await ledger.record(ledger.company, 'meters', 'METER_REGISTER', {
    meterId: idOfMeter(meter),
    owner: (more.owner ?? (meter.flat === undefined ? ledger.company : ledger.owner)).address,
    provider: ledger.provider.address,
    resource: RESOURCE[meter.resource],
    unit: UNIT[meter.unit],
    exponent: meter.exponent,
    digits: more.digits ?? 0,
    scale: more.digits === undefined ? 0 : meter.exponent,
    deviceId,
    verifiedUntil: more.verifiedUntil ?? 4_000_000_000n,
    obis: meter.obis.map((obis) => obisFromText(obis)),
  });
}
