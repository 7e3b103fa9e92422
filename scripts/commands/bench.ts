import type { Command } from 'commander';
import type { BenchOptions } from '../bench/run-bench.ts';

/** Adds `bench`. */
export function registerBench(cli: Command): void {
  cli
    .command('bench')
    .description('Measure this machine: each figure beside what another program or the machine itself can do.')
    .argument('[parts...]', 'chain, oracle, frames, invoices, replay, documents, indexer; all where none is named')
    .option('--backlog', 'oracle: a backlog of 1,000,000 frames instead of 50,000; takes a quarter of an hour')
    .option('--json', 'print one flat JSON object')
    .action(async (parts: string[], options: BenchOptions) =>
      (await import('../bench/run-bench.ts')).runBench(parts, options),
    );
}
