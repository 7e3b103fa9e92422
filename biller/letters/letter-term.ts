import { localDate, startOfLocalDate } from '../../core/domain/billing/period.ts';
import { dateOfDay, dayNumber } from '../../core/domain/premises/day-number.ts';
import type { Work } from '../../core/runtime/start/illnesses.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { APPEAL_CATEGORY } from '../../core/domain/ledger/kinds.ts';
import type { Network } from '../../core/domain/ledger/network.ts';
import { termOfLetter } from '../../core/domain/letters/answer-term.ts';
import { answerStanding, type SaidAnswer } from '../../core/domain/letters/answer-word.ts';
import type { Appeal, AppealAnswer, State } from '../state.ts';
import type { LetterBook } from './letter-book.ts';

type Looking = {
  readonly state: State;
  readonly network: Pick<Network, 'timeZone'>;
  readonly letters: Pick<LetterBook, 'read'>;
  readonly now: () => bigint;
};

/** What the law gives this biller for its answer. */
export function termOf(
  { state, network }: Pick<Looking, 'state' | 'network'>,
  letter: Appeal,
): ReturnType<typeof termOfLetter> {
  const addressee = state.me === state.company ? 'company' : 'provider';
  const complaintAboutBill = letter.category === APPEAL_CATEGORY.complaint && state.invoices.has(letter.about);
  return termOfLetter({ addressee, complaintAboutBill, at: letter.at, timeZone: network.timeZone });
}

/** Where the letter stands with this biller. */
export function standingOf(looking: Looking, letter: Appeal): ReturnType<typeof answerStanding> {
  const said = letter.answers.map((answer) => saidIn(looking, answer));
  return answerStanding(said, termOf(looking, letter), localDate(looking.now(), looking.network.timeZone));
}

/** An own word, as it was kept. */
export function saidIn({ letters }: Pick<Looking, 'letters'>, { digest, outcome }: AppealAnswer): SaidAnswer {
  const kept = letters.read(digest);
  return kept === undefined || 'code' in kept ? { outcome, due: '', to: '' } : { outcome, due: kept.due, to: kept.to };
}

/** Letters as work that waits for a clerk: late behind the day on which the answer was due. */
export function letterWork(looking: Looking): Work {
  const { timeZone } = looking.network;
  const overSince = [...looking.state.appeals.values()]
    .map((letter) => standingOf(looking, letter))
    .filter(({ late }) => late)
    .map(({ due }) => startOfLocalDate(dateOfDay(dayNumber(due) + 1), timeZone));
  const oldest = overSince.toSorted((a, b) => (a < b ? -1 : 1))[0];
  return {
    code: 'APPEAL_LATE',
    what: 'An answer to a letter is overdue (domledger clerk letters list)',
    waitsSeconds: oldest === undefined ? undefined : Number(looking.now() - oldest) + 1,
    atMostSeconds: 0,
  };
}

/** Letters whose answer was due before today, by their ids. */
export function overdueLetters(looking: Looking): Hex[] {
  const letters = [...looking.state.appeals.values()];
  return letters.filter((letter) => standingOf(looking, letter).late).map(({ appealId }) => appealId);
}
