import type { Kysely } from 'kysely';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import { KIND } from '../../../../core/domain/ledger/kinds.ts';
import { parseHandovers } from '../../../../core/domain/seal/seal-keys.ts';
import type { ReadModelTables } from '../../database/tables.ts';
import { blockRecords, readHandovers, sealedHeader, type Reader, type SealedHeaderJson } from '../light-client.ts';

/** The sealed blocks that recorded the handovers of the seal key, in their order, each with all of its receipts. */
export async function readHandoverBlocks(
  readModel: Kysely<ReadModelTables>,
  participants: Hex,
  client: Reader,
): Promise<(SealedHeaderJson & { receipts: Hex[] })[]> {
  const rows = await readModel
    .selectFrom('internal_blocks')
    .select('block_number')
    .where('kind', '=', KIND.SEAL_KEY)
    .where('ledger', '=', participants)
    .execute();
  // No internal block says that a key was lost: its first block under the new key does.
  const lost = parseHandovers(await readHandovers(client)).filter((handover) => handover.lost !== undefined);
  const numbers = [...rows.map(({ block_number: number }) => BigInt(number)), ...lost.map(({ number }) => number)];
  const records = await Promise.all(
    numbers.toSorted((a, b) => (a < b ? -1 : 1)).map((number) => blockRecords(client, number, 1)),
  );
  return records.flat().map((record) => ({ ...sealedHeader(record), receipts: record.receipts }));
}
