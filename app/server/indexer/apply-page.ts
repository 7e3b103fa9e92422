import { sql } from 'kysely';
import { TransientError, InputError } from '../../../core/domain/bytes/errors.ts';
import { fromHex } from '../../../core/domain/bytes/hex.ts';
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

type PageArgs = { readModel: Kysely<ReadModelTables>; network: Network; page: RecordedPage };
type Applied = { applied: number; unreadable: RecordedBlock[] };

/**
 * Writes one page and the cursor behind it in one transaction; a page that is there already changes nothing.
 * @returns how many internal blocks are new, and which of them could not be read
 * @throws TransientError PAGE_OUT_OF_ORDER when blocks before the page are missing
 */
export async function applyPage(args: PageArgs): Promise<Applied> {
  try {
    return await writePage(args, { guarded: false });
  } catch (error) {
    if (!isAboutUnreadable(error)) throw error;
    // Only then each block is tried apart: a savepoint for every block would cost every page.
    return writePage(args, { guarded: true });
  }
}

/** PostgreSQL's foreign_key_violation: a block about one that the ledger took and that cannot be read, so that no row stands for it. */
function isAboutUnreadable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23503';
}

async function writePage(args: PageArgs, { guarded }: { guarded: boolean }): Promise<Applied> {
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
      if (!(await applyIfReadable(writer, network, recorded, guarded))) unreadable.push(recorded);
    }
    await writer
      .updateTable('cursor')
      .set({ next_block: page.toBlock + 1n })
      .execute();
    return { applied: fresh.length, unreadable };
  });
}

/**
 * Facts are decoded before the first of their rows is written, so a block that does not decode leaves no trace but its own row; where
 * `guarded`, one whose rows the tables refuse leaves none either. Nobody may stop the portal by sending such blocks.
 */
async function applyIfReadable(
  writer: ReadModelWriter,
  network: Network,
  recorded: RecordedBlock,
  guarded: boolean,
): Promise<boolean> {
  if (guarded) await sql`savepoint fact`.execute(writer);
  try {
    await applyFacts(writer, network, recorded);
    return true;
  } catch (error) {
    if (!(error instanceof InputError) && !(guarded && isAboutUnreadable(error))) throw error;
    if (guarded) await sql`rollback to savepoint fact`.execute(writer);
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
