import { canonicalJson } from '../../core/domain/bytes/canonical-json.ts';
import { utf8, type Hex } from '../../core/domain/bytes/hex.ts';
import { APPEAL_OUTCOME } from '../../core/domain/ledger/kinds.ts';
import { UnreadableContent } from '../../core/domain/sealed/sealed-content.ts';
import type { Appeal } from '../state.ts';
import { message, type Intent, type Message } from '../sender.ts';
import { orFault, sealForBoth, type DecisionContext } from './decision-context.ts';

const UNREADABLE = 'Your letter cannot be read: it does not open, or holds no text. Please write it again.';

/**
 * Answers every appeal at once with "in work", so that the subscriber knows that it arrived; a person answers it later. One that cannot be read is answered with
 * that, for no person could say more.
 */
export async function acknowledgeAppeals(context: DecisionContext): Promise<Intent[]> {
  const intents: Intent[] = [];
  for (const appeal of context.state.appeals.values()) {
    if (appeal.outcome !== 0) continue;
    const { appealId, subscriber } = appeal;
    const readable = await isReadable(context, appeal);
    if (readable && !context.settings.acknowledgeAppeals) continue;
    const answer = readable
      ? { outcome: APPEAL_OUTCOME.inWork, text: 'In work' }
      : { outcome: APPEAL_OUTCOME.answered, text: UNREADABLE };
    intents.push({
      key: `acknowledge:${appealId}`,
      make: () => orFault(context, appealId, () => makeAnswer(context, { appealId, subscriber, ...answer })),
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

/** @param outcome APPEAL_OUTCOME */
export async function makeAnswer(
  context: DecisionContext,
  answer: { appealId: Hex; subscriber: Hex; outcome: number; text: string },
): Promise<Message> {
  const { appealId, subscriber, outcome, text } = answer;
  const place = { ledger: 'readingLedger', kind: 'APPEAL_ANSWER', subject: appealId } as const;
  const envelope = await sealForBoth(context, place, utf8(canonicalJson({ text })), subscriber);
  return message(place, subscriber, { appealId, outcome, envelope });
}
