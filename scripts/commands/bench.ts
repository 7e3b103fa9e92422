import type { Command } from 'commander';
import type { BenchOptions } from '../bench/run-bench.ts';
import { countOption } from './arguments.ts';

/** Adds `bench`. */
export function registerBench(cli: Command): void {
  cli
    .command('bench')
    .description('Measure this machine: each figure beside what another program or the machine itself can do.')
    .argument(
      '[parts...]',
      'chain, oracle, frames, invoices, replay, age, proofs, rest, documents, indexer, bills; all where none is named',
    )
    .option('--backlog', 'oracle: a backlog of 1,000,000 frames instead of 50,000; takes a quarter of an hour')
    .option('--blocks <number>', 'age: how many blocks the folder has, 20,000 without it', (text) =>
      countOption('--blocks', text),
    )
    .option('--transactions <number>', 'age, proofs: how many transactions, 2,000 without it', (text) =>
      countOption('--transactions', text),
    )
    .option('--rest <seconds>', 'rest: how long before it is measured, 180 without it', (text) =>
      countOption('--rest', text),
    )
    .option('--window <seconds>', 'rest: over how long, 120 without it', (text) => countOption('--window', text))
    .option('--json', 'print one flat JSON object')
    .action(async (parts: string[], options: BenchOptions) =>
      (await import('../bench/run-bench.ts')).runBench(parts, options),
    );
}
