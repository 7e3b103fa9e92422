import { InputError } from '../../bytes/errors.ts';
import { weightedSum } from './weighted-sum.ts';

const FIRST = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const SECOND = [3, 4, 5, 6, 7, 8, 9, 10, 1, 2];

/**
 * The unique number of a charge of the state (УИН), 20 or 25 digits of which the last checks: Σ digit × weight mod 11, and where that is 10, again
 * with weights that begin at 3; 10 once more counts as 0. Numbers with letters have no rule that is known, and are refused.
 * @throws InputError UIN_INVALID
 */
export function parseUin(text: string): string {
  if (!/^(\d{20}|\d{25})$/.test(text))
    throw new InputError('UIN_INVALID', `"${text.slice(0, 30)}" is no UIN: 20 or 25 digits.`);
  const body = text.slice(0, -1);
  const first = weightedSum(body, FIRST, true) % 11;
  const key = first < 10 ? first : (weightedSum(body, SECOND, true) % 11) % 10;
  if (String(key) !== text.at(-1))
    throw new InputError('UIN_INVALID', `The check digit of UIN ${text} is wrong: look for a digit that was mistyped.`);
  return text;
}
