import { InputError } from '../../bytes/errors.ts';
import { weightedSum } from './weighted-sum.ts';

/** Where Russian money goes: an account of 20 digits in a bank of this BIC, which has its correspondent account in the Bank of Russia. */
export type RussianAccount = { account: string; bic: string; correspondentAccount: string };

const KEY_WEIGHTS = [7, 1, 3];
/** A currency that the account's plan writes as a letter counts as its place in this row. */
const CURRENCY_LETTERS = 'ABCEHKMPTX';

/** A bank's code in Russia, 9 digits; it has no check digit of its own, the accounts carry it. @throws InputError BIC_INVALID */
export function parseBic(text: string): string {
  if (!/^04\d{7}$/.test(text))
    throw new InputError(
      'BIC_INVALID',
      `"${text.slice(0, 20)}" is no BIC of a Russian bank: 9 digits that begin with 04.`,
    );
  return text;
}

/**
 * The account's ninth digit checks it together with the bank's BIC, so that an account of another bank is noticed too.
 * @throws InputError BIC_INVALID, ACCOUNT_INVALID
 */
export function parseRussianAccount({ account, bic, correspondentAccount }: RussianAccount): RussianAccount {
  const bank = parseBic(bic).slice(-3);
  // The Bank of Russia's own offices have 000, 001 and 002: accounts there are checked as correspondent accounts are.
  const isOffice = /^00[012]$/.test(bank);
  const office = `0${bic.slice(4, 6)}`;
  check('account', account, isOffice ? office : bank);
  if (!/^301/.test(correspondentAccount) || !correspondentAccount.endsWith(bank))
    throw new InputError(
      'ACCOUNT_INVALID',
      `"${correspondentAccount.slice(0, 30)}" is no correspondent account of BIC ${bic}: it begins with 301 and ends with ${bank}.`,
    );
  check('correspondent account', correspondentAccount, office);
  return { account, bic, correspondentAccount };
}

function check(what: string, account: string, prefix: string): void {
  if (!/^[1-9]\d{4}[0-9ABCEHKMPTX]\d{14}$/.test(account))
    throw new InputError(
      'ACCOUNT_INVALID',
      `The ${what} "${account.slice(0, 30)}" does not have the form of 20 digits.`,
    );
  const digits = account.replace(/[A-Z]/, (letter) => String(CURRENCY_LETTERS.indexOf(letter)));
  if (weightedSum(`${prefix}${digits}`, KEY_WEIGHTS, true) % 10 !== 0)
    throw new InputError(
      'ACCOUNT_INVALID',
      `The key digit of the ${what} ${account} does not fit the bank's BIC: look for a digit that was mistyped, or another bank.`,
    );
}
