import { InputError } from '../../bytes/errors.ts';
import { weightedSum } from './weighted-sum.ts';

const TENTH = [2, 4, 10, 3, 5, 9, 4, 6, 8];
const ELEVENTH = [7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
const TWELFTH = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];

/** A Russian taxpayer number: of an organisation (10 digits, one of them checks) or a person (12, two check). @throws InputError INN_INVALID */
export function parseInn(text: string): string {
  if (!/^(\d{10}|\d{12})$/.test(text) || /^0+$/.test(text))
    throw new InputError(
      'INN_INVALID',
      `"${text.slice(0, 20)}" is no INN: 10 digits of an organisation, 12 of a person.`,
    );
  const checks = text.length === 10 ? [TENTH] : [ELEVENTH, TWELFTH];
  if (checks.some((weights) => String((weightedSum(text, weights) % 11) % 10) !== text[weights.length]))
    throw new InputError('INN_INVALID', `The check digit of INN ${text} is wrong: look for a digit that was mistyped.`);
  return text;
}

/** The reason code of a Russian organisation's registration; it has no check digit. @throws InputError KPP_INVALID */
export function parseKpp(text: string): string {
  if (!/^\d{4}[0-9A-Z]{2}\d{3}$/.test(text))
    throw new InputError(
      'KPP_INVALID',
      `"${text.slice(0, 20)}" is no KPP: four digits, two digits or letters, three digits.`,
    );
  return text;
}

/** The territory code of a municipality, 8 digits, or of a settlement in it, 11; it has no check digit. @throws InputError OKTMO_INVALID */
export function parseOktmo(text: string): string {
  if (!/^(\d{8}|\d{11})$/.test(text))
    throw new InputError('OKTMO_INVALID', `"${text.slice(0, 20)}" is no OKTMO: 8 or 11 digits.`);
  return text;
}
