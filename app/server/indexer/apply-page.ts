import { TransientError } from '../../../core/domain/bytes/errors.ts';
import { fromHex } from '../../../core/domain/bytes/hex.ts';
import { settleKeys } from './apply-keys.ts';
import { applyFacts } from './apply-facts.ts';
import type { Kysely } from 'kysely';
import type { Network } from '../../../core/domain/ledger/network.ts';
import type { RecordedBlock, RecordedPage } from '../../../core/chain/follow.ts';
import type { ReadModelTables } from '../database/tables.ts';
import type { ReadModelWriter } from '../database/tables.ts';

/** The first external block that the read model does not hold yet. */
export async function nextBlock(readModel: Kysely<ReadModelTables>): Promise<bigint> {
  const row = await readModel.selectFrom('cursor').select('next_block').executeTakeFirstOrThrow();
  return BigInt(row.next_block);
}

/**
 * Writes one page and the cursor behind it in one transaction; a page that is there already changes nothing.
 * @returns how many internal blocks are new
 * @throws TransientError PAGE_OUT_OF_ORDER when blocks before the page are missing
 */
export async function applyPage(args: {
  readModel: Kysely<ReadModelTables>;
  network: Network;
  page: RecordedPage;
}): Promise<number> {
  const { network, page } = args;
  return args.readModel.transaction().execute(async (writer) => {
    const cursor = await writer.selectFrom('cursor').select('next_block').forUpdate().executeTakeFirstOrThrow();
    const next = BigInt(cursor.next_block);
    if (page.toBlock < next) return 0;
    if (page.fromBlock > next) {
      throw new TransientError('PAGE_OUT_OF_ORDER', `Block ${next} is next, the page begins at ${page.fromBlock}.`);
    }
    const fresh = page.blocks.filter((block) => block.blockNumber >= next);
    for (const recorded of fresh) {
      await insertBlock(writer, recorded);
      await applyFacts(writer, network, recorded);
    }
    const last = fresh.at(-1);
    if (last !== undefined) await settleKeys(writer, last.blockTimestamp);
    await writer
      .updateTable('cursor')
      .set({ next_block: page.toBlock + 1n })
      .execute();
    return fresh.length;
  });
}

async function insertBlock(writer: ReadModelWriter, recorded: RecordedBlock): Promise<void> {
  const { block } = recorded;
  await writer
    .insertInto('internal_blocks')
    .values({
      block_number: recorded.blockNumber,
      log_index: recorded.logIndex,
      digest: recorded.digest,
      ledger: recorded.ledger,
      ledger_name: recorded.ledgerName,
      position: recorded.position,
      head: recorded.head,
      block_time: recorded.blockTimestamp,
      transaction_hash: recorded.transactionHash,
      sender: block.from,
      recipient: block.to,
      signed_time: block.timestamp,
      kind: block.kind,
      subject: block.subject,
      data_hash: block.dataHash,
      replaces: block.replaces,
      signature: recorded.signature,
      data: fromHex(recorded.data),
    })
    .execute();
}
