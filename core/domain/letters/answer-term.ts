import { localDate } from '../billing/period.ts';
import { workingDaysEnd } from '../billing/payables/working-days.ts';
import { APPEAL_ADDRESSEE } from '../ledger/kinds.ts';
import { dateOfDay, dayNumber } from '../premises/day-number.ts';

export type AppealAddressee = keyof typeof APPEAL_ADDRESSEE;

/** What the law gives an addressee for a letter. Days are counted from the day behind the one on which the letter is dated. */
export type AnswerTerm = {
  /** Which act, as a name of `LETTER_ACTS`. */
  act: 'upkeepLetter' | 'changeOfCharge' | 'othersLetter' | 'stateLetter';
  /** For the answer. */
  days: number;
  unit: 'working' | 'calendar';
  /** By how many calendar days at most the answer may be put off, with notice; 0: the act knows of none. */
  prolong: number;
};
/** The local date of a letter, YYYY-MM-DD, and what follows from it: by when it is to be answered, and to which day that may be put off at most. */
export type LetterDays = { on: string; lawDue: string; latest: string };
/** Which letters; since when, YYYY-MM-DD. Of those that fit, the last one in force on the letter's date counts. */
type Rule = { addressee: AppealAddressee; onlyBills?: true; from: string; term: AnswerTerm };

const THIRTY = { days: 30, unit: 'calendar', prolong: 30 } as const;
const IN_FORCE = '2024-01-01';

const RULES: readonly Rule[] = [
  {
    addressee: 'company',
    from: IN_FORCE,
    term: { act: 'upkeepLetter', days: 10, unit: 'working', prolong: 0 },
  },
  {
    addressee: 'company',
    onlyBills: true,
    from: IN_FORCE,
    term: { act: 'changeOfCharge', days: 2, unit: 'working', prolong: 0 },
  },
  { addressee: 'provider', from: IN_FORCE, term: { act: 'othersLetter', ...THIRTY } },
  { addressee: 'portal', from: IN_FORCE, term: { act: 'stateLetter', ...THIRTY } },
];

/**
 * The term of a letter, by the row that was in force when it was dated; of letters that are older than the table, by its oldest one.
 * @param on the letter's local date, YYYY-MM-DD
 * @param complaintAboutBill a complaint whose `about` is a bill of this addressee: an application to change the charge
 */
export function answerTerm(args: { addressee: AppealAddressee; complaintAboutBill: boolean; on: string }): AnswerTerm {
  const fitting = RULES.filter(
    ({ addressee, onlyBills }) => addressee === args.addressee && (onlyBills === undefined || args.complaintAboutBill),
  );
  const rule = fitting.findLast(({ from }) => from <= args.on) ?? fitting[0];
  if (rule === undefined) throw new Error(`no term for ${args.addressee}`);
  return rule.term;
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
 * What the law gives an addressee for one letter: everybody who asks computes the same from public data.
 * @param args.at when it was signed, unix seconds
 */
export function termOfLetter(args: {
  addressee: AppealAddressee;
  complaintAboutBill: boolean;
  at: bigint;
  timeZone: string;
}): LetterDays & { term: AnswerTerm } {
  const on = localDate(args.at, args.timeZone);
  const term = answerTerm({ ...args, on });
  const lawDue = answerDue(term, on);
  return { term, on, lawDue, latest: dateOfDay(dayNumber(lawDue) + term.prolong) };
}
