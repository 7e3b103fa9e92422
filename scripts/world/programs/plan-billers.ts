import { join } from 'node:path';
import { RESOURCE, ROLE } from '../../../core/domain/ledger/kinds.ts';
import type { PlannedProgram } from '../planned-program.ts';
import type { Site } from './site.ts';

/** Public rates of the sandbox: 5.47, 6.10 / 2.13 / 4.05 a kWh, 50.93 a m³, upkeep 32.15 a m²; in roubles per Wh, litre or m². */
const ELECTRICITY_RATES = [
  { resource: RESOURCE.electricity, zone: 0, rate: '0.00547' },
  { resource: RESOURCE.electricity, zone: 1, rate: '0.0061' },
  { resource: RESOURCE.electricity, zone: 2, rate: '0.00213' },
  { resource: RESOURCE.electricity, zone: 3, rate: '0.00405' },
];
const WATER_RATES = [{ resource: RESOURCE.coldWater, zone: 0, rate: '0.05093' }];
const UPKEEP_RATES = [{ resource: RESOURCE.upkeep, zone: 0, rate: '32.15' }];
const RATES_FROM = '2026-01-01';

/** The company and both providers, each before a register of its own. */
export function planBillers(site: Site, billAfter: string): PlannedProgram[] {
  const { ports } = site;
  const electricity = {
    // Norm per resident and month in Wh: 96 kWh.
    services: [{ resource: RESOURCE.electricity, norm: '96000' }],
    rates: inForce(ELECTRICITY_RATES),
  };
  const water = {
    // Norm per resident and month in m³.
    services: [{ resource: RESOURCE.coldWater, norm: '4.745' }],
    rates: inForce(WATER_RATES),
  };
  return [
    planBiller(site, 'company', ports.billerCompany, [ports.replicaCompany, ports.replicaPortal], {
      ...companyDuties(site),
      billAfter,
    }),
    planBiller(site, 'electricity', ports.billerElectricity, [ports.replicaElectricity], { ...electricity, billAfter }),
    planBiller(site, 'water', ports.billerWater, [ports.replicaWater], { ...water, billAfter }),
  ];
}

function companyDuties({ accounts, dir }: Site): object {
  return {
    services: [{ resource: RESOURCE.upkeep }],
    rates: inForce(UPKEEP_RATES),
    participants: [
      { address: accounts.electricity, role: ROLE.provider },
      { address: accounts.water, role: ROLE.provider },
      { address: accounts.collector, role: ROLE.collector },
    ],
    premisesFile: join(dir('biller-company'), 'premises.json'),
    metersFile: join(dir('biller-company'), 'meters.json'),
  };
}

function inForce(rates: readonly { resource: number; zone: number; rate: string }[]): object[] {
  return rates.map((rate) => ({ ...rate, validFrom: RATES_FROM }));
}

function planBiller(
  site: Site,
  name: 'company' | 'electricity' | 'water',
  port: number,
  replicas: readonly number[],
  duties: object,
): PlannedProgram {
  const { dir, url, queueUrl, networkFile, logLevel } = site;
  return {
    name: `biller-${name}`,
    label: name === 'company' ? 'management company: bills and registers' : `provider of ${name}: bills`,
    program: 'biller',
    stage: 2,
    settings: {
      role: name === 'company' ? 'company' : 'provider',
      dataDir: dir(`biller-${name}`),
      replicaUrl: replicas.map(url),
      queueUrl,
      networkFile,
      httpPort: port,
      pollInterval: '250ms',
      actInterval: '1s',
      logLevel,
      documentsFile: join(dir(`biller-${name}`), 'documents.json'),
      ...duties,
    },
  };
}
