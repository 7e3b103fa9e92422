import { addHouseFact, listHouseFacts } from '../../../biller/commands/house-facts.ts';
import type { HouseFact } from '../../../biller/engine/fact-shapes.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { unixSeconds } from '../../../core/domain/unix-seconds.ts';
import { printJson } from '../arguments.ts';
import { actingBy } from '../clerk/clerk.ts';

export type FactOptions = { settings: string; json?: boolean };
export type AddFactOptions = FactOptions & { date: string; author: string; evidence: string; content: string };

/** @throws InputError FACT_INVALID, SETTINGS_INVALID */
export async function billerAddFact(options: AddFactOptions): Promise<void> {
  const { date, author, evidence } = options;
  const content = jsonOf(options.content);
  const fact = addHouseFact(settingsOf(options), { date, author, evidence, content }, unixSeconds());
  if (options.json === true) return printJson(shown(fact));
  process.stdout.write(`Entered as ${fact.number}; bills that are made from now on go by it.\n`);
}

/** @throws InputError SETTINGS_INVALID */
export async function billerListFacts(options: FactOptions): Promise<void> {
  const facts = listHouseFacts(settingsOf(options));
  if (options.json === true)
    return printJson({ facts: facts.map((fact) => ({ ...shown(fact), stands: fact.stands })) });
  if (facts.length === 0) process.stdout.write('No facts.\n');
  for (const { number, date, author, evidence, content, stands } of facts)
    process.stdout.write(
      `${number}. ${JSON.stringify(content)}${stands || content.kind === 'withdrawal' ? '' : ' (withdrawn)'}\n   ${date}, ${author}: ${evidence}\n`,
    );
}

function settingsOf({ settings }: FactOptions): { dataDir: string } {
  return actingBy({ settings, wait: '60' }).settings;
}

function shown({ enteredAt, ...fact }: HouseFact): object {
  const { number, date, author, evidence, content } = fact;
  return { number, enteredAt: enteredAt.toString(), date, author, evidence, content };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError('FACT_INVALID', '--content is no JSON.', { cause });
  }
}
