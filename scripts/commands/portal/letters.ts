import { readLetters, sayAnswer, type PortalLetters } from '../../../app/server/operator/ask-operator.ts';
import { parseHex } from '../../../core/domain/bytes/hex.ts';
import { oneLetter } from '../../../core/domain/letters/one-letter.ts';
import { printJson } from '../arguments.ts';
import { portOf, type PortalOptions } from './act-for-portal.ts';

export type LettersOptions = PortalOptions & { open?: boolean };
export type ReplyOptions = PortalOptions & { text: string; redirect?: string };

type Letter = PortalLetters[number];

/** Lists letters to the portal. @throws as the port says */
export async function portalLetters(options: LettersOptions): Promise<void> {
  const all = await readLetters(portOf(options));
  const letters = all.filter(({ open }) => options.open !== true || open);
  if (options.json === true)
    return printJson({ letters: letters.map(({ text: _text, answers: _said, ...row }) => row) });
  if (letters.length === 0) process.stdout.write('There are no letters.\n');
  for (const letter of letters) process.stdout.write(`${lineOf(letter)}\n   ${letter.id}\n`);
}

/** Shows one with its text and what was said to it. @throws InputError APPEAL_UNKNOWN, LETTER_AMBIGUOUS, and as the port says */
export async function portalLetter(which: string, options: PortalOptions): Promise<void> {
  const letter = findLetter(await readLetters(portOf(options)), which);
  if (options.json === true) return printJson(letter);
  process.stdout.write(`${lineOf(letter)}\n   ${letter.id}\n\n${letter.text ?? 'It does not open.'}\n`);
  for (const { at, status, text } of letter.answers)
    process.stdout.write(`\n${at}, ${status}${text === null || text === '' ? '' : `: ${text}`}\n`);
}

/** Answers one, or with `redirect` says who is to be asked instead. @throws InputError APPEAL_UNKNOWN, LETTER_AMBIGUOUS, and as the port says */
export async function portalReply(which: string, options: ReplyOptions): Promise<void> {
  const port = portOf(options);
  const { id } = findLetter(await readLetters(port), which);
  const to = options.redirect === undefined ? undefined : parseHex(options.redirect, '--redirect', 20);
  const digest = await sayAnswer(port, id, { text: options.text, to });
  if (options.json === true) printJson({ digest });
  else process.stdout.write(`The portal says it in block ${digest}; it is sent until it is on the ledger.\n`);
}

/** @param which its number in the list, FLAT:YYYY-MM-DD where that day brought one letter of the flat, or its id */
function findLetter(letters: PortalLetters, which: string): Letter {
  const found = letters
    .filter(
      ({ letter, id, flat, received }) =>
        String(letter) === which || id === which.toLowerCase() || (flat !== '' && `${flat}:${received}` === which),
    )
    .map((row) => ({ number: row.letter, row }));
  return oneLetter(found, which, 'portal letters list').row;
}

function lineOf({ letter, flat, account, category, received, status, due, overdue, open }: Letter): string {
  const who = flat === '' ? `account ${account}` : flat;
  const when = open ? `, answer due by ${due}${overdue ? ', overdue' : ''}` : '';
  return `${letter}. ${received} ${category} of ${who}: ${status === 'silent' ? 'no word yet' : status}${when}`;
}
