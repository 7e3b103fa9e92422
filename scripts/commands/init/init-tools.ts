import { Option, type Command } from 'commander';
import type { DoctorOptions } from '../doctor/doctor.ts';
import type { CollectorOptions } from './init-collector.ts';
import type { CompanyOptions } from './init-company.ts';
import type { GatewayOptions } from './init-gateway.ts';
import type { PortalOptions, ProviderOptions } from './init-portal.ts';
import type { Made } from './made.ts';
import { collect } from '../collect.ts';

/** Adds the roads into a network: `init` of each owner, `found`, `run`. */
export function registerInit(cli: Command): void {
  const init = cli
    .command('init')
    .description(
      "Make an owner's folder: keys, settings, hand-overs to others, systemd units, the environment of its compose file.",
    );
  const owner = (name: string, port: number, text: string): Command =>
    init
      .command(name)
      .description(text)
      .requiredOption('--dir <dir>', 'folder to make; one that is there is left alone and refused')
      .option('--port <port>', 'the first of the ports of its programs', String(port))
      .option('--host <address>', 'address on which programs listen that others reach', '127.0.0.1')
      .option('--json', 'print one JSON object');
  withSupplies(owner('company', 4700, 'Keeper, sealer, replica, biller and watchdog of a management company.'))
    .requiredOption('--name <name>', 'name of the network, for people; fixed at the founding')
    .requiredOption(
      '--card <file>',
      'card.json of the portal, of each provider and collector; may be repeated',
      collect,
      [],
    )
    .requiredOption(
      '--house <csv>',
      'the house: premise,account,area,residents,resource,maker,serial,obis,gateway,verified-until',
    )
    .option('--chain-id <number>', 'EVM chain id (a random one)')
    .option('--currency <code>', 'ISO 4217', 'RUB')
    .option('--time-zone <name>', 'IANA name', 'Europe/Moscow')
    .action(async (options: CompanyOptions) => tell((await import('./init-company.ts')).initCompany(options), options));
  withNeighbours(owner('portal', 4710, 'Replica and pages of the portal.'))
    .requiredOption('--public-url <url>', 'how browsers reach the pages')
    .requiredOption('--issuer <url>', 'OpenID Connect issuer that names people and their premises')
    .requiredOption('--bank <url>', 'where payment orders are placed')
    .requiredOption(
      '--witness <urls>',
      'replicas of providers, with commas between them: pages believe no portal that is alone',
    )
    .action(async (options: PortalOptions) => tell((await import('./init-portal.ts')).initPortal(options), options));
  withSupplies(withNeighbours(owner('provider', 4720, 'Replica and biller of a provider.'))).action(
    async (options: ProviderOptions) => tell((await import('./init-portal.ts')).initProvider(options), options),
  );
  owner('collector', 4730, 'The collector, tokens and certificates of its gateways.')
    .requiredOption('--name <name>', 'its name, for people')
    .requiredOption('--gateway <name>', 'a gateway that may sign in; may be repeated', collect, [])
    .option('--sealer <urls>', "the company's sealer, with a comma before its standby", 'http://127.0.0.1:4700')
    .option('--replica <urls>', 'replicas to read, with commas between them', 'http://127.0.0.1:4702')
    .option('--broker <host>', 'host of a Mosquitto with TLS (network/mosquitto) instead of the own broker')
    .action(async (options: CollectorOptions) =>
      tell((await import('./init-collector.ts')).initCollector(options), options),
    );
  owner('gateway', 4740, 'The gateway beside the meters.')
    .requiredOption('--collector <dir>', "the collector's hand-over for this gateway")
    .requiredOption('--meters <file>', "the company's hand-over for this gateway")
    .action(async (options: GatewayOptions) => tell((await import('./init-gateway.ts')).initGateway(options), options));
  cli
    .command('found')
    .description("Found the network of a company's folder, once: everybody else gets its network.json.")
    .argument('<dir>', 'folder that `init company` made')
    .option('--json', 'print one JSON object')
    .action(async (dir: string, options: { json?: boolean }) => (await import('./found.ts')).found(dir, options));
  cli
    .command('run')
    .description("Run all programs of an owner's folder until Ctrl-C; one that ends is started again.")
    .argument('<dir>', 'folder that `init` made')
    .action(async (dir: string) => (await import('./run-site.ts')).runSite(dir));
  cli
    .command('doctor')
    .description(
      "Look at an owner's machine and say what is wrong with it, and what to do. Changes nothing. Exit code 1: something is to be done.",
    )
    .option('--home <dir>', 'folder that `init` made', '.')
    .option('--settings <file>', 'instead: a settings file, as PROGRAM=FILE; may be repeated', collect, [])
    .option('--json', 'print one JSON object')
    .action(async (options: DoctorOptions) => (await import('../doctor/doctor.ts')).doctor(options));
}

async function tell(making: Promise<Made>, { json }: { json?: boolean }): Promise<void> {
  (await import('./made.ts')).tellMade(await making, json);
}

function withNeighbours(command: Command): Command {
  return command
    .requiredOption('--name <name>', 'its name, for people')
    .option('--sealer <urls>', "the company's sealer, with a comma before its standby", 'http://127.0.0.1:4700')
    .option('--url <url>', 'how others reach its replica (the own machine)');
}

function withSupplies(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--rate <resource=price>',
        'a price of a kWh, m³ or GJ (upkeep: m²), electricity/2=2.13 of a zone; may be repeated',
      )
        .argParser(collect)
        .default([]),
    )
    .addOption(
      new Option('--norm <resource=amount>', 'of a person and month without a meter, in that unit; may be repeated')
        .argParser(collect)
        .default([]),
    )
    .option('--from <date>', 'since when the prices are in force (the first of this month)');
}
