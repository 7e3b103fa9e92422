import { answerLetter, prolongLetter, redirectLetter } from '../../../biller/commands/letter-commands.ts';
import { findLetter } from '../../../biller/letters/find-letter.ts';
import { letterRow, shownLetter, type LetterRow } from '../../../biller/letters/letter-row.ts';
import { dateOption, printJson } from '../arguments.ts';
import { act, type ClerkOptions } from './clerk.ts';
import { lookAround, printList } from './desk.ts';

export type ListOptions = ClerkOptions & { open?: boolean; overdue?: boolean };
export type TextOptions = ClerkOptions & { text: string };
export type RedirectOptions = TextOptions & { to: string };
export type ProlongOptions = TextOptions & { until: string };

/** Letters to this biller, oldest first. @throws as `lookAround` */
export async function clerkLetters(options: ListOptions): Promise<void> {
  const { context, flats } = await lookAround(options);
  const rows = [...context.state.appeals.values()]
    .map((letter) => letterRow(context, flats, letter))
    .filter((row) => (options.open !== true || row.open) && (options.overdue !== true || row.overdue));
  printList(options, 'letters', rows, (row) => [lineOf(row)]);
}

/** One letter with its text and every word on it. @throws InputError APPEAL_UNKNOWN, LETTER_AMBIGUOUS */
export async function clerkShowLetter(letter: string, options: ClerkOptions): Promise<void> {
  const { context, flats } = await lookAround(options);
  const shown = shownLetter(context, flats, await findLetter(context, letter));
  if (options.json === true) return printJson(shown);
  const { text, code, act: law, answers } = shown;
  const lines = [
    lineOf(shown),
    `  id ${shown.id}`,
    `  by ${law}`,
    ...(shown.about === '' ? [] : [`  about: ${shown.about}`]),
    text ?? `This letter cannot be read (${code ?? 'nobody looked yet'}).`,
    ...answers.flatMap(({ at, status, text: said = 'cannot be read' }) => [
      `${at} ${status}`,
      ...(said === '' ? [] : [said]),
    ]),
  ];
  for (const line of lines) process.stdout.write(`${line}\n`);
}

/** @throws InputError with the ledger's or the command's code */
export function clerkAnswerLetter(letter: string, options: TextOptions): Promise<void> {
  const { text } = options;
  return act(options, 'Letter answered', (acting) => answerLetter({ ...acting, letter, text }));
}

/** @throws InputError with the ledger's or the command's code */
export function clerkRedirectLetter(letter: string, options: RedirectOptions): Promise<void> {
  const { text, to } = options;
  return act(options, 'Letter redirected', (acting) => redirectLetter({ ...acting, letter, text, to }));
}

/** @throws InputError with the ledger's or the command's code */
export function clerkProlongLetter(letter: string, options: ProlongOptions): Promise<void> {
  const { text } = options;
  const until = dateOption('--until', options.until);
  return act(options, 'Answer put off', (acting) => prolongLetter({ ...acting, letter, text, until }));
}

function lineOf(row: LetterRow): string {
  const from = row.flat === '' ? row.account : `flat ${row.flat}`;
  const due = row.open ? `, due ${row.due}${row.overdue ? ', overdue' : ''}` : '';
  const shut = row.readable ? '' : ', cannot be read';
  return `${row.letter}. ${row.received} ${row.category} from ${from}: ${row.status}${due}${shut}`;
}
