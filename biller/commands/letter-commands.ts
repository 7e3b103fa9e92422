import { localDate } from '../../core/domain/billing/period.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { parseHex, type Hex } from '../../core/domain/bytes/hex.ts';
import { APPEAL_OUTCOME, ROLE } from '../../core/domain/ledger/kinds.ts';
import { checkProlong, checkRedirect } from '../../core/domain/letters/check-word.ts';
import { LETTER_MAX } from '../../core/domain/limits.ts';
import { makeAnswer } from '../decide/answer-appeals.ts';
import type { DecisionContext } from '../decide/decision-context.ts';
import { findLetter } from '../letters/find-letter.ts';
import { standingOf, termOf } from '../letters/letter-term.ts';
import type { Message } from '../sender.ts';
import type { BillerSettings } from '../settings.ts';
import { holdsRole } from '../state.ts';
import { actByHand } from './act-by-hand.ts';

/** `letter`: a number of the list, FLAT:YYYY-MM-DD, or an id. `text`: for the one who wrote it alone. */
type OnLetter = { settings: BillerSettings; signal: AbortSignal; letter: string; text: string };

/** Answers a letter, for good. @throws InputError as `findLetter`, APPEAL_TEXT_LENGTH */
export function answerLetter(args: OnLetter): Promise<Hex> {
  return actByHand(args.settings, args.signal, async (context) => {
    checkText(args.text);
    const letter = await findLetter(context, args.letter);
    return makeAnswer(context, letter, { outcome: APPEAL_OUTCOME.answered, text: args.text });
  });
}

/**
 * Says who is to be asked instead, for good; the letter's sender writes there.
 * @param to company, portal, or a provider's address
 * @throws InputError as `findLetter`, APPEAL_TEXT_LENGTH, REDIRECT_TOO_LATE, REDIRECT_UNFIT
 */
export function redirectLetter(args: OnLetter & { to: string }): Promise<Hex> {
  return actByHand(args.settings, args.signal, (context) => makeRedirect(context, args));
}

/** @throws as `redirectLetter` */
export async function makeRedirect(
  context: DecisionContext,
  args: { letter: string; to: string; text: string },
): Promise<Message> {
  checkText(args.text);
  const letter = await findLetter(context, args.letter);
  const to = addresseeOf(context, args.to);
  const { on } = termOf(context, letter);
  const isProvider = holdsRole(context.state, to, ROLE.provider);
  checkRedirect(context.network, { on, today: today(context), me: context.state.me, to, isProvider });
  return makeAnswer(context, letter, { outcome: APPEAL_OUTCOME.redirected, text: args.text, to });
}

/**
 * Puts the answer off, as far as the law lets, and says so.
 * @param until YYYY-MM-DD
 * @throws InputError as `findLetter`, APPEAL_TEXT_LENGTH, PROLONG_NOT_KNOWN, PROLONG_TOO_LATE, PROLONG_TOO_FAR
 */
export function prolongLetter(args: OnLetter & { until: string }): Promise<Hex> {
  return actByHand(args.settings, args.signal, (context) => makeProlongation(context, args));
}

/** @throws as `prolongLetter` */
export async function makeProlongation(
  context: DecisionContext,
  args: { letter: string; until: string; text: string },
): Promise<Message> {
  checkText(args.text);
  const letter = await findLetter(context, args.letter);
  checkProlong(termOf(context, letter), {
    today: today(context),
    due: standingOf(context, letter).due,
    until: args.until,
  });
  return makeAnswer(context, letter, { outcome: APPEAL_OUTCOME.received, text: args.text, due: args.until });
}

function addresseeOf({ state }: DecisionContext, to: string): Hex {
  return to === 'company' ? state.company : to === 'portal' ? state.portal : parseHex(to, '--to', 20);
}

function checkText(text: string): void {
  if (text.trim() === '' || text.length > LETTER_MAX)
    throw new InputError('APPEAL_TEXT_LENGTH', `A word on a letter has 1 to ${LETTER_MAX} characters.`);
}

function today({ now, network }: DecisionContext): string {
  return localDate(now(), network.timeZone);
}
