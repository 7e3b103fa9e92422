import { dirname } from 'node:path';
import type { Command } from 'commander';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { runProgram, type RunningProgram } from '../../core/runtime/program.ts';
import { openDataFolder } from '../../core/runtime/start/data-folder.ts';
import { readSettings, type SettingsOf, type SettingsTable } from '../../core/runtime/settings.ts';
import { collect } from './collect.ts';

/** One program of the system: where its settings and its start are. Loaded only when it is the one that runs. */
type Program = {
  name: string;
  text: string;
  plain: PlainOptions;
  run(options: ProgramOptions): Promise<void>;
};
type ProgramOptions = { settings?: string; set: readonly string[] } & Readonly<Record<string, unknown>>;
/** Settings that have an option of their own, by key: how it is written, and what it is. */
type PlainOptions = Readonly<Record<string, readonly [flags: string, text: string]>>;

function program<T extends SettingsTable>(
  name: string,
  text: string,
  load: () => Promise<{ table: T; start: (settings: SettingsOf<T>, signal: AbortSignal) => Promise<RunningProgram> }>,
  plain: PlainOptions = {},
): Program {
  return {
    name,
    text,
    plain,
    async run(options) {
      const { table, start } = await load();
      const settings = readSettings(table, {
        ...(options.settings === undefined ? {} : { file: options.settings }),
        env: process.env,
        prefix: environmentPrefix(name),
        overrides: { ...overridesOf(options.set), ...plainOf(options, plain) },
      });
      await runProgram(name, (signal) => {
        const folder = folderOf(settings);
        if (folder !== undefined) openDataFolder(folder);
        return start(settings, signal);
      });
    },
  };
}

const PROGRAMS: readonly Program[] = [
  program('sealer', "The company's block producer: the public queue in, sealed blocks out.", async () => ({
    table: (await import('../../sealer/settings.ts')).sealerSettings,
    start: (await import('../../sealer/main.ts')).startSealer,
  })),
  program(
    'replica',
    'A register (DR1-DR4): follows a sealer or another replica, verifies, executes and serves.',
    async () => ({
      table: (await import('../../sealer/replica/settings.ts')).replicaSettings,
      start: (await import('../../sealer/replica/main.ts')).startReplica,
    }),
    {
      from: ['--from <url>', 'the sealer or a replica to download blocks from'],
      data: ['--data <dir>', 'folder of the log'],
      port: ['--port <port>', 'port of 127.0.0.1 to serve on; 0 takes a free one (4701)'],
      network: ['--network <file>', 'network.json that you trust; else the first answer is trusted and kept'],
    },
  ),
  program(
    'keeper',
    "Keeps the company's seal keys for a sealer and its standby, and never signs two blocks of one number.",
    async () => ({
      table: (await import('../../sealer/keeper/settings.ts')).keeperSettings,
      start: (await import('../../sealer/keeper/main.ts')).startKeeper,
    }),
  ),
  program(
    'oracle',
    'The collector (ARSMMS): takes signed frames from gateways and relays them to the ledger.',
    async () => ({
      table: (await import('../../oracle/collector/settings.ts')).oracleSettings,
      start: (await import('../../oracle/main.ts')).startOracle,
    }),
  ),
  program(
    'gateway',
    'The agent beside the meters: decodes telegrams, commits, encrypts, signs, publishes.',
    async () => ({
      table: (await import('../../oracle/gateway/settings.ts')).gatewaySettings,
      start: (await import('../../oracle/gateway/start-gateway.ts')).startGateway,
    }),
  ),
  program(
    'biller',
    "A provider's or the company's daemon: contracts, invoices, receipts, registrations.",
    async () => ({
      table: (await import('../../biller/settings.ts')).billerSettings,
      start: (await import('../../biller/main.ts')).startBiller,
    }),
  ),
  program(
    'app',
    "The portal's program: sign-in, personal accounts, payments, the read model and the pages.",
    async () => ({
      table: (await import('../../app/server/settings.ts')).appSettings,
      start: (await import('../../app/server/main.ts')).startApp,
    }),
  ),
  program(
    'watchdog',
    "The portal's watch over block makers: missed blocks, broken promises, forks, clocks, disks.",
    async () => ({
      table: (await import('../../app/watchdog/settings.ts')).watchdogSettings,
      start: (await import('../../app/watchdog/main.ts')).startWatchdog,
    }),
  ),
  program(
    'sandbox-identity',
    'SANDBOX: a stand-in for the state identity portal, with invented persons.',
    async () => ({
      table: (await import('../../sandbox/identity/settings.ts')).sandboxIdentitySettings,
      start: (await import('../../sandbox/identity/main.ts')).startSandboxIdentity,
    }),
  ),
  program('sandbox-bank', 'SANDBOX: a stand-in for the bank, with invented money.', async () => ({
    table: (await import('../../sandbox/bank/settings.ts')).sandboxBankSettings,
    start: (await import('../../sandbox/bank/main.ts')).startSandboxBank,
  })),
  program('sandbox-residents', 'SANDBOX: stand-ins for people of the house, who sign, read and pay.', async () => ({
    table: (await import('../../sandbox/residents/settings.ts')).sandboxResidentsSettings,
    start: (await import('../../sandbox/residents/main.ts')).startSandboxResidents,
  })),
  program('sandbox-meters', 'SANDBOX: a stand-in for the meters of a house of twelve flats.', async () => {
    const { startSandboxMeters } = await import('../../sandbox/meters/main.ts');
    const { planHouse } = await import('../world/house-plan.ts');
    const { houseOf } = await import('../world/seed-world.ts');
    const { readWorldSpec } = await import('../world/past/world-spec.ts');
    return {
      table: (await import('../../sandbox/meters/settings.ts')).sandboxMetersSettings,
      start: (settings, signal) => {
        const past = settings.worldFile === undefined ? undefined : readWorldSpec(dirname(settings.worldFile));
        return startSandboxMeters(settings, signal, (past === undefined ? planHouse() : houseOf(past)).house);
      },
    };
  }),
];

/** Environment names of a program's settings, for example DOMLEDGER_SANDBOX_BANK_PORT. */
export function environmentPrefix(name: string): string {
  return `DOMLEDGER_${name.toUpperCase().replaceAll('-', '_')}_`;
}

/** Adds a command for each program. */
export function registerPrograms(cli: Command): Command[] {
  return PROGRAMS.map(({ name, text, plain, run }) => {
    const command = cli.command(name);
    for (const [flags, about] of Object.values(plain)) command.option(flags, about);
    return command
      .description(text)
      .option('--settings <file>', 'JSON file of settings; docs/configuration.md lists them')
      .option('--set <key=value>', 'one setting, stronger than file and environment; may be repeated', collect, [])
      .action((options: ProgramOptions) => run(options));
  });
}

/** Where a program keeps what it has; not all of them keep something. */
function folderOf(settings: Readonly<Record<string, unknown>>): string | undefined {
  const folder = settings['data'] ?? settings['dataDir'];
  return typeof folder === 'string' ? folder : undefined;
}

function plainOf(options: ProgramOptions, plain: PlainOptions): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(plain).flatMap((key) => (options[key] === undefined ? [] : [[key, options[key]]])),
  );
}

function overridesOf(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new InputError('SETTING_MALFORMED', `--set takes key=value, not "${pair}".`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}
