import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestBaseline } from '../host/host-messages.ts';
import { isolatedRunner } from '../host/isolated-runner.ts';
import { baselineOf, judgeAnew, type Judging } from '../judge-with-test.ts';
import type { Numbered } from '../find/schemata.ts';
import type { SourceFile } from '../find/scope.ts';
import { startHost } from '../host/start-host.ts';
import { writeContracts } from './write-contracts.ts';

/** They measure or read the contracts as they are. */
const APART = new Set(['gas.test.ts', 'errors.test.ts']);
/** Tests of a contract, or their folder, that are not named after it. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  Appeals: ['reading-ledger'],
  BillingLedger: ['payables', 'line-rates', 'billed-owners'],
  ContractLedger: ['contract-meters', 'contract-bounds'],
  LedgerState: ['ledger'],
  Meters: ['ownership', 'contract-meters'],
  Participants: ['keys', 'seal-keys'],
  ReadingLedger: ['frame-chain', 'handover'],
  RoleLedger: ['ledger'],
  AccountKeys: ['rekey'],
  FounderKeys: ['founder-rekey'],
  LostSealKeys: ['lost-seal-key'],
  // Libraries, by who uses them.
  ChannelWord: ['reading-ledger', 'frame-chain'],
  Channels: ['meters', 'handover'],
  Dated: ['premises'],
  DeviceSignature: ['reading-ledger'],
  FrameHead: ['frame-chain', 'reading-ledger'],
  Frames: ['reading-ledger', 'frame-chain'],
  Kinds: ['ledger'],
  Openings: ['payables', 'premises'],
  Pedersen: ['payables', 'reading-ledger'],
  Periods: ['payables', 'reading-ledger'],
  Registers: ['meters'],
  Resources: ['meters', 'contract-ledger'],
  Roles: ['participants'],
  SealStatements: ['seal-keys'],
  Secp256k1: ['participants', 'keys'],
  WorkingDays: ['payables'],
  WrappedKeys: ['wrap-again'],
};
/** Judges the mutations of the contracts that are alive: compiled once all together, each then run by the tests of its contract first. */
export async function judgeSolidity(args: {
  root: string;
  sources: readonly SourceFile[];
  mutations: readonly Numbered[];
  lanes: number;
  judging: Judging;
}): Promise<void> {
  const { root, judging } = args;
  const wanted = args.mutations.filter(({ number }) => judging.alive.has(number));
  if (wanted.length === 0) return;
  writeContracts(root, args.sources, args.mutations);
  const env = { HARDHAT_CONFIG: fileURLToPath(new URL('mutants.config.ts', import.meta.url)) };
  await build(root, env);
  const files = contractTests(root);
  const settings = { root, folder: join(root, 'cache/mutate/none/'), count: 0, env };
  const start = async () => (await startHost(settings, files))?.host;
  const queue = [...wanted];
  const lane = async (): Promise<void> => {
    const begun = performance.now();
    const host = await start();
    const loadMs = performance.now() - begun;
    if (host === undefined) return judging.note('test/contracts does not load with contracts that have a switch.');
    const { tests, failing } = await baselineOf(judging, host, 'test/contracts');
    const runner = isolatedRunner(host, start);
    for (let next = queue.shift(); next !== undefined && judging.hasTime(); next = queue.shift()) {
      judging.reached(next.number);
      const { number } = next;
      const found = await runner.judge(number, nearestFirst(next, tests));
      let by = typeof found === 'string' ? found : undefined;
      // Tests that lean on others pass in their own order, with their whole file, in a chain of their own.
      for (const leaning of typeof found === 'string' ? [] : new Set(found.map(({ file }) => file))) {
        const wholeMs = sum(tests.filter(({ file }) => file === leaning).map(({ ms }) => ms));
        by ??= await judgeAnew(settings, { files: [leaning], number, failing, loadMs, wholeMs });
      }
      if (by !== undefined) judging.noticed(number, `test/contracts: ${by}`);
    }
    runner.close();
  };
  await Promise.all(Array.from({ length: args.lanes }, lane));
}

/** The tests of the contracts, without those that measure or read them as they are. */
export function contractTests(root: string): string[] {
  return globSync('test/contracts/**/*.test.ts', { cwd: root })
    .sort()
    .filter((file) => !APART.has(basename(file)));
}

/** The tests that speak of its error, the others of its contract, all others. */
function nearestFirst({ file, error }: Numbered, tests: readonly TestBaseline[]): TestBaseline[][] {
  const likely = tests.filter(({ body }) => error !== undefined && body.includes(error));
  const near = tests.filter((test) => !likely.includes(test) && isNear(test.file, file));
  const others = tests.filter((test) => !near.includes(test) && !likely.includes(test));
  return [likely, near, others].filter((each) => each.length > 0);
}

/** Whether a test is named after the contract, in its own name or its folder's, or stands in the list of those that are its. */
export function isNear(test: string, contract: string): boolean {
  const name = basename(contract, '.sol');
  const own = [name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase(), ...(NAMED[name] ?? [])];
  return own.some((each) => basename(test).startsWith(each) || basename(dirname(test)) === each);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}

function build(root: string, env: Readonly<Record<string, string>>): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['node_modules/hardhat/dist/src/cli.js', 'build', '--no-tests'], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const parts: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => parts.push(part));
    child.stderr.on('data', (part: Buffer) => parts.push(part));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`The contracts with a switch do not compile:\n${Buffer.concat(parts).toString('utf8')}`));
    });
  });
}
