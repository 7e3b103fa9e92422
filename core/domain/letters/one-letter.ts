import { InputError } from '../bytes/errors.ts';

/**
 * The one letter that a person means.
 * @param found those that answer to the name
 * @param list the command that shows all of them
 * @throws InputError APPEAL_UNKNOWN, LETTER_AMBIGUOUS
 */
export function oneLetter<T extends { number: number }>(found: readonly T[], name: string, list: string): T {
  const [letter, other] = found;
  if (letter === undefined) throw new InputError('APPEAL_UNKNOWN', `There is no letter "${name}". See ${list}.`);
  if (other === undefined) return letter;
  const numbers = found.map(({ number }) => number).join(', ');
  throw new InputError('LETTER_AMBIGUOUS', `"${name}" are several letters. Give one of their numbers: ${numbers}.`);
}
