import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { canonicalJson } from '../../../core/domain/bytes/canonical-json.ts';
import { encodeData } from '../../../core/domain/ledger/block-data.ts';
import { envelopeContext } from '../../../core/domain/crypto/envelope-context.ts';
import { sealText } from '../../../core/domain/crypto/envelope.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { APPEAL_ADDRESSEE, APPEAL_OUTCOME, KIND } from '../../../core/domain/ledger/kinds.ts';
import { LETTER_MAX } from '../../../core/domain/limits.ts';
import type { Kysely } from 'kysely';
import type { Account } from '../../../core/domain/ledger/account.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { domainOf, type Network } from '../../../core/domain/ledger/network.ts';
import type { ReadModelTables } from '../database/tables.ts';
import type { PortalBlocks } from './portal-blocks.ts';

export type AnswerOutcome = keyof typeof APPEAL_OUTCOME;
type Tools = { readModel: Kysely<ReadModelTables>; blocks: PortalBlocks; account: Account; network: Network };

const ACKNOWLEDGEMENT = 'Обращение принято в работу. / Your appeal is in work.';

/** Says "in work" to every appeal to the portal that has had no word from it yet. */
export async function acknowledgeAppeals(tools: Tools): Promise<void> {
  const open = await tools.readModel
    .selectFrom('appeals')
    .select('appeal_id')
    .where(sql<boolean>`addressees & ${sql.lit(APPEAL_ADDRESSEE.portal)} <> 0`)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('answers')
            .select('answers.digest')
            .whereRef('answers.appeal_id', '=', 'appeals.appeal_id')
            .where('answers.answerer', '=', tools.account.address),
        ),
      ),
    )
    .execute();
  for (const { appeal_id } of open) await say(tools, `acknowledge:${appeal_id}`, appeal_id, 'inWork', ACKNOWLEDGEMENT);
}

/**
 * The portal's word on an appeal, by its clerk. The same word twice is one block.
 * @returns the answer's digest
 * @throws InputError APPEAL_UNKNOWN, APPEAL_NOT_ADDRESSED, APPEAL_TEXT_LENGTH
 */
export async function answerAppeal(
  tools: Tools,
  args: { appealId: Hex; outcome: AnswerOutcome; text: string },
): Promise<Hex> {
  if (args.text.trim() === '' || args.text.length > LETTER_MAX) {
    throw new InputError('APPEAL_TEXT_LENGTH', `An answer has 1 to ${LETTER_MAX} characters.`);
  }
  const word = createHash('sha256').update(`${args.outcome}\0${args.text}`).digest('hex').slice(0, 32);
  return say(tools, `answer:${args.appealId}:${word}`, args.appealId, args.outcome, args.text);
}

async function say(tools: Tools, purpose: string, appealId: Hex, outcome: AnswerOutcome, text: string): Promise<Hex> {
  const { readModel, account, network } = tools;
  const appeal = await readModel
    .selectFrom('appeals')
    .innerJoin('participants', 'participants.address', 'appeals.subscriber')
    .select(['appeals.subscriber', 'appeals.addressees', 'participants.encryption_key'])
    .where('appeals.appeal_id', '=', appealId)
    .executeTakeFirst();
  if (appeal === undefined) throw new InputError('APPEAL_UNKNOWN', `There is no appeal ${appealId}.`);
  if ((appeal.addressees & APPEAL_ADDRESSEE.portal) === 0) {
    throw new InputError('APPEAL_NOT_ADDRESSED', `Appeal ${appealId} is not addressed to the portal.`);
  }
  const place = { ledger: network.contracts.readingLedger, kind: KIND.APPEAL_ANSWER, subject: appealId };
  const readers = [
    { address: appeal.subscriber, encryptionKey: appeal.encryption_key },
    { address: account.address, encryptionKey: account.encryptionKey },
  ];
  return tools.blocks.say(purpose, async () => {
    const context = envelopeContext(domainOf(network), { ...place, from: account.address });
    const envelope = await sealText(canonicalJson({ text }), readers, context);
    const data = encodeData('APPEAL_ANSWER', { appealId, outcome: APPEAL_OUTCOME[outcome], envelope });
    return { ...place, to: appeal.subscriber, data };
  });
}
