import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import { KIND } from '../../../../core/domain/ledger/kinds.ts';
import type { Kysely } from 'kysely';
import type { ReadModelTables } from '../../database/tables.ts';
import { blockRecords, sealedHeader, type SealedHeaderJson } from '../light-client.ts';

/** The sealed blocks that recorded the handovers of the seal key, in their order, each with all of its receipts. */
export async function readHandoverBlocks(
  readModel: Kysely<ReadModelTables>,
  participants: Hex,
  replicaUrl: string,
): Promise<(SealedHeaderJson & { receipts: Hex[] })[]> {
  const rows = await readModel
    .selectFrom('internal_blocks')
    .select('block_number')
    .where('kind', '=', KIND.SEAL_KEY)
    .where('ledger', '=', participants)
    .orderBy('block_number')
    .execute();
  const records = await Promise.all(
    rows.map(({ block_number: number }) => blockRecords(replicaUrl, BigInt(number), 1)),
  );
  return records.flat().map((record) => ({ ...sealedHeader(record), receipts: record.receipts }));
}
