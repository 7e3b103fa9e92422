import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromHex, toHex, type Hex } from '../../core/domain/bytes/hex.ts';
import { writeDurably } from '../../core/runtime/write-durably.ts';
import { unitCode, type PlannedMeter } from './house-plan.ts';

/** A meter in the company's list of meters to register (docs/configuration.md). */
export type CompanyMeterEntry = {
  name: string;
  meterId: Hex;
  premise: string;
  provider: Hex;
  resource: number;
  unit: number;
  exponent: number;
  digits?: number;
  scale?: number;
  device: string;
  verifiedUntil: string;
  obis: readonly string[];
  /** The meter whose place it takes, and since when, unix seconds. */
  replaces?: { meterId: Hex; time: number };
};
/** The content of the company's file of meters; `devices` names device files, relative to itself. */
export type CompanyMeters = { devices: Record<string, string>; meters: CompanyMeterEntry[] };

/** A meter in the gateway's register (docs/configuration.md). */
export type GatewayMeterEntry = {
  name: string;
  meterId: Hex;
  manufacturer: string;
  id: string;
  unit: PlannedMeter['unit'];
  exponent: number;
  obis: readonly string[];
  cadence?: 'day' | 'each';
  replaces?: { meterId: Hex; final: { time: number; values: Readonly<Record<string, string>> } };
  poll?: { host: string; port: number; address: number };
};

const VERIFIED_UNTIL = '2031-12-31';

export function companyEntry(meter: PlannedMeter, meterId: Hex, provider: Hex): CompanyMeterEntry {
  return {
    name: meter.name,
    meterId,
    premise: meter.premise,
    provider,
    resource: meter.resource,
    unit: unitCode(meter.unit),
    exponent: meter.exponent,
    ...(meter.dial ?? {}),
    device: meter.device,
    verifiedUntil: VERIFIED_UNTIL,
    obis: meter.obis,
  };
}

export function gatewayEntry(meter: PlannedMeter, meterId: Hex): GatewayMeterEntry {
  return {
    name: meter.name,
    meterId,
    manufacturer: meter.manufacturer,
    id: meter.serial,
    unit: meter.unit,
    exponent: meter.exponent,
    obis: meter.obis,
    ...(meter.cadence === undefined ? {} : { cadence: meter.cadence }),
  };
}

/** The company's secret from which the ledger names of meters are made; it stays in its folder. */
export function meterSaltOf(companyDir: string): Uint8Array {
  const file = join(companyDir, 'meter-salt.hex');
  if (!existsSync(file)) writeDurably(file, `${toHex(randomBytes(32))}\n`);
  return fromHex(readFileSync(file, 'utf8').trim());
}
