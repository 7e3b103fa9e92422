import type { Hex } from '../bytes/hex.ts';
import { APPEAL_OUTCOME } from '../ledger/kinds.ts';

/** What an addressee's words on a letter come to. `prolonged`: it said a later day than the law's. */
export type AnswerWord = 'silent' | 'received' | 'prolonged' | 'answered' | 'redirected';
/** A word as its envelope holds it; `due` and `to` are '' where it says neither, or does not open. */
export type SaidAnswer = { outcome: number; due: string; to: '' | Hex };

/** @param lawDue the day, YYYY-MM-DD, that the law gives (`answerDue`) */
export function answerWord({ outcome, due }: SaidAnswer, lawDue: string): AnswerWord {
  if (outcome === APPEAL_OUTCOME.answered) return 'answered';
  if (outcome === APPEAL_OUTCOME.redirected) return 'redirected';
  return due > lawDue ? 'prolonged' : 'received';
}

/**
 * Where a letter stands with one addressee.
 * @param answers its words, oldest first
 * @param today local date
 */
export function answerStanding(
  answers: readonly SaidAnswer[],
  lawDue: string,
  today: string,
): { word: AnswerWord; due: string; to: '' | Hex; late: boolean } {
  const last = answers.at(-1);
  const word = last === undefined ? 'silent' : answerWord(last, lawDue);
  const due = answers.findLast((answer) => answer.due !== '')?.due ?? lawDue;
  const late = word !== 'answered' && word !== 'redirected' && today > due;
  return { word, due, to: last?.to ?? '', late };
}
