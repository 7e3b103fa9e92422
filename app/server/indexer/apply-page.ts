import { TransientError, InputError } from '../../../core/domain/errors.ts';
import { fromHex } from '../../../core/domain/hex.ts';
import { applyFacts } from './apply-facts.ts';
import type { Kysely, Transaction } from 'kysely';
import type { Network } from '../../../core/domain/network.ts';
import type { RecordedBlock, RecordedPage } from '../../../core/chain/follow.ts';
import type { ReadModelTables } from '../database/tables.ts';

/** The read model in the transaction that also moves the cursor. */
export type ReadModelWriter = Transaction<ReadModelTables>;

/** The first external block that the read model does not hold yet. */
export async function nextBlock(readModel: Kysely<ReadModelTables>): Promise<bigint> {
  const row = await readModel.selectFrom('cursor').select('next_block').executeTakeFirstOrThrow();
  return BigInt(row.next_block);
}

/**
 * Writes one page and the cursor behind it in one transaction; a page that is there already changes nothing.
 * @returns how many internal blocks are new, and which of them could not be read
 * @throws TransientError PAGE_OUT_OF_ORDER when blocks before the page are missing
 */
export async function applyPage(args: {
  readModel: Kysely<ReadModelTables>;
  network: Network;
  page: RecordedPage;
}): Promise<{ applied: number; unreadable: RecordedBlock[] }> {
  const { network, page } = args;
  return args.readModel.transaction().execute(async (writer) => {
    const cursor = await writer.selectFrom('cursor').select('next_block').forUpdate().executeTakeFirstOrThrow();
    const next = BigInt(cursor.next_block);
    if (page.toBlock < next) return { applied: 0, unreadable: [] };
    if (page.fromBlock > next) {
      throw new TransientError('PAGE_OUT_OF_ORDER', `Block ${next} is next, the page begins at ${page.fromBlock}.`);
    }
    const fresh = page.blocks.filter((block) => block.blockNumber >= next);
    const unreadable: RecordedBlock[] = [];
    for (const recorded of fresh) {
      await insertBlock(writer, recorded);
      if (!(await applyIfReadable(writer, network, recorded))) unreadable.push(recorded);
    }
    await writer
      .updateTable('cursor')
      .set({ next_block: page.toBlock + 1n })
      .execute();
    return { applied: fresh.length, unreadable };
  });
}

/** Facts are decoded before the first of their rows is written, so a block that does not decode leaves no trace but its own row. */
async function applyIfReadable(writer: ReadModelWriter, network: Network, recorded: RecordedBlock): Promise<boolean> {
  try {
    await applyFacts(writer, network, recorded);
    return true;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    await writer
      .updateTable('internal_blocks')
      .set({ readable: false })
      .where('digest', '=', recorded.digest)
      .execute();
    return false;
  }
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
      signature: recorded.signature,
      data: fromHex(recorded.data),
      readable: true,
    })
    .execute();
}
