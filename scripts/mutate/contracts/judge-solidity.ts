import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
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
/** Tests of a contract that are not named after it. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  Appeals: ['reading-ledger'],
  RoleLedger: ['ledger'],
  BillingLedger: ['payables'],
  SealStatements: ['seal-keys'],
  Participants: ['participants', 'seal-keys'],
  Frames: ['reading-ledger'],
  ChannelWord: ['reading-ledger'],
  Channels: ['meters'],
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
  const files = globSync('test/contracts/*.test.ts', { cwd: root })
    .sort()
    .filter((file) => !APART.has(basename(file)));
  const settings = { root, folder: join(root, 'cache/mutate/none/'), count: 0, env };
  const start = async () => (await startHost(settings, files))?.host;
  const queue = [...wanted];
  const lane = async (): Promise<void> => {
    const begun = performance.now();
    const host = await start();
    const loadMs = performance.now() - begun;
    if (host === undefined) return judging.note('test/contracts does not load with contracts that have a switch.');
    const tests = await baselineOf(judging, host, 'test/contracts');
    const runner = isolatedRunner(host, start);
    const wholeMs = tests.reduce((sum, { ms }) => sum + ms, 0);
    for (let next = queue.shift(); next !== undefined && judging.hasTime(); next = queue.shift()) {
      judging.reached(next.number);
      const { number } = next;
      const found = await runner.judge(number, nearestFirst(next, tests));
      // Tests that lean on others pass in their own order, in a chain of their own.
      const by = found === 'leans' ? await judgeAnew(settings, { tests: files, number, loadMs, wholeMs }) : found;
      if (by !== undefined) judging.noticed(next.number, `test/contracts: ${by}`);
    }
    runner.close();
  };
  await Promise.all(Array.from({ length: args.lanes }, lane));
}

/** The tests that speak of its error, the others of its contract, all others. */
function nearestFirst({ file, error }: Numbered, tests: readonly TestBaseline[]): TestBaseline[][] {
  const name = basename(file, '.sol');
  const own = NAMED[name] ?? [name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()];
  const likely = tests.filter(({ body }) => error !== undefined && body.includes(error));
  const near = tests.filter(
    (test) => own.some((each) => basename(test.file).startsWith(each)) && !likely.includes(test),
  );
  const others = tests.filter((test) => !near.includes(test) && !likely.includes(test));
  return [likely, near, others].filter((each) => each.length > 0);
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
