import { canonicalJson } from '../../core/domain/bytes/canonical-json.ts';
import { sealText } from '../../core/domain/crypto/envelope.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { APPEAL_OUTCOME } from '../../core/domain/ledger/kinds.ts';
import { message, type Intent, type Message } from '../sender.ts';
import { bothParties, orFault, type DecisionContext } from './decision-context.ts';

/** Answers every appeal at once with "in work", so that the subscriber knows that it arrived; a person answers it later. */
export function acknowledgeAppeals(context: DecisionContext): Intent[] {
  if (!context.settings.acknowledgeAppeals) return [];
  return [...context.state.appeals.values()]
    .filter((appeal) => appeal.outcome === 0)
    .map(({ appealId, subscriber }) => ({
      key: `acknowledge:${appealId}`,
      make: () =>
        orFault(context, appealId, () =>
          makeAnswer(context, { appealId, subscriber, outcome: APPEAL_OUTCOME.inWork, text: 'In work' }),
        ),
    }));
}

/** @param outcome APPEAL_OUTCOME */
export async function makeAnswer(
  context: DecisionContext,
  answer: { appealId: Hex; subscriber: Hex; outcome: number; text: string },
): Promise<Message> {
  const { appealId, subscriber, outcome, text } = answer;
  const envelope = await sealText(canonicalJson({ text }), bothParties(context, subscriber));
  return message('readingLedger', 'APPEAL_ANSWER', subscriber, { appealId, outcome, envelope }, appealId);
}
