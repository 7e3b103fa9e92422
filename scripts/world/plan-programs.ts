import { join } from 'node:path';
import { RESOURCE, ROLE } from '../../core/domain/ledger/kinds.ts';
import { homesOf, personsOf } from './house-files.ts';
import { planWatchdog } from './plan-watchdog.ts';
import type { PlannedProgram } from './planned-program.ts';
import type { WorldPlan } from './planned-program.ts';

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

/** The processes of the world with their settings, in the order in which they are listed to people. */
export function planPrograms(
  args: Omit<WorldPlan, 'programs'> & {
    logLevel: string;
    billAfter: string;
    liveMeters: boolean;
    playedFlats: readonly number[];
  },
): PlannedProgram[] {
  const { dataDir, ports, house, accounts, spoolDir, logLevel, billAfter, liveMeters, playedFlats } = args;
  const dir = (name: string): string => join(dataDir, name);
  const url = (port: number): string => `http://127.0.0.1:${port}`;
  const networkFile = join(dir('sealer'), 'network.json');
  const queueUrl = url(ports.sealer);

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
  // Three registers cosign for each other; a resident's page wants two of them, so that no single one can speak for all.
  const witnesses = [
    { address: accounts.portal, name: 'State services portal (sandbox)', url: url(ports.replicaPortal) },
    { address: accounts.electricity, name: 'City Electricity', url: url(ports.replicaElectricity) },
    { address: accounts.water, name: 'City Waterworks', url: url(ports.replicaWater) },
  ];
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
      peers: witnesses.filter((one) => one.url !== url(port)).map((one) => ({ url: one.url, witness: one.address })),
      logLevel,
    },
  });

  return [
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
        witnesses,
        cosignaturesRequired: 2,
        logLevel,
      },
    },
    planWatchdog({ dataDir, networkFile, ports, logLevel }),
  ];
}
