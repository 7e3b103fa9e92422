import { toHex, type Hex } from '../../../core/domain/bytes/hex.ts';
import type { SignedBlockJson, SignsFor } from '../../../core/domain/ledger/internal-block.ts';
import type { Kysely, Selectable } from 'kysely';
import type { ReadModelTables } from '../database/tables.ts';

/** The blocks in which these accounts changed their keys, oldest first; no entry where one never did. */
export async function keyBlocksOf(
  readModel: Kysely<ReadModelTables>,
  accounts: readonly Hex[],
): Promise<ReadonlyMap<Hex, SignedBlockJson[]>> {
  const blocks = new Map<Hex, SignedBlockJson[]>();
  if (accounts.length === 0) return blocks;
  const rows = await readModel
    .selectFrom('account_keys')
    .innerJoin('internal_blocks', 'internal_blocks.digest', 'account_keys.digest')
    .selectAll('internal_blocks')
    .where('account_keys.account', 'in', [...new Set(accounts)])
    .orderBy('internal_blocks.block_number')
    .orderBy('internal_blocks.log_index')
    .execute();
  for (const row of rows) blocks.set(row.sender, [...(blocks.get(row.sender) ?? []), signedJson(row)]);
  return blocks;
}

/** Which key signs for the account now. */
export async function signsForNow(readModel: Kysely<ReadModelTables>, account: Hex): Promise<SignsFor> {
  const row = await readModel
    .selectFrom('account_keys')
    .innerJoin('internal_blocks', 'internal_blocks.digest', 'account_keys.digest')
    .select('key')
    .where('account', '=', account)
    .orderBy('internal_blocks.block_number', 'desc')
    .orderBy('internal_blocks.log_index', 'desc')
    .executeTakeFirst();
  return (key, of) => of === account && key === (row?.key ?? account);
}

function signedJson(row: Selectable<ReadModelTables['internal_blocks']>): SignedBlockJson {
  const { sender: from, recipient: to, signed_time: timestamp, kind, subject, data_hash: dataHash, replaces } = row;
  const block = { from, to, timestamp, kind, subject, dataHash, replaces };
  return { ledger: row.ledger, block, signature: row.signature, data: toHex(row.data) };
}
