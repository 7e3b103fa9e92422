import type { Command } from 'commander';
import type { AddFactOptions, FactOptions } from './facts.ts';
import type { PreviewOptions } from './preview.ts';

/** Adds what a person asks of a biller beside its daemon, under the program's own command. */
export function registerBillerTools(biller: Command | undefined): void {
  if (biller === undefined) return;
  const by = (parent: Command, name: string, text: string): Command =>
    parent
      .command(name)
      .description(text)
      .requiredOption('--settings <file>', "the biller's settings, for example data/biller-company/settings.json")
      .option('--json', 'print one JSON object');
  by(
    biller,
    'preview',
    'What would be billed now, beside the bills before and with what to look at. Nothing is signed or said.',
  )
    .option('--wait <seconds>', 'how long to wait for the ledger', '60')
    .action(async (options: PreviewOptions) => (await import('./preview.ts')).billerPreview(options));
  const fact = biller
    .command('fact')
    .description('What bills need of the house and no ledger holds. docs/billing.md says which.');
  by(fact, 'add', 'Enter a fact, for good; {"kind": "withdrawal", "number": N} ends one.')
    .requiredOption('--date <date>', 'of the evidence, YYYY-MM-DD')
    .requiredOption('--author <name>', 'who says it')
    .requiredOption('--evidence <text>', 'act, letter or decision')
    .requiredOption('--content <json>', 'what it is, as JSON')
    .action(async (options: AddFactOptions) => (await import('./facts.ts')).billerAddFact(options));
  by(fact, 'list', 'All that was entered, with what was withdrawn.').action(async (options: FactOptions) =>
    (await import('./facts.ts')).billerListFacts(options),
  );
}
