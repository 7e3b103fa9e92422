import type { Command } from 'commander';
import type { StartOptions } from '../start/run-start.ts';
import type { StoryOptions } from '../story/run-story.ts';
import { parseWorldSize, type WorldOptions } from '../world/past/world-spec.ts';

/** Adds `start` and `story`. */
export function registerSystem(cli: Command): void {
  cli
    .command('start')
    .description(
      'Run the whole system with one sandbox house on this machine; Ctrl-C stops it, starting again goes on.',
    )
    .option('--data <dir>', 'folder where everything is kept', 'data')
    .option('--months <count>', 'make a house with so many months behind it (36 where only --flats or --seed is given)')
    .option('--flats <count>', 'of so many flats, 2 to 12 (12)')
    .option('--seed <number>', 'the same number gives the same house (1)')
    .action(async (options: StartOptions) => (await import('../start/run-start.ts')).runStart(options));
  cli
    .command('story')
    .description('Run one month in one house, from telegrams to receipts, without a browser, and check everything.')
    .option('--profile <file>', 'CSV of hourly consumption in kWh, a column a home')
    .option('--telegrams <dir>', 'folder of real wired M-Bus telegrams (*.hex) that go through as well')
    .option('--data <dir>', 'folder to keep everything in; must be empty or missing')
    .option('--months <count>', 'instead: write a house with so many months behind it, and check that')
    .option('--flats <count>', 'of so many flats, 2 to 12 (12)')
    .option('--seed <number>', 'the same number gives the same house (1)')
    .option('--json', 'print one JSON object at the end and nothing else')
    .action(async (options: StoryOptions & WorldOptions) => {
      const size = parseWorldSize(options);
      if (size === undefined) await (await import('../story/run-story.ts')).runStory(options);
      else await (await import('../story/tell-past.ts')).tellPast(size, options);
    });
}
