import { InputError } from '../../bytes/errors.ts';

/** Cyrillic capitals that look like Latin ones: documents carry either. */
const ALIKE: ReadonlyMap<string, string> = new Map(
  [...'АВЕКМНОРСТУХ'].map((letter, at) => [letter, 'ABEKMHOPCTYX'.charAt(at)]),
);

/**
 * A unified personal account (ЕЛС) of the state housing system: 2 digits, 2 letters, 6 digits, with letters in Latin. The system assigns
 * it; no check digit is published, so its form alone is checked.
 * @throws InputError PERSONAL_ACCOUNT_INVALID
 */
export function parseUnifiedAccount(text: string): string {
  return shaped(text, /^\d{2}[A-Z]{2}\d{6}$/, 'unified personal account, such as 80KX478547');
}

/** A service of such an account (ИЖКУ): the account, a hyphen, 2 digits. @throws InputError PERSONAL_ACCOUNT_INVALID */
export function parseServiceId(text: string): string {
  return shaped(text, /^\d{2}[A-Z]{2}\d{6}-\d{2}$/, 'service of a unified personal account, such as 80PC558347-01');
}

function shaped(text: string, pattern: RegExp, what: string): string {
  const latin = [...text.toUpperCase()].map((letter) => ALIKE.get(letter) ?? letter).join('');
  if (!pattern.test(latin)) throw new InputError('PERSONAL_ACCOUNT_INVALID', `"${text.slice(0, 20)}" is no ${what}.`);
  return latin;
}
