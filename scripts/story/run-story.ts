import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { connectChain, type ChainClient } from '../../core/chain/chain-client.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { formatAmount } from '../../core/domain/billing/money.ts';
import { periodOf, previousPeriod } from '../../core/domain/billing/period.ts';
import { readConsumptionCsv } from '../../sandbox/meters/profiles.ts';
import { freeWorldPorts } from '../world/free-ports.ts';
import { planHouse } from '../world/house-plan.ts';
import { startWorld, type World } from '../world/start-world.ts';
import { planWorld } from '../world/world-plan.ts';
import { planMonth } from './house-month.ts';
import { runChecks, type CheckResult } from './run-checks.ts';
import { openLedgerView } from './ledger-view.ts';
import { createProgress } from './progress.ts';
import { billHouse, type FlatResult } from './steps/bill-house.ts';
import { complainAndCancel } from './steps/complain-and-cancel.ts';
import { concludeContracts } from './steps/conclude-contracts.ts';
import { enterHouseFacts } from './steps/enter-facts.ts';
import { enrolResidents } from './steps/enrol-residents.ts';
import { listPremises } from './steps/list-premises.ts';
import { readMeters } from './steps/read-meters.ts';
import type { Stage } from './steps/stage.ts';
import { planTelegramMeters } from './telegram-meters.ts';
import { unixSeconds } from '../../core/domain/unix-seconds.ts';

export type StoryOptions = { profile?: string; telegrams?: string; data?: string; json?: boolean };

export type StoryResult = {
  period: number;
  heads: Record<'contractLedger' | 'billingLedger' | 'readingLedger', Hex>;
  counts: Record<string, number>;
  telegrams: { files: number; sent: number; recorded: number; passed_over: number };
  flats: FlatResult[];
  checks: Record<string, boolean>;
  faults: Record<string, string[]>;
  seconds: number;
};

/**
 * One month in one house, from telegram to receipt, with every program a process of its own (paper S37–S53). Prints each step, or at the end one JSON object.
 * The exit code is 1 when a check fails.
 * @throws InputError DATA_NOT_EMPTY, NO_TELEGRAM and the faults of the profile before anything is written
 */
export async function runStory(options: StoryOptions): Promise<void> {
  const started = Date.now();
  const quiet = options.json === true;
  const progress = createProgress(process.stdout, quiet);
  const telegrams = options.telegrams === undefined ? undefined : planTelegramMeters(options.telegrams);
  const profile = options.profile === undefined ? undefined : readConsumptionCsv(options.profile);
  const dataDir =
    options.data === undefined ? mkdtempSync(join(tmpdir(), 'domledger-story-')) : emptyFolder(options.data);
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    const plan = await planWorld({
      dataDir,
      ports: await freeWorldPorts(),
      house: planHouse(telegrams?.meters),
      billAfter: '1s',
      logLevel: 'info',
    });
    planMonth(plan.programs, lastMonth());
    progress.say(
      `One month in a house of twelve flats. Everything is kept in ${options.data === undefined ? 'a temporary folder' : dataDir}.`,
    );
    await using world = await progress.step(
      'Start every program as a process of its own',
      async (tick) => {
        let up = 0;
        return startWorld(plan, { ready: () => tick(++up, plan.programs.length) }, stop.signal);
      },
      () => `${plan.programs.length} programs`,
    );
    const stage = await openStage(world, progress, stop.signal);
    await enrolResidents(stage);
    await listPremises(stage);
    await enterHouseFacts(stage);
    await concludeContracts(stage);
    await readMeters(stage, { ...(profile ? { profile } : {}), telegrams: telegrams?.telegrams ?? [] });
    const flats = await billHouse(stage);
    await complainAndCancel(stage);
    const checks = await progress.step(
      'Check everything from outside',
      () => runChecks(stage, flats),
      (found) => verdict(found),
    );
    const result = await summary({ stage, flats, checks, started, telegrams });
    if (quiet) process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
    else report(progress.say, result);
    if (Object.values(result.checks).includes(false)) process.exitCode = 1;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    if (options.data === undefined) rmSync(dataDir, { recursive: true, force: true });
  }
}

/** A story begins with a house that nobody has moved into; a folder with anything in it is somebody's. */
function emptyFolder(path: string): string {
  const folder = resolve(path);
  if (!existsSync(folder)) return folder;
  if (!statSync(folder).isDirectory() || readdirSync(folder).length > 0)
    throw new InputError(
      'DATA_NOT_EMPTY',
      `${path} is not an empty folder. Name another one, or one that does not exist yet, with --data.`,
    );
  return folder;
}

/** Of a sealer's network where its settings say no other. */
const TIME_ZONE = 'Europe/Moscow';

/** The month that is billed, by the clock of the house that the story founds. */
function lastMonth(): number {
  return previousPeriod(periodOf(unixSeconds(), TIME_ZONE));
}

async function openStage(world: World, progress: Stage['progress'], signal: AbortSignal): Promise<Stage> {
  const { ports, accounts } = world.plan;
  const url = (port: number): string => `http://127.0.0.1:${port}`;
  const connect = (port: number): Promise<ChainClient> => connectChain({ url: url(port), queueUrl: url(ports.sealer) });
  const client = await connect(ports.replicaPortal);
  return {
    world,
    progress,
    signal,
    client,
    sealer: await connect(ports.sealer),
    replicas: [
      client,
      await connect(ports.replicaElectricity),
      await connect(ports.replicaWater),
      await connect(ports.replicaCompany),
    ],
    view: openLedgerView(client),
    portalUrl: url(ports.app),
    period: lastMonth(),
    accounts,
    residents: new Map(),
  };
}

async function summary(args: {
  stage: Stage;
  flats: FlatResult[];
  checks: CheckResult;
  started: number;
  telegrams: ReturnType<typeof planTelegramMeters> | undefined;
}): Promise<StoryResult> {
  const { stage, checks, telegrams } = args;
  const { contractLedger, billingLedger, readingLedger } = await stage.view.heads();
  const sent = new Set(telegrams?.meters.map(({ name }) => stage.world.plan.meterIds.get(name)));
  const channels = checks.telegramFrames.filter((meterId) => sent.has(meterId));
  return {
    period: stage.period,
    heads: { contractLedger, billingLedger, readingLedger },
    counts: stage.view.counts(),
    telegrams: {
      files: telegrams?.files ?? 0,
      sent: telegrams?.telegrams.length ?? 0,
      recorded: new Set(channels).size,
      passed_over: telegrams?.passedOver.length ?? 0,
    },
    flats: args.flats,
    checks: Object.fromEntries(Object.entries(checks.faults).map(([name, faults]) => [name, faults.length === 0])),
    faults: Object.fromEntries(Object.entries(checks.faults).filter(([, faults]) => faults.length > 0)),
    seconds: Math.round((Date.now() - args.started) / 1000),
  };
}

function verdict(checks: CheckResult): string {
  const failed = Object.entries(checks.faults).filter(([, faults]) => faults.length > 0);
  return failed.length === 0 ? 'all true' : `${failed.map(([name]) => name).join(', ')} failed`;
}

function report(say: (line: string) => void, result: StoryResult): void {
  say('');
  say(`Bills of ${result.period}, opened by each flat's own keys:`);
  for (const flat of result.flats) {
    const lines = flat.bills.map((bill) => `${bill.resource} ${formatAmount(BigInt(bill.billed))}`).join(', ');
    say(
      `  ${flat.premise}: billed ${formatAmount(BigInt(flat.billed))}, paid ${formatAmount(BigInt(flat.paid))}, receipted ${formatAmount(BigInt(flat.receipted))} (${lines})`,
    );
  }
  say('');
  for (const [name, head] of Object.entries(result.heads)) say(`  ${name.padEnd(15)} ${head}`);
  say('');
  for (const [name, passed] of Object.entries(result.checks)) {
    say(`  ${passed ? '✓' : '✗'} ${name.replaceAll('_', ' ')}`);
    for (const fault of result.faults[name] ?? []) say(`      ${fault}`);
  }
  say('');
  say(`Done in ${result.seconds} s.`);
}
