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
      'chain, oracle, frames, invoices, replay, age, state-proofs, city, documents, indexer, bills, rest, web; all but the last two where none is named',
    )
    .option('--backlog', 'oracle: a backlog of 1,000,000 frames instead of 50,000; takes a quarter of an hour')
    .option('--blocks <number>', 'age: how many blocks the folder has, 20,000 without it', (text) =>
      countOption('--blocks', text),
    )
    .option('--transactions <number>', 'age, state-proofs: how many transactions, 2,000 without it', (text) =>
      countOption('--transactions', text),
    )
    .option('--seconds <number>', 'chain: how long the sealer is under load at least; 600 for ten minutes', (text) =>
      countOption('--seconds', text),
    )
    .option('--meters <number>', 'city: how many meters send a day, 10,000 without it', (text) =>
      countOption('--meters', text),
    )
    .option('--hours <number>', 'city: hours of hourly readings, 24 without it', (text) => countOption('--hours', text))
    .option('--speed <pace>', 'city: max as fast as this machine can, or how many times faster than time, such as 3600')
    .option('--months <number>', 'web: how many months the house has behind it, 36 without it', (text) =>
      countOption('--months', text),
    )
    .option('--flats <number>', 'web: how many flats it has, 12 without it', (text) => countOption('--flats', text))
    .option('--rest <seconds>', 'rest: how long before it is measured, 180 without it', (text) =>
      countOption('--rest', text),
    )
    .option('--window <seconds>', 'rest: over how long, 120 without it', (text) => countOption('--window', text))
    .option('--json', 'print one flat JSON object')
    .action(async (parts: string[], options: BenchOptions) =>
      (await import('../bench/run-bench.ts')).runBench(parts, options),
    );
}
