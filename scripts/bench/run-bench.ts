import { InputError } from '../../core/domain/bytes/errors.ts';
import type { AgeOptions } from './age/bench-age.ts';
import type { WebOptions } from './web/bench-web.ts';
import { benchTable } from './bench-table.ts';
import { missedLimits } from './missed-limits.ts';

export type BenchOptions = { json?: boolean; backlog?: boolean } & AgeOptions & WebOptions;

type Figures = Readonly<Record<string, number>>;

const PARTS: Readonly<Record<string, (options: BenchOptions) => Promise<Figures>>> = {
  chain: async () => (await import('./chain/bench-chain.ts')).benchChain(),
  oracle: async ({ backlog = false }) => (await import('./oracle/bench-oracle.ts')).benchOracle({ backlog }),
  frames: async () => (await import('./bench-frames.ts')).benchFrames(),
  invoices: async () => (await import('./bench-invoices.ts')).benchInvoices(),
  replay: async () => (await import('./bench-replay.ts')).benchReplay(),
  age: async (options) => (await import('./age/bench-age.ts')).benchAge(options),
  documents: async () => (await import('./bench-documents.ts')).benchDocuments(),
  web: async (options) => (await import('./web/bench-web.ts')).benchWeb(options),
  indexer: async () => (await import('./bench-indexer.ts')).benchIndexer(),
  bills: async () => ({
    ...(await import('./bench-bills.ts')).benchBills(),
    ...(await (await import('./bench-sealed-bills.ts')).benchSealedBills()),
  }),
};

const NAMES = Object.keys(PARTS);
/** Whose limits are all to be kept: one that is missed fails the run. They need a browser, and are measured where they are named. */
const STRICT: readonly string[] = ['web'];

/**
 * Measures the parts named, or all. Keys name their unit; `_peer` is what another program did with the same work in the same run, `_ratio` ours by its, `_ceiling`
 * what this machine could do at best, `_limit` what is promised; `_lowest` and `_highest` are the rounds' spread around the median.
 * A limit of `web` that is missed fails the run.
 * @throws InputError BENCH_UNKNOWN
 */
export async function runBench(wanted: readonly string[], options: BenchOptions): Promise<void> {
  const unknown = wanted.filter((name) => !Object.hasOwn(PARTS, name));
  if (unknown.length > 0)
    throw new InputError('BENCH_UNKNOWN', `There is no bench ${unknown.join(', ')}. There are ${NAMES.join(', ')}.`);
  const figures: Record<string, number> = {};
  const missed: string[] = [];
  for (const [name, measure] of Object.entries(PARTS)) {
    if (wanted.length > 0 ? !wanted.includes(name) : STRICT.includes(name)) continue;
    process.stderr.write(`measuring ${name} ...\n`);
    const found = await measure(options);
    Object.assign(figures, found);
    if (STRICT.includes(name)) missed.push(...missedLimits(found));
  }
  process.stdout.write(options.json === true ? `${JSON.stringify(figures, null, 2)}\n` : benchTable(figures));
  for (const one of missed) process.stderr.write(`missed: ${one}\n`);
  if (missed.length > 0) process.exitCode = 1;
}
