import { workingDaysEnd } from '../billing/payables/working-days.ts';
import { InputError } from '../bytes/errors.ts';
import { APPEAL_ADDRESSEE } from '../ledger/kinds.ts';
import { dateOfDay, dayNumber } from '../premises/day-number.ts';

export type AppealAddressee = keyof typeof APPEAL_ADDRESSEE;

/** What the law gives an addressee for a letter. Days are counted from the day behind the one on which the letter is dated. */
export type AnswerTerm = {
  act: string;
  /** For the answer. */
  days: number;
  unit: 'working' | 'calendar';
  /** By how many calendar days at most the answer may be put off, with notice; 0: the act knows of none. */
  prolong: number;
  /** Calendar days within which a letter is sent on to whom it belongs. */
  redirect: number;
};
type Rule = AnswerTerm & { addressee: AppealAddressee; aboutBill: boolean | 'either'; from: string };

/** The law on citizens' letters to the state (59-FZ, article 8), which companies and providers keep here as well: docs/decisions.md. */
const REDIRECT = 7;

/** Newest last; of those that fit, the last one in force on the letter's date counts. */
const RULES: readonly Rule[] = [
  {
    ...{ addressee: 'company', aboutBill: 'either', from: '2024-01-01' },
    ...{ act: 'Decree 416 of 15.05.2013, item 36', days: 10, unit: 'working', prolong: 0, redirect: REDIRECT },
  },
  {
    ...{ addressee: 'company', aboutBill: true, from: '2024-01-01' },
    ...{ act: 'Decree 491, rules on changing the charge, item 9' },
    ...{ days: 2, unit: 'working', prolong: 0, redirect: REDIRECT },
  },
  {
    ...{ addressee: 'provider', aboutBill: 'either', from: '2024-01-01' },
    ...{ act: 'as Decree 416 of 15.05.2013, item 37', days: 30, unit: 'calendar', prolong: 30, redirect: REDIRECT },
  },
  {
    ...{ addressee: 'portal', aboutBill: 'either', from: '2024-01-01' },
    ...{ act: '59-FZ of 02.05.2006, article 12', days: 30, unit: 'calendar', prolong: 30, redirect: REDIRECT },
  },
];

/**
 * The term of a letter, by the row that was in force when it was dated; of letters that are older than the table, by its oldest one.
 * @param on the letter's local date, YYYY-MM-DD
 * @param complaintAboutBill a complaint whose `about` is a bill of this addressee: an application to change the charge
 */
export function answerTerm(args: { addressee: AppealAddressee; complaintAboutBill: boolean; on: string }): AnswerTerm {
  const fitting = RULES.filter(
    ({ addressee, aboutBill }) =>
      addressee === args.addressee && (aboutBill === 'either' || aboutBill === args.complaintAboutBill),
  );
  const term = fitting.findLast(({ from }) => from <= args.on) ?? fitting[0];
  if (term === undefined) throw new Error(`no term for ${args.addressee}`);
  return term;
}

/**
 * The last day, YYYY-MM-DD, on which an answer is in time. Working days are Monday to Friday: holidays are not known here, which makes the date earlier than the
 * law's, never later.
 */
export function answerDue({ days, unit }: AnswerTerm, on: string): string {
  const day = dayNumber(on);
  if (unit === 'calendar') return dateOfDay(day + days);
  return dateOfDay(Number(workingDaysEnd(BigInt(day) * 86_400n, days) / 86_400n) - 1);
}

/**
 * Until when an answer may be put off.
 * @param today local date, as `on` and `until`
 * @throws InputError PROLONG_NOT_KNOWN, PROLONG_TOO_LATE, PROLONG_TOO_FAR
 */
export function checkProlong(term: AnswerTerm, args: { on: string; today: string; due: string; until: string }): void {
  if (term.prolong === 0)
    throw new InputError(
      'PROLONG_NOT_KNOWN',
      `${term.act} gives no right to put this answer off. Answer by ${args.due}.`,
    );
  if (args.today > args.due)
    throw new InputError('PROLONG_TOO_LATE', `The answer was due on ${args.due}; it can be put off no longer. Answer.`);
  const last = dateOfDay(dayNumber(answerDue(term, args.on)) + term.prolong);
  dayNumber(args.until);
  if (args.until <= args.due || args.until > last)
    throw new InputError(
      'PROLONG_TOO_FAR',
      `An answer due on ${args.due} can be put off to a later day up to ${last}.`,
    );
}

/** @throws InputError REDIRECT_TOO_LATE */
export function checkRedirect(term: AnswerTerm, args: { on: string; today: string }): void {
  const last = dateOfDay(dayNumber(args.on) + term.redirect);
  if (args.today > last)
    throw new InputError('REDIRECT_TOO_LATE', `This letter could be redirected until ${last}. Answer it.`);
}
