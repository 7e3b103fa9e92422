import type { TestBaseline } from './host/host-messages.ts';
import { isolatedRunner } from './host/isolated-runner.ts';
import { startHost, type Host, type HostSettings } from './host/start-host.ts';

/** The most that the tests of one file may take for one mutation: the fastest are asked. */
const BUDGET_MS = 40_000;
const BASELINE_LIMIT_MS = 8 * 60_000;
/** A file that takes longer is not run anew, from its first line, for a single mutation. */
const ANEW_MS = 60_000;
/** How many files are run anew for a mutation that takes effect while modules load. */
const ANEW_TIMES = 2;
/** Tests this fast are asked before the others. */
const FAST_MS = 250;

/** What a lane shares with the others. */
export type Judging = {
  /** The numbers that nobody noticed yet. */
  readonly alive: ReadonlySet<number>;
  /** Whether there is time for another. */
  hasTime(): boolean;
  /** Some test executes the place. */
  reached(number: number): void;
  noticed(number: number, by: string): void;
  note(text: string): void;
};
/** How often each number was run anew. */
export type Anew = Map<number, number>;

/** Runs the tests of one file with each mutation on that they execute and nobody noticed yet. */
export async function judgeWithTest(judging: Judging, settings: HostSettings, test: string, anew: Anew): Promise<void> {
  const start = performance.now();
  const started = await startHost(settings, [test]);
  const loadMs = performance.now() - start;
  if (started === undefined) return judging.note(`${test} does not load by itself, so it notices nothing.`);
  const { tests, failing } = await baselineOf(judging, started.host, test);
  const runner = isolatedRunner(started.host, async () => (await startHost(settings, [test]))?.host);
  const left = new Set(started.atLoad);
  for (const number of new Set(tests.flatMap(({ hits }) => hits))) {
    judging.reached(number);
    if (!judging.alive.has(number) || !judging.hasTime()) continue;
    const own = tests.filter(({ hits }) => hits.includes(number));
    const by = await runner.judge(number, inTurn(within(BUDGET_MS, own)));
    if (typeof by === 'string') judging.noticed(number, `${test}: ${by}`);
    else if (by.length > 0) left.add(number);
  }
  runner.close();
  const wholeMs = tests.reduce((sum, { ms }) => sum + ms, 0);
  for (const number of left) {
    judging.reached(number);
    const times = anew.get(number) ?? 0;
    if (!judging.alive.has(number) || !judging.hasTime() || times >= ANEW_TIMES || wholeMs > ANEW_MS) continue;
    anew.set(number, times + 1);
    const by = await judgeAnew(settings, { files: [test], number, failing, loadMs, wholeMs });
    if (by !== undefined) judging.noticed(number, `${test}: ${by}`);
  }
}

/** The tests that pass without a mutation, and the titles of those that do not. */
export async function baselineOf(
  judging: Judging,
  host: Host,
  name: string,
): Promise<{ tests: readonly TestBaseline[]; failing: readonly string[] }> {
  const baseline = await host.ask({ type: 'baseline' }, BASELINE_LIMIT_MS);
  if (baseline?.type !== 'baseline') {
    judging.note(`${name} does not end by itself, so it notices nothing.`);
    return { tests: [], failing: [] };
  }
  const { tests, failed } = baseline;
  for (const title of failed)
    judging.note(`${name} fails by itself, and what fails by itself notices nothing: ${title}`);
  return { tests, failing: failed };
}

function within(budgetMs: number, tests: readonly TestBaseline[]): TestBaseline[] {
  let sum = 0;
  return [...tests].sort((a, b) => a.ms - b.ms).filter(({ ms }, at) => (sum += ms) <= budgetMs || at === 0);
}

function inTurn(tests: readonly TestBaseline[]): TestBaseline[][] {
  const fast = tests.filter(({ ms }) => ms <= FAST_MS);
  return [fast, tests.filter((each) => !fast.includes(each))].filter((each) => each.length > 0);
}

/**
 * Whole files in a fresh process with the mutation on from its first line: for what happens while modules load, and for tests that lean on each other.
 * What fails without the mutation as well, at the first run or now, notices nothing.
 */
export async function judgeAnew(settings: HostSettings, run: WholeRun): Promise<string | undefined> {
  const found = await runWhole(settings, run);
  if (found === undefined) return undefined;
  return (await runWhole(settings, { ...run, number: 0 })) === undefined ? found : undefined;
}

type WholeRun = {
  readonly files: readonly string[];
  readonly number: number;
  /** Titles of the tests that fail by themselves. */
  readonly failing: readonly string[];
  readonly loadMs: number;
  readonly wholeMs: number;
};

async function runWhole(
  settings: HostSettings,
  { files, number, failing, loadMs, wholeMs }: WholeRun,
): Promise<string | undefined> {
  const started = await startHost(settings, files, { active: number, limitMs: 5 * loadMs + 15_000 });
  if (started === undefined) return 'does not load';
  const answer = await started.host.ask({ type: 'run-all', number, without: failing }, 5 * wholeMs + 20_000);
  started.host.close();
  return answer?.type === 'ran' ? answer.failed : 'no end, or its process broke';
}
