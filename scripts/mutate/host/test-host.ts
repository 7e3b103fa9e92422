import { readFileSync, truncateSync } from 'node:fs';
import Mocha from 'mocha';
import type { Answer, Order, TestBaseline } from './host-messages.ts';

/**
 * Loads test files once and runs its tests again and again, each time with another mutation on. Talks with `start-host.ts` over the channel of the
 * process: first it tells what the tests execute, then answers orders.
 */
const files = process.argv.slice(2);
const { DOMLEDGER_MUTATION_HITS: hitsFile = '' } = process.env;
const { domledgerMutation: mutation } = globalThis;
if (mutation === undefined || process.send === undefined) throw new Error('test-host.ts is started by start-host.ts.');

const mocha = new Mocha({ timeout: 60_000, reporter: Mocha.reporters.Base });
mocha.cleanReferencesAfterRun(false);
for (const file of files) mocha.addFile(file);
await mocha.loadFilesAsync();
const atLoad = takeHits();
const tests = allTests(mocha.suite);
say({ type: 'loaded', atLoad });

process.on('message', (order: Order) => void obey(order));
// Nobody asks any more: what the tests started ends as well (this process leads its group).
process.on('disconnect', () => process.kill(-process.pid, 'SIGKILL'));

async function obey(order: Order): Promise<void> {
  if (order.type === 'baseline') return say(await runBaseline());
  mutationOn(order.number);
  if (order.type === 'run')
    for (const { title, timeout } of order.tests)
      for (const test of tests) if (test.fullTitle() === title) test.timeout(timeout);
  let failed: string | undefined;
  bailOn(mocha.suite, true);
  await run(order.type === 'run' ? only(order.tests.map(({ title }) => title)) : allBut(order.without), {
    failed: (title) => (failed ??= title),
  });
  mutationOn(0);
  return say({ type: 'ran', failed });
}

/** What is executed before a test, in hooks, counts as its own. */
async function runBaseline(): Promise<Answer> {
  const found: TestBaseline[] = [];
  const failed: string[] = [];
  await run(allBut([]), {
    passed: (test) => found.push({ ...test, hits: takeHits() }),
    failed: (title) => failed.push(title),
  });
  return { type: 'baseline', failed, tests: found };
}

type Passed = Omit<TestBaseline, 'hits'>;

function only(titles: readonly string[]): RegExp {
  return new RegExp(`^(${titles.map(RegExp.escape).join('|')})$`);
}

function allBut(titles: readonly string[]): RegExp {
  return titles.length === 0 ? /^/ : new RegExp(`^(?!(${titles.map(RegExp.escape).join('|')})$)`);
}

/** Runs the tests whose titles fit. */
function run(
  titles: RegExp,
  heard: { passed?: (test: Passed) => void; failed: (title: string) => void },
): Promise<void> {
  mocha.grep(titles);
  return new Promise((resolve) => {
    let started = performance.now();
    const runner = mocha.run(() => resolve());
    runner.on('fail', (test) => heard.failed(test.fullTitle()));
    runner.on('test end', (test) => {
      const ms = Math.ceil(performance.now() - started);
      const { file = '', body } = test;
      if (test.state === 'passed') heard.passed?.({ title: test.fullTitle(), file, body, ms });
      started = performance.now();
    });
  });
}

/** Suites have taken over how they bail when they were made. */
function bailOn(suite: Mocha.Suite, bail: boolean): void {
  suite.bail(bail);
  for (const each of suite.suites) bailOn(each, bail);
}

function mutationOn(number: number): void {
  if (mutation !== undefined) mutation.active = number;
  process.env.DOMLEDGER_MUTATION = String(number);
}

/** The numbers executed since the last time, here and in what this process started. */
function takeHits(): number[] {
  const here = [...(mutation?.hits ?? [])].flatMap((hit, number) => (hit === 1 ? [number] : []));
  mutation?.hits.fill(0);
  const elsewhere = readFileSync(hitsFile, 'utf8').split('\n').filter(Boolean).map(Number);
  truncateSync(hitsFile, 0);
  return [...new Set([...here, ...elsewhere])];
}

function allTests(suite: Mocha.Suite): Mocha.Test[] {
  return [...suite.tests, ...suite.suites.flatMap(allTests)];
}

function say(answer: Answer): void {
  process.send?.(answer);
}
