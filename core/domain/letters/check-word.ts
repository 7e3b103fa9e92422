import { InputError } from '../bytes/errors.ts';
import type { Hex } from '../bytes/hex.ts';
import type { Network } from '../ledger/network.ts';
import { dateOfDay, dayNumber } from '../premises/day-number.ts';
import { same } from '../resident/recorded.ts';
import type { AnswerTerm, LetterDays } from './answer-term.ts';

/** Act and point of each term. */
export const LETTER_ACTS: Readonly<Record<AnswerTerm['act'], string>> = {
  upkeepLetter: 'Decree 416 of 15.05.2013, item 36',
  changeOfCharge: 'Decree 491 of 13.08.2006, rules on changing the charge, item 9',
  othersLetter: 'Decree 416 of 15.05.2013, item 37, which a provider keeps as well',
  stateLetter: '59-FZ of 02.05.2006, article 12',
};

/** Within how many days a letter is sent on to whom it belongs: 59-FZ, article 8, which companies and providers keep here as well (docs/decisions.md). */
const REDIRECT_DAYS = 7;

/**
 * Until when an answer may be put off.
 * @param letter what `termOfLetter` gives
 * @param args local dates; `due`: by when it is to be answered now
 * @throws InputError PROLONG_NOT_KNOWN, PROLONG_TOO_LATE, PROLONG_TOO_FAR
 */
export function checkProlong(
  { term, latest }: Pick<LetterDays, 'latest'> & { term: AnswerTerm },
  args: { today: string; due: string; until: string },
): void {
  if (term.prolong === 0)
    throw new InputError(
      'PROLONG_NOT_KNOWN',
      `${LETTER_ACTS[term.act]} gives no right to put this answer off. Answer by ${args.due}.`,
    );
  if (args.today > args.due)
    throw new InputError('PROLONG_TOO_LATE', `The answer was due on ${args.due}; it can be put off no longer. Answer.`);
  dayNumber(args.until);
  if (args.until <= args.due || args.until > latest)
    throw new InputError(
      'PROLONG_TOO_FAR',
      `An answer due on ${args.due} can be put off to a later day up to ${latest}.`,
    );
}

/**
 * Whether a letter may be redirected, and there.
 * @param args.on the letter's local date; `today` as well
 * @param args.isProvider whether `to` is an active provider
 * @throws InputError REDIRECT_TOO_LATE, REDIRECT_UNFIT
 */
export function checkRedirect(
  { company, portal }: Pick<Network, 'company' | 'portal'>,
  args: { on: string; today: string; me: Hex; to: Hex; isProvider: boolean },
): void {
  const { on, today, me, to, isProvider } = args;
  const takesLetters = isProvider || same(to, company) || same(to, portal);
  if (same(to, me) || !takesLetters)
    throw new InputError(
      'REDIRECT_UNFIT',
      `Letters go to the company, the portal or an active provider, and not back to ${me}; ${to} is none of these.`,
    );
  const last = dateOfDay(dayNumber(on) + REDIRECT_DAYS);
  if (today > last)
    throw new InputError('REDIRECT_TOO_LATE', `This letter could be redirected until ${last}. Answer it.`);
}
