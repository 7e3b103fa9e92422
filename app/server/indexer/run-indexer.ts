import { followLedgers } from '../../../core/chain/follow.ts';
import { pause } from '../../../core/runtime/pause.ts';
import { backoffMs } from '../../../core/runtime/retry.ts';
import { applyPage, nextBlock } from './apply-page.ts';
import type { Kysely } from 'kysely';
import type { FollowClient, RecordedPage } from '../../../core/chain/follow.ts';
import type { Log } from '../../../core/runtime/log.ts';
import type { ReadModelTables } from '../database/tables.ts';

export type IndexerState = {
  /** The first external block that is not in the read model yet. */
  nextBlock: bigint;
  /** Internal blocks written since the program started. */
  applied: number;
  /** Why it stands still, if it does. */
  fault: string | undefined;
};

/** The only writer of the read model: follows the replica until the signal, and goes on after any fault from the block that is next. */
export async function runIndexer(args: {
  readModel: Kysely<ReadModelTables>;
  client: FollowClient;
  signal: AbortSignal;
  pollMs: number;
  log: Log;
  state: IndexerState;
  beforePage: (page: RecordedPage) => Promise<void>;
  onPage: () => void;
}): Promise<void> {
  const { readModel, client, signal, log, state } = args;
  for (let failures = 0; !signal.aborted;) {
    try {
      state.nextBlock = await nextBlock(readModel);
      for await (const page of followLedgers({ client, from: state.nextBlock, signal, pollMs: args.pollMs })) {
        await args.beforePage(page);
        const applied = await applyPage({ readModel, network: client.network, page });
        state.nextBlock = page.toBlock + 1n;
        state.applied += applied;
        state.fault = undefined;
        failures = 0;
        args.onPage();
      }
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      state.fault = error instanceof Error ? error.message : String(error);
      log.error({ err: error, nextBlock: state.nextBlock.toString() }, 'indexer stands still');
      await pause(backoffMs(failures, { baseMs: args.pollMs, maxMs: 10_000 }), signal);
    }
  }
}
