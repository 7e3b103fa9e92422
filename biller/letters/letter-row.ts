import { localDate } from '../../core/domain/billing/period.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { APPEAL_CATEGORY } from '../../core/domain/ledger/kinds.ts';
import { answerWord, type AnswerWord } from '../../core/domain/letters/answer-word.ts';
import { LETTER_ACTS } from '../../core/domain/letters/check-word.ts';
import type { DecisionContext } from '../decide/decision-context.ts';
import type { Premise } from '../house-files.ts';
import { isOpenLetter, type Appeal } from '../state.ts';
import type { KeptText } from './letter-book.ts';
import { saidIn, standingOf, termOf } from './letter-term.ts';

/** A letter as its addressee lists it, in a clerk's words. Dates are local. */
export type LetterRow = {
  letter: number;
  id: Hex;
  /** '' where only an account is known: to providers. */
  flat: string;
  personalAccount: string;
  account: Hex;
  category: string;
  about: string;
  received: string;
  status: string;
  due: string;
  overdue: boolean;
  open: boolean;
  readable: boolean;
};

/** The letter with its text and every word on it. `text` undefined: nobody here can read it, for the reason `code`. */
export type ShownLetter = LetterRow & {
  act: string;
  text: string | undefined;
  code: string | undefined;
  answers: { at: string; status: string; text: string | undefined }[];
};

/** @param flats by account, as `flatsOf` gives them */
export function letterRow(context: DecisionContext, flats: ReadonlyMap<Hex, Premise>, letter: Appeal): LetterRow {
  const { network, letters } = context;
  const premise = flats.get(letter.subscriber);
  const { word, due, to, late } = standingOf(context, letter);
  const kept = letters.read(letter.appealId);
  return {
    letter: letter.number,
    id: letter.appealId,
    flat: premise?.premise ?? '',
    personalAccount: premise?.personalAccount ?? '',
    account: letter.subscriber,
    category: nameOf(APPEAL_CATEGORY, letter.category),
    about: aboutOf(context, letter.about),
    received: localDate(letter.at, network.timeZone),
    status: statusText(context, word, due, to),
    due,
    overdue: late,
    open: isOpenLetter(letter),
    readable: kept !== undefined && !('code' in kept),
  };
}

/** @param flats by account, as `flatsOf` gives them */
export function shownLetter(context: DecisionContext, flats: ReadonlyMap<Hex, Premise>, letter: Appeal): ShownLetter {
  const kept = context.letters.read(letter.appealId);
  const { term, ...days } = termOf(context, letter);
  return {
    ...letterRow(context, flats, letter),
    act: LETTER_ACTS[term.act],
    text: textOf(kept),
    code: kept !== undefined && 'code' in kept ? kept.code : undefined,
    answers: letter.answers.map((answer) => {
      const said = saidIn(context, answer);
      return {
        at: localDate(answer.at, context.network.timeZone),
        status: statusText(context, answerWord(said, days), said.due, said.to),
        text: textOf(context.letters.read(answer.digest)),
      };
    }),
  };
}

/** What this biller said: never that somebody "is working on it". */
function statusText({ state }: DecisionContext, word: AnswerWord, due: string, to: string): string {
  if (word === 'prolonged') return `prolonged until ${due}`;
  if (word === 'silent') return 'no word yet';
  if (word !== 'redirected' || to === '') return word;
  return `redirected to ${to === state.company ? 'company' : to === state.portal ? 'portal' : to}`;
}

function aboutOf({ state }: DecisionContext, about: Hex): string {
  const bill = state.invoices.get(about);
  if (bill !== undefined) return `bill of ${bill.data.period}`;
  if (state.meters.has(about)) return `meter ${about}`;
  return /^0x0*$/.test(about) ? '' : about;
}

function textOf(kept: KeptText | undefined): string | undefined {
  return kept === undefined || 'code' in kept ? undefined : kept.text;
}

function nameOf(names: Readonly<Record<string, number>>, code: number): string {
  return Object.entries(names).find(([, one]) => one === code)?.[0] ?? String(code);
}
