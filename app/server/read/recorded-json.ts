import { toHex } from '../../../core/domain/bytes/hex.ts';
import { kindName } from '../../../core/domain/ledger/kinds.ts';
import { keyBlocksOf } from './key-blocks.ts';
import type { SignedBlockJson } from '../../../core/domain/ledger/internal-block.ts';
import type { Kysely, Selectable } from 'kysely';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { ReadModelTables } from '../database/tables.ts';

export type BlockRow = Selectable<ReadModelTables['internal_blocks']>;

/** A recorded block as docs/api.md has it; without `data` where everybody may look. */
export type PublicBlockJson = {
  ledger: Hex;
  ledgerName: string;
  digest: Hex;
  position: string;
  head: Hex;
  blockNumber: number;
  logIndex: number;
  blockTimestamp: string;
  transactionHash: Hex;
  block: {
    from: Hex;
    to: Hex;
    timestamp: string;
    kind: number;
    kindName: string;
    subject: Hex;
    dataHash: Hex;
    replaces: Hex;
  };
  signature: Hex;
};
/** `keys`: where the sender ever changed its key, the blocks that say so, oldest first. */
export type RecordedJson = PublicBlockJson & { data: Hex; keys?: SignedBlockJson[] };

export function publicJson(row: Omit<BlockRow, 'data'>): PublicBlockJson {
  return {
    ledger: row.ledger,
    ledgerName: row.ledger_name,
    digest: row.digest,
    position: row.position,
    head: row.head,
    blockNumber: Number(row.block_number),
    logIndex: row.log_index,
    blockTimestamp: row.block_time,
    transactionHash: row.transaction_hash,
    block: {
      from: row.sender,
      to: row.recipient,
      timestamp: row.signed_time,
      kind: row.kind,
      kindName: kindName(row.kind),
      subject: row.subject,
      dataHash: row.data_hash,
      replaces: row.replaces,
    },
    signature: row.signature,
  };
}

export function recordedJson(row: BlockRow, keys: ReadonlyMap<Hex, SignedBlockJson[]>): RecordedJson {
  const changed = keys.get(row.sender);
  return { ...publicJson(row), data: toHex(row.data), ...(changed === undefined ? {} : { keys: changed }) };
}

/** Recorded blocks by digest. */
export async function recordedByDigest(
  readModel: Kysely<ReadModelTables>,
  digests: readonly Hex[],
): Promise<Map<Hex, RecordedJson>> {
  if (digests.length === 0) return new Map();
  const rows = await readModel
    .selectFrom('internal_blocks')
    .selectAll()
    .where('digest', 'in', [...new Set(digests)])
    .execute();
  const keys = await keyBlocksOf(
    readModel,
    rows.map(({ sender }) => sender),
  );
  return new Map(rows.map((row) => [row.digest, recordedJson(row, keys)]));
}

/** The ones of `digests` that are in the map, in their order. */
export function pick(map: ReadonlyMap<Hex, RecordedJson>, digests: readonly Hex[]): RecordedJson[] {
  return digests.flatMap((digest) => map.get(digest) ?? []);
}

/** One that must be there: it is what the row was made from. */
export function need(map: ReadonlyMap<Hex, RecordedJson>, digest: Hex): RecordedJson {
  const found = map.get(digest);
  if (found === undefined) throw new Error(`the read model has no block ${digest}`);
  return found;
}
