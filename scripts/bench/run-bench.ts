import { InputError } from '../../core/domain/bytes/errors.ts';
import type { AgeOptions } from './age/bench-age.ts';
import type { WebOptions } from './web/bench-web.ts';
import type { RestOptions } from './rest/bench-rest.ts';
import { benchTable } from './bench-table.ts';
import { requireLimits, withdrawnLimits } from './limits.ts';
import type { CityOptions } from './city/bench-city.ts';

export type BenchOptions = { json?: boolean; backlog?: boolean; seconds?: number } & AgeOptions &
  CityOptions &
  RestOptions &
  WebOptions;

type Figures = Readonly<Record<string, number>>;

const PARTS: Readonly<Record<string, (options: BenchOptions) => Promise<Figures>>> = {
  chain: async (options) => (await import('./chain/bench-chain.ts')).benchChain(options),
  oracle: async ({ backlog = false }) => (await import('./oracle/bench-oracle.ts')).benchOracle({ backlog }),
  frames: async () => (await import('./bench-frames.ts')).benchFrames(),
  invoices: async () => (await import('./bench-invoices.ts')).benchInvoices(),
  replay: async () => (await import('./bench-replay.ts')).benchReplay(),
  age: async (options) => (await import('./age/bench-age.ts')).benchAge(options),
  'state-proofs': async (options) => (await import('./proofs/bench-proofs.ts')).benchProofs(options),
  city: async (options) => (await import('./city/bench-city.ts')).benchCity(options),
  rest: async (options) => (await import('./rest/bench-rest.ts')).benchRest(options),
  documents: async () => (await import('./bench-documents.ts')).benchDocuments(),
  web: async (options) => (await import('./web/bench-web.ts')).benchWeb(options),
  indexer: async () => (await import('./bench-indexer.ts')).benchIndexer(),
  bills: async () => ({
    ...(await import('./bench-bills.ts')).benchBills(),
    ...(await (await import('./bench-sealed-bills.ts')).benchSealedBills()),
  }),
};

const NAMES = Object.keys(PARTS);
/** What needs a browser, or ten minutes of rest, and is measured where it is named. */
const BY_NAME: readonly string[] = ['rest', 'web'];

/**
 * Measures the parts named, or all. Keys name their unit; `_peer` is what another program did with the same work in the same run, `_ratio` ours by its, `_ceiling`
 * what this machine could do at best, `_limit` what is promised; `_lowest` and `_highest` are the rounds' spread around the median.
 * @throws InputError BENCH_UNKNOWN; TransientError LIMIT_MISSED, after the figures were printed
 */
export async function runBench(wanted: readonly string[], options: BenchOptions): Promise<void> {
  const unknown = wanted.filter((name) => !Object.hasOwn(PARTS, name));
  if (unknown.length > 0)
    throw new InputError('BENCH_UNKNOWN', `There is no bench ${unknown.join(', ')}. There are ${NAMES.join(', ')}.`);
  const figures: Record<string, number> = {};
  for (const [name, measure] of Object.entries(PARTS)) {
    if (wanted.length > 0 ? !wanted.includes(name) : BY_NAME.includes(name)) continue;
    process.stderr.write(`measuring ${name} ...\n`);
    Object.assign(figures, await measure(options));
  }
  process.stdout.write(options.json === true ? `${JSON.stringify(figures, null, 2)}\n` : benchTable(figures));
  for (const line of withdrawnLimits(figures)) process.stderr.write(`withdrawn: ${line}\n`);
  requireLimits(figures);
}
