import { canonicalJson } from '../../core/domain/canonical-json.ts';
import { sealText } from '../../core/domain/envelope.ts';
import type { Hex } from '../../core/domain/hex.ts';
import { APPEAL_OUTCOME } from '../../core/domain/kinds.ts';
import { message, type Intent, type Message } from '../sender.ts';
import { bothParties, orFault, type Desk } from './desk.ts';

/** Answers every appeal at once with "in work", so that the subscriber knows that it arrived; a person answers it later. */
export function acknowledgeAppeals(desk: Desk): Intent[] {
  if (!desk.settings.acknowledgeAppeals) return [];
  return [...desk.state.appeals.values()]
    .filter((appeal) => appeal.outcome === 0)
    .map(({ appealId, subscriber }) => ({
      key: `acknowledge:${appealId}`,
      make: () =>
        orFault(desk, appealId, () =>
          makeAnswer(desk, { appealId, subscriber, outcome: APPEAL_OUTCOME.inWork, text: 'In work' }),
        ),
    }));
}

/** @param outcome APPEAL_OUTCOME */
export async function makeAnswer(
  desk: Desk,
  answer: { appealId: Hex; subscriber: Hex; outcome: number; text: string },
): Promise<Message> {
  const { appealId, subscriber, outcome, text } = answer;
  const envelope = await sealText(canonicalJson({ text }), bothParties(desk, subscriber));
  return message('readingLedger', 'APPEAL_ANSWER', subscriber, { appealId, outcome, envelope }, appealId);
}
