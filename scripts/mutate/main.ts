import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { named, sampled } from './choose.ts';
import { findSolidity } from './find/find-solidity.ts';
import { findTypescript } from './find/find-typescript.ts';
import { judgeSolidity } from './contracts/judge-solidity.ts';
import { judgeTypescript } from './judge-typescript.ts';
import type { Judging } from './judge-with-test.ts';
import type { Mutation } from './find/mutation.ts';
import { isGood, reportOn, type Verdict } from './report.ts';
import { solidityScope, typescriptScope } from './find/scope.ts';
import { readSurvivors } from './survivors.ts';
import { findReach } from './test-reach.ts';

const HELP = `npm run mutate [-- [NAME ...] [options]]

Changes one place after the other and runs the tests that come by until one notices: every refusal, comparison, condition and early return of the contracts, of
core/domain, of the verifier, of the ways of a promise, a payment, a bill and a frame, and of what a page believes (scripts/mutate/find/scope.ts). The tree itself
is never changed.

  NAME          only mutations whose name, or file:line, contains it: core/domain/seal/seal.ts:checkSeal
  --sample N    N of them, of all kinds and files; --seed S repeats a sample (default 1)
  --minutes N   ends after about so long; what was not judged by then does not count
  --lanes N     processes beside each other (default 2)
  --list        only names them
  --json        one JSON object instead of lines

A survivor without a reason in scripts/mutate/survivors.json fails the run, as does an entry of that list that is noticed or gone, and in a run over
everything less than 98 % noticed. Exit code 0 good, 1 not, 2 wrong usage. Last line: N of M mutations noticed.`;

const root = fileURLToPath(new URL('../..', import.meta.url));
process.exitCode = await main();

async function main(): Promise<number> {
  const options = optionsOf(process.argv.slice(2));
  if (options === undefined) return 2;
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const contracts = solidityScope(root);
  const programs = typescriptScope(root);
  const solidity = numbered(contracts.flatMap(({ file, text }) => findSolidity(file, text)));
  const typescript = numbered(programs.flatMap(({ file, text }) => findTypescript(file, text)));
  const all = [...solidity, ...typescript];
  const fitting = named(all, options.names);
  const wanted = options.sample === undefined ? fitting : sampled(fitting, options.sample, options.seed);
  if (options.list) for (const { id } of wanted) console.log(id);
  if (options.list || wanted.length === 0) {
    console.log(`${wanted.length} of ${all.length} mutations have such a name.`);
    return wanted.length === 0 ? 2 : 0;
  }
  const end = performance.now() + options.minutes * 60_000;
  const verdicts = new Map<Mutation, Verdict>();
  const tell = options.json ? (): void => undefined : (line: string): void => console.log(line);
  const start = (own: readonly (Mutation & { number: number })[]) => judgingOf(own, wanted, { end, tell, verdicts });
  const ofContracts = start(solidity);
  await judgeSolidity({
    root,
    sources: contracts,
    mutations: solidity,
    lanes: options.lanes,
    judging: ofContracts.judging,
  });
  ofContracts.close();
  const ofPrograms = start(typescript);
  const reach = findReach(root);
  await judgeTypescript({
    root,
    sources: programs,
    mutations: typescript,
    reach,
    lanes: options.lanes,
    judging: ofPrograms.judging,
  });
  ofPrograms.close();
  return conclude([...verdicts.values()], all, wanted.length, options);
}

function conclude(
  verdicts: readonly Verdict[],
  all: readonly Mutation[],
  wanted: number,
  { json, names, sample }: { json: boolean; names: readonly string[]; sample: number | undefined },
): number {
  const report = reportOn(verdicts, all, readSurvivors());
  if (json) console.log(JSON.stringify(report));
  else {
    for (const { id, line, reason, reached } of report.survivors)
      console.log(
        `survived${reached ? '' : ', no test comes by'}: ${id} (line ${line})${reason === undefined ? '' : `: ${reason}`}`,
      );
    for (const fault of report.faults) console.log(fault);
    if (verdicts.length < wanted) console.log(`${wanted - verdicts.length} were not judged in time.`);
    console.log(`${report.noticed} of ${report.mutations} mutations noticed`);
  }
  return isGood(report, names.length === 0 && sample === undefined) ? 0 : 1;
}

function numbered(mutations: readonly Mutation[]): (Mutation & { number: number })[] {
  return mutations.map((mutation, at) => ({ ...mutation, number: at + 1 }));
}

/** What the lanes of one language share; `close` settles those that nobody noticed, unless the time ran out over them. */
function judgingOf(
  own: readonly (Mutation & { number: number })[],
  wanted: readonly Mutation[],
  { end, tell, verdicts }: { end: number; tell: (line: string) => void; verdicts: Map<Mutation, Verdict> },
): { judging: Judging; close: () => void } {
  const chosen = new Set(wanted);
  const alive = new Map(own.filter((each) => chosen.has(each)).map((each) => [each.number, each]));
  const left = new Set(alive.keys());
  const reached = new Set<number>();
  const hasTime = (): boolean => performance.now() < end && left.size > 0;
  const judging: Judging = {
    alive: left,
    hasTime,
    reached: (number) => void reached.add(number),
    noticed(number, by) {
      const mutation = alive.get(number);
      if (mutation === undefined || !left.delete(number)) return;
      verdicts.set(mutation, { mutation, by, reached: true });
      tell(`noticed ${mutation.id}\n    by ${by}`);
    },
    note: tell,
  };
  const close = (): void => {
    if (performance.now() >= end) return;
    for (const [number, mutation] of alive)
      if (left.has(number)) {
        verdicts.set(mutation, { mutation, reached: reached.has(number) });
        tell(`SURVIVED ${mutation.id}`);
      }
  };
  return { judging, close };
}

type Options = {
  names: string[];
  sample: number | undefined;
  seed: string;
  minutes: number;
  lanes: number;
  list: boolean;
  json: boolean;
  help: boolean;
};

function optionsOf(args: readonly string[]): Options | undefined {
  try {
    const text = { type: 'string' } as const;
    const flag = { type: 'boolean', default: false } as const;
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { sample: text, seed: text, minutes: text, lanes: text, list: flag, json: flag, help: flag },
    });
    const number = (name: 'sample' | 'minutes' | 'lanes'): number | undefined => {
      const given = values[name];
      if (given !== undefined && !/^[1-9]\d{0,5}$/.test(given))
        throw new Error(`--${name} ${given} is no number from 1 on.`);
      return given === undefined ? undefined : Number(given);
    };
    return {
      ...{ names: positionals, sample: number('sample'), seed: values.seed ?? '1' },
      ...{ minutes: number('minutes') ?? 100_000, lanes: number('lanes') ?? 2 },
      ...{ list: values.list, json: values.json, help: values.help },
    };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)} --help says what is taken.`);
    return undefined;
  }
}
