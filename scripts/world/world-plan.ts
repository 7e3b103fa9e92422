import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { meterIdOf } from '../../core/domain/ledger/ids.ts';
import { loadOrCreateAccount } from '../../core/runtime/keystore.ts';
import { writeDurably } from '../../core/runtime/write-durably.ts';
import { documentsFile } from './documents-file.ts';
import { companyMeters, gatewayMeters, premisesFile } from './house-files.ts';
import type { HousePlan } from './house-plan.ts';
import { meterSaltOf } from './meter-entries.ts';
import { keepCompanyMeters, keepGatewayMeters } from './meter-files.ts';
import { planPrograms } from './plan-programs.ts';
import type { WorldPorts } from './world-ports.ts';
import type { PlannedProgram } from './planned-program.ts';
import type { WorldPlan } from './planned-program.ts';

/**
 * Everything that the programs of the sandbox house need before they start: keystores, the house's files, and the settings of each program.
 * The same folder gives the same keys and names again.
 */
export async function planWorld(args: {
  dataDir: string;
  ports: WorldPorts;
  house: HousePlan;
  logLevel?: string;
  billAfter?: string;
  /** Whether meters count by the clock; otherwise somebody else writes the gateway's spool. */
  liveMeters?: boolean;
  /** Flats whose residents are played; none without it. */
  playedFlats?: readonly number[];
}): Promise<WorldPlan> {
  const { dataDir, ports, house, logLevel = 'info', billAfter = '1h', liveMeters = false, playedFlats = [] } = args;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const dir = (name: string): string => join(dataDir, name);
  const address = async (name: string): Promise<Hex> => (await loadOrCreateAccount(keystoreOf(dir(name)))).address;
  const accounts = {
    company: await address('biller-company'),
    portal: await address('app'),
    electricity: await address('biller-electricity'),
    water: await address('biller-water'),
    collector: await address('oracle'),
  };
  const meterIds = meterIdsOf(dir('biller-company'), house);
  const spoolDir = join(dir('gateway'), 'spool');

  writeJson(join(dir('app'), 'names.json'), {
    [accounts.company]: 'Sosnovy Bor Management Company',
    [accounts.portal]: 'State services portal (sandbox)',
    [accounts.electricity]: 'City Electricity',
    [accounts.water]: 'City Waterworks',
    [accounts.collector]: 'Meter collection (ARSMMS)',
  });
  writeJson(join(dir('biller-company'), 'premises.json'), premisesFile(house));
  for (const name of ['company', 'electricity', 'water'] as const)
    writeJson(join(dir(`biller-${name}`), 'documents.json'), documentsFile(name, `http://127.0.0.1:${ports.app}`));
  keepCompanyMeters(join(dir('biller-company'), 'meters.json'), companyMeters(house, meterIds, accounts));
  mkdirSync(dir('gateway'), { recursive: true, mode: 0o700 });
  keepGatewayMeters(
    join(dir('gateway'), 'meters.json'),
    gatewayMeters(house, meterIds, liveMeters ? ports.meters : undefined),
  );

  const base = { dataDir, ports, house, meterIds, accounts, spoolDir };
  return { ...base, programs: planPrograms({ ...base, logLevel, billAfter, liveMeters, playedFlats }) };
}

/** The keystore files of a program in its folder; every program uses these names. */
export function keystoreOf(folder: string): { file: string; passwordFile: string } {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return { file: join(folder, 'keystore.json'), passwordFile: join(folder, 'keystore.password') };
}

/** Writes the settings file of a planned program and returns its path. */
export function writeSettings(plan: Pick<WorldPlan, 'dataDir'>, program: PlannedProgram): string {
  const folder = join(plan.dataDir, program.name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'settings.json');
  writeJson(file, program.settings);
  return file;
}

/** The ledger names of the meters. */
function meterIdsOf(companyDir: string, house: HousePlan): Map<string, Hex> {
  const salt = meterSaltOf(companyDir);
  return new Map(house.meters.map((meter) => [meter.name, meterIdOf(salt, meter.manufacturer, meter.serial)]));
}

function writeJson(file: string, value: unknown): void {
  writeDurably(file, `${JSON.stringify(value, undefined, 2)}\n`);
}
