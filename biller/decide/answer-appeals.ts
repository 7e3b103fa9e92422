import { canonicalJson } from '../../core/domain/bytes/canonical-json.ts';
import { utf8, type Hex } from '../../core/domain/bytes/hex.ts';
import { APPEAL_OUTCOME } from '../../core/domain/ledger/kinds.ts';
import { UnreadableContent } from '../../core/domain/sealed/sealed-content.ts';
import type { AnswerContent } from '../../core/domain/sealed/small-contents.ts';
import { termOf } from '../letters/letter-term.ts';
import type { Appeal } from '../state.ts';
import { message, type Intent, type Message } from '../sender.ts';
import { orFault, sealForBoth, type DecisionContext } from './decision-context.ts';

/** It is final: nobody could answer such a letter, and its sender has to write another one. */
const UNREADABLE = 'Письмо не читается. Напишите его ещё раз. / Your letter cannot be read. Please write it again.';

/**
 * Answers every letter at once with "received" and the day on which the answer is due, and nothing more: nobody has looked at it yet. One that cannot be read is
 * answered with that and raises an alarm; no other decision depends on it.
 */
export async function acknowledgeAppeals(context: DecisionContext): Promise<Intent[]> {
  const intents: Intent[] = [];
  for (const appeal of context.state.appeals.values()) {
    if (appeal.outcome !== 0) continue;
    const { appealId } = appeal;
    const readable = await isReadable(context, appeal);
    if (readable && !context.settings.acknowledgeAppeals) continue;
    const answer = readable
      ? { outcome: APPEAL_OUTCOME.received, text: '', due: termOf(context, appeal).lawDue }
      : { outcome: APPEAL_OUTCOME.answered, text: UNREADABLE };
    intents.push({
      key: `acknowledge:${appealId}`,
      make: () => orFault(context, appealId, () => makeAnswer(context, appeal, answer)),
    });
  }
  return intents;
}

async function isReadable(context: DecisionContext, appeal: Appeal): Promise<boolean> {
  try {
    await context.decryptor.letter(appeal);
    return true;
  } catch (error) {
    if (!(error instanceof UnreadableContent)) throw error;
    context.alarm(appeal.appealId, error);
    return false;
  }
}

/** @param answer.outcome APPEAL_OUTCOME; `due` where it says by when an answer comes, `to` where another is to be asked */
export async function makeAnswer(
  context: DecisionContext,
  { appealId, subscriber }: Pick<Appeal, 'appealId' | 'subscriber'>,
  answer: { outcome: number; text: string; due?: string; to?: Hex },
): Promise<Message> {
  const { outcome, text, due = '', to = '' } = answer;
  const content: AnswerContent = { text, due, to };
  const place = { ledger: 'readingLedger', kind: 'APPEAL_ANSWER', subject: appealId } as const;
  const envelope = await sealForBoth(context, place, utf8(canonicalJson(content)), subscriber);
  return message(place, subscriber, { appealId, outcome, envelope });
}
