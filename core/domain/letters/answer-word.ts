import type { Hex } from '../bytes/hex.ts';
import { APPEAL_OUTCOME } from '../ledger/kinds.ts';
import type { LetterDays } from './answer-term.ts';

/** What an addressee's words on a letter come to. `prolonged`: it said a later day than the law's. */
export type AnswerWord = (typeof ANSWER_WORDS)[number];
export const ANSWER_WORDS = ['silent', 'received', 'prolonged', 'answered', 'redirected'] as const;
/** A word as its envelope holds it; `due` and `to` are '' where it says neither, or does not open. */
export type SaidAnswer = { outcome: number; due: string; to: '' | Hex };

type Bounds = Pick<LetterDays, 'lawDue' | 'latest'>;

/** @param bounds of the letter (`termOfLetter`) */
export function answerWord({ outcome, due }: SaidAnswer, bounds: Bounds): AnswerWord {
  if (outcome === APPEAL_OUTCOME.answered) return 'answered';
  if (outcome === APPEAL_OUTCOME.redirected) return 'redirected';
  return believed(due, bounds) > bounds.lawDue ? 'prolonged' : 'received';
}

/** What is said counts as far as the law lets an answer be put off. */
function believed(due: string, { latest }: Bounds): string {
  return due > latest ? latest : due;
}

/**
 * Where a letter stands with one addressee.
 * @param answers its words, oldest first
 * @param today local date
 */
export function answerStanding(
  answers: readonly SaidAnswer[],
  bounds: Bounds,
  today: string,
): { word: AnswerWord; due: string; to: '' | Hex; late: boolean } {
  const last = answers.at(-1);
  const word = last === undefined ? 'silent' : answerWord(last, bounds);
  const said = answers.findLast((answer) => answer.due !== '');
  const due = said === undefined ? bounds.lawDue : believed(said.due, bounds);
  const late = word !== 'answered' && word !== 'redirected' && today > due;
  return { word, due, to: last?.to ?? '', late };
}
