import type { Command } from 'commander';
import type { StoryOptions } from '../story/run-story.ts';

/** Adds `start` and `story`. */
export function registerSystem(cli: Command): void {
  cli
    .command('start')
    .description(
      'Run the whole system with one sandbox house on this machine; Ctrl-C stops it, starting again goes on.',
    )
    .option('--data <dir>', 'folder where everything is kept', 'data')
    .action(async (options: { data: string }) => (await import('../start/run-start.ts')).runStart(options));
  cli
    .command('story')
    .description('Run one month in one house, from telegrams to receipts, without a browser, and check everything.')
    .option('--profile <file>', 'CSV of hourly consumption in kWh, a column a home')
    .option('--telegrams <dir>', 'folder of real wired M-Bus telegrams (*.hex) that go through as well')
    .option('--data <dir>', 'folder to keep everything in; must be empty or missing')
    .option('--json', 'print one JSON object at the end and nothing else')
    .action(async (options: StoryOptions) => (await import('../story/run-story.ts')).runStory(options));
}
