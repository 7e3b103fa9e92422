import { sql, type Kysely } from 'kysely';
import { APPEAL_ADDRESSEE } from '../../../core/domain/ledger/kinds.ts';
import { termOfLetter, type LetterDays } from '../../../core/domain/letters/answer-term.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { Network } from '../../../core/domain/ledger/network.ts';
import type { ReadModelTables } from '../database/tables.ts';

type LetterRow = { appeal_id: Hex; subscriber: Hex; category: number; signed_time: number | string | bigint };

/** Every appeal that is addressed to the portal, the oldest first. */
export function lettersToPortal(readModel: Kysely<ReadModelTables>): Promise<LetterRow[]> {
  return toPortal(readModel).execute();
}

/** Those to which the portal said none of these outcomes. */
export function lettersWithout(
  readModel: Kysely<ReadModelTables>,
  portal: Hex,
  outcomes: readonly number[],
): Promise<LetterRow[]> {
  return toPortal(readModel)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('answers')
            .select('answers.digest')
            .whereRef('answers.appeal_id', '=', 'appeals.appeal_id')
            .where('answers.answerer', '=', portal)
            .where('answers.outcome', 'in', outcomes),
        ),
      ),
    )
    .execute();
}

function toPortal(readModel: Kysely<ReadModelTables>) {
  return readModel
    .selectFrom('appeals')
    .innerJoin('internal_blocks', 'internal_blocks.digest', 'appeals.appeal_id')
    .select(['appeal_id', 'subscriber', 'category', 'internal_blocks.signed_time'])
    .where(sql<boolean>`addressees & ${sql.lit(APPEAL_ADDRESSEE.portal)} <> 0`)
    .orderBy('internal_blocks.block_number')
    .orderBy('internal_blocks.log_index');
}

/** On which day a letter to the portal came, and by which day the law wants its answer. */
export function portalTerm({ timeZone }: Network, signedTime: number | string | bigint): LetterDays {
  return termOfLetter({ addressee: 'portal', complaintAboutBill: false, at: BigInt(signedTime), timeZone });
}
