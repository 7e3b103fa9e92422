import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Hex } from '../../core/domain/hex.ts';
import { meterIdOf } from '../../core/domain/ids.ts';
import { RESOURCE, ROLE } from '../../core/domain/kinds.ts';
import { loadOrCreateAccount } from '../../core/runtime/keystore.ts';
import { writeDurably } from '../../core/runtime/write-durably.ts';
import { premiseOf, type HousePlan } from './house-plan.ts';
import {
  companyEntry,
  gatewayEntry,
  meterSaltOf,
  type CompanyMeters,
  type GatewayMeterEntry,
} from './meter-entries.ts';
import { keepCompanyMeters, keepGatewayMeters } from './meter-files.ts';

/** Ports of all listeners of the world. */
export type WorldPorts = Record<(typeof PORT_NAMES)[number], number>;

export const PORT_NAMES = [
  'sealer',
  'replicaPortal',
  'replicaElectricity',
  'replicaWater',
  'mqtt',
  'oracle',
  'gateway',
  'meters',
  'billerCompany',
  'billerElectricity',
  'billerWater',
  'app',
  'operator',
  'identity',
  'bank',
] as const;

/** The ports that `npm start` uses and the documents name. */
export const USUAL_PORTS: WorldPorts = {
  sealer: 4700,
  replicaPortal: 4701,
  replicaElectricity: 4702,
  replicaWater: 4703,
  mqtt: 4710,
  oracle: 4711,
  gateway: 4712,
  meters: 4713,
  billerCompany: 4721,
  billerElectricity: 4722,
  billerWater: 4723,
  app: 4730,
  operator: 4731,
  identity: 4740,
  bank: 4741,
};

/** A process of the world: its program, its settings file, its place in the order of starting. */
export type PlannedProgram = {
  name: string;
  label: string;
  program: string;
  settings: Record<string, unknown>;
  stage: number;
};

export type WorldPlan = {
  dataDir: string;
  ports: WorldPorts;
  house: HousePlan;
  meterIds: ReadonlyMap<string, Hex>;
  accounts: { company: Hex; portal: Hex; electricity: Hex; water: Hex; collector: Hex };
  spoolDir: string;
  programs: readonly PlannedProgram[];
};

/** Public rates of the sandbox: 5.47, 6.10 / 2.13 / 4.05 a kWh, 50.93 a m³, upkeep 32.15 a m²; amounts in 10⁻⁵ of a rouble per Wh, litre or m². */
const ELECTRICITY_RATES = [
  { resource: RESOURCE.electricity, zone: 0, rate: '547' },
  { resource: RESOURCE.electricity, zone: 1, rate: '610' },
  { resource: RESOURCE.electricity, zone: 2, rate: '213' },
  { resource: RESOURCE.electricity, zone: 3, rate: '405' },
];
const WATER_RATES = [{ resource: RESOURCE.coldWater, zone: 0, rate: '5093' }];
const UPKEEP_RATES = [{ resource: RESOURCE.upkeep, zone: 0, rate: '3215000' }];
const RATES_FROM = '2026-01-01';
const GATEWAY_ID = 'house-1';
const NAMES = [
  'Anna Abramova',
  'Boris Belov',
  'Vera Volkova',
  'Georgy Gromov',
  'Daria Dolina',
  'Elena Ershova',
  'Zhanna Zhukova',
  'Zoya Zimina',
  'Ivan Ilyin',
  'Kira Kruglova',
  'Lev Lukin',
  'Maria Mirnaya',
];

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
  const url = (port: number): string => `http://127.0.0.1:${port}`;
  const networkFile = join(dir('sealer'), 'network.json');
  const queueUrl = url(ports.sealer);

  writeJson(join(dir('app'), 'names.json'), {
    [accounts.company]: 'Sosnovy Bor Management Company',
    [accounts.portal]: 'State services portal (sandbox)',
    [accounts.electricity]: 'City Electricity',
    [accounts.water]: 'City Waterworks',
    [accounts.collector]: 'Meter collection (ARSMMS)',
  });
  writeJson(join(dir('biller-company'), 'premises.json'), premisesFile(house));
  keepCompanyMeters(join(dir('biller-company'), 'meters.json'), companyMeters(house, meterIds, accounts));
  mkdirSync(dir('gateway'), { recursive: true, mode: 0o700 });
  keepGatewayMeters(
    join(dir('gateway'), 'meters.json'),
    gatewayMeters(house, meterIds, liveMeters ? ports.meters : undefined),
  );

  const biller = (
    name: 'company' | 'electricity' | 'water',
    port: number,
    replica: number,
    more: object,
  ): PlannedProgram => ({
    name: `biller-${name}`,
    label: name === 'company' ? 'management company: bills and registers' : `provider of ${name}: bills`,
    program: 'biller',
    stage: 2,
    settings: {
      role: name === 'company' ? 'company' : 'provider',
      dataDir: dir(`biller-${name}`),
      replicaUrl: url(replica),
      queueUrl,
      networkFile,
      httpPort: port,
      billAfter,
      pollInterval: '250ms',
      actInterval: '1s',
      logLevel,
      ...more,
    },
  });
  const replica = (name: string, label: string, port: number, operator: string): PlannedProgram => ({
    name: `replica-${name}`,
    label,
    program: 'replica',
    stage: 1,
    settings: {
      data: dir(`replica-${name}`),
      port,
      from: url(ports.sealer),
      network: networkFile,
      witness: true,
      witnessKeystore: join(dir(operator), 'keystore.json'),
      logLevel,
    },
  });

  const programs: PlannedProgram[] = [
    {
      name: 'sealer',
      label: 'management company: seals blocks (DR2)',
      program: 'sealer',
      stage: 0,
      settings: {
        data: dir('sealer'),
        port: ports.sealer,
        company: accounts.company,
        portal: accounts.portal,
        // A house that moves in within minutes needs quicker blocks than a house that lives there.
        maxAhead: '10m',
        logLevel,
      },
    },
    replica('portal', 'portal: register DR3', ports.replicaPortal, 'app'),
    replica('electricity', 'provider of electricity: register DR4', ports.replicaElectricity, 'biller-electricity'),
    replica('water', 'provider of water: register DR4', ports.replicaWater, 'biller-water'),
    {
      name: 'sandbox-identity',
      label: 'SANDBOX: identity portal',
      program: 'sandbox-identity',
      stage: 1,
      settings: {
        dataDir: dir('sandbox-identity'),
        port: ports.identity,
        redirectUri: `${url(ports.app)}/auth/callback`,
        persons: personsOf(house),
        logLevel,
      },
    },
    {
      name: 'sandbox-bank',
      label: 'SANDBOX: bank',
      program: 'sandbox-bank',
      stage: 1,
      settings: {
        dataDir: dir('sandbox-bank'),
        port: ports.bank,
        webhookUrl: `${url(ports.app)}/webhooks/bank`,
        logLevel,
      },
    },
    ...(playedFlats.length === 0
      ? []
      : [
          {
            name: 'sandbox-residents',
            label: 'SANDBOX: people of the house',
            program: 'sandbox-residents',
            stage: 4,
            settings: {
              dataDir: dir('sandbox-residents'),
              portalUrl: url(ports.app),
              homes: homesOf(house, playedFlats),
              logLevel,
            },
          },
        ]),
    ...(liveMeters
      ? [
          {
            name: 'sandbox-meters',
            label: 'SANDBOX: the meters of the house',
            program: 'sandbox-meters',
            stage: 1,
            settings: { dataDir: dir('sandbox-meters'), spoolDir, port: ports.meters, logLevel },
          },
        ]
      : []),
    biller('company', ports.billerCompany, ports.sealer, {
      services: [{ resource: RESOURCE.upkeep }],
      rates: UPKEEP_RATES.map((rate) => ({ ...rate, validFrom: RATES_FROM })),
      participants: [
        { address: accounts.portal, role: ROLE.portal },
        { address: accounts.electricity, role: ROLE.provider },
        { address: accounts.water, role: ROLE.provider },
        { address: accounts.collector, role: ROLE.collector },
      ],
      premisesFile: join(dir('biller-company'), 'premises.json'),
      metersFile: join(dir('biller-company'), 'meters.json'),
    }),
    biller('electricity', ports.billerElectricity, ports.replicaElectricity, {
      // Norm per resident and month in Wh: 96 kWh.
      services: [{ resource: RESOURCE.electricity, norm: '96000' }],
      rates: ELECTRICITY_RATES.map((rate) => ({ ...rate, validFrom: RATES_FROM })),
    }),
    biller('water', ports.billerWater, ports.replicaWater, {
      // Norm per resident and month in m³.
      services: [{ resource: RESOURCE.coldWater, norm: '4.745' }],
      rates: WATER_RATES.map((rate) => ({ ...rate, validFrom: RATES_FROM })),
    }),
    {
      name: 'oracle',
      label: 'collector (ARSMMS): relays readings it cannot read',
      program: 'oracle',
      stage: 2,
      settings: {
        dataDir: dir('oracle'),
        networkFile,
        replicaUrl: url(ports.replicaPortal),
        queueUrl,
        gateways: [GATEWAY_ID],
        tokensDir: dir('gateway-tokens'),
        mqttPort: ports.mqtt,
        httpPort: ports.oracle,
        followInterval: '250ms',
        logLevel,
      },
    },
    {
      name: 'gateway',
      label: 'gateway beside the meters: decodes, encrypts, signs',
      program: 'gateway',
      stage: 3,
      settings: {
        gatewayId: GATEWAY_ID,
        dataDir: dir('gateway'),
        networkFile,
        company: accounts.company,
        metersFile: join(dir('gateway'), 'meters.json'),
        mqttUrl: `mqtt://127.0.0.1:${ports.mqtt}`,
        tokenFile: join(dir('gateway-tokens'), `${GATEWAY_ID}.token`),
        spoolDir,
        httpPort: ports.gateway,
        retryAfter: '1s',
        logLevel,
      },
    },
    {
      name: 'app',
      label: 'portal: pages, accounts, payments',
      program: 'app',
      stage: 3,
      settings: {
        dataDir: dir('app'),
        networkFile,
        replicaUrl: url(ports.replicaPortal),
        queueUrl,
        port: ports.app,
        publicUrl: url(ports.app),
        operatorPort: ports.operator,
        issuerUrl: url(ports.identity),
        bankUrl: url(ports.bank),
        namesFile: join(dir('app'), 'names.json'),
        logLevel,
      },
    },
  ];
  return { dataDir, ports, house, meterIds, accounts, spoolDir, programs };
}

/** The keystore files of a program in its folder; every program uses these names. */
export function keystoreOf(folder: string): { file: string; passwordFile: string } {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return { file: join(folder, 'keystore.json'), passwordFile: join(folder, 'keystore.password') };
}

/** Writes the settings file of a planned program and returns its path. */
export function writeSettings(plan: WorldPlan, program: PlannedProgram): string {
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

/** Invented persons, one a flat; they sign in by the name of their premise. */
function personsOf(house: HousePlan): object[] {
  return house.premises.map(({ flat, premise, personalAccount }) => ({
    login: premise,
    name: `${NAMES[flat - 1] ?? 'Sandbox Resident'} (invented)`,
    premises: [{ premise, address: `1 Sample Street, Sandbox Town, flat ${flat}`, personalAccount }],
  }));
}

function homesOf(house: HousePlan, flats: readonly number[]): object[] {
  return house.premises
    .filter(({ flat }) => flats.includes(flat))
    .map(({ flat, premise, area, residents }) => ({
      login: premise,
      premise,
      area,
      residents,
      ...(flat === house.readByHand ? { readsByHand: { first: '1204310', monthly: '5532' } } : {}),
    }));
}

function premisesFile(house: HousePlan): object[] {
  return house.premises.map(({ flat, personalAccount, area, residents }) => ({
    premise: premiseOf(flat),
    personalAccount,
    area,
    residents,
  }));
}

function companyMeters(
  house: HousePlan,
  ids: ReadonlyMap<string, Hex>,
  accounts: { electricity: Hex; water: Hex },
): CompanyMeters {
  return {
    devices: { gateway: '../gateway/device.json' },
    meters: house.meters.map((meter) => companyEntry(meter, idIn(ids, meter.name), accounts[meter.provider])),
  };
}

function gatewayMeters(house: HousePlan, ids: ReadonlyMap<string, Hex>, bus: number | undefined): GatewayMeterEntry[] {
  const addresses = new Map(house.house.meters.map(({ name }, index) => [name, index + 1]));
  return house.meters
    .filter((meter) => meter.device === 'gateway')
    .map((meter) => {
      const address = addresses.get(meter.name);
      const poll =
        bus === undefined || address === undefined ? {} : { poll: { host: '127.0.0.1', port: bus, address } };
      return { ...gatewayEntry(meter, idIn(ids, meter.name)), ...poll };
    });
}

function idIn(ids: ReadonlyMap<string, Hex>, name: string): Hex {
  const meterId = ids.get(name);
  if (meterId === undefined) throw new Error(`Meter ${name} has no id.`);
  return meterId;
}

function writeJson(file: string, value: unknown): void {
  writeDurably(file, `${JSON.stringify(value, undefined, 2)}\n`);
}
