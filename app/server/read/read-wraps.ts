import type { Kysely } from 'kysely';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { SignedBlockJson } from '../../../core/domain/ledger/internal-block.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import type { ReadModelTables } from '../database/tables.ts';
import { keyBlocksOf } from './key-blocks.ts';
import { recordedJson, type RecordedJson } from './recorded-json.ts';

/** What was wrapped again for an account, oldest first, and the blocks by which its keys changed: they say that one was lost, and until when. */
export async function readWraps(
  readModel: Kysely<ReadModelTables>,
  account: Hex,
): Promise<{ keyBlocks: SignedBlockJson[]; wraps: RecordedJson[] }> {
  const rows = await readModel
    .selectFrom('internal_blocks')
    .selectAll()
    .where('kind', '=', KIND.WRAP_AGAIN)
    .where('recipient', '=', account)
    .orderBy('position')
    .execute();
  const senders = rows.map(({ sender }) => sender);
  const keys = await keyBlocksOf(readModel, [account, ...senders]);
  return { keyBlocks: keys.get(account) ?? [], wraps: rows.map((row) => recordedJson(row, keys)) };
}
