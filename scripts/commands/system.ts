import type { Command } from 'commander';

/** Adds `start` and `story`. */
export function registerSystem(cli: Command): void {
  cli
    .command('start')
    .description('Run the whole system with one sandbox house on this machine; Ctrl-C stops it, starting again goes on.')
    .option('--data <dir>', 'folder where everything is kept', 'data')
    .action(async (options: { data: string }) => (await import('../start/run-start.ts')).runStart(options));
}
