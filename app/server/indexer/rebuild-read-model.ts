import { blockRanges } from '../../../core/chain/block-ranges.ts';
import { readPages } from '../../../core/chain/follow.ts';
import { migrate } from '../database/migrate.ts';
import { applyPage, nextBlock } from './apply-page.ts';
import { dumpReadModel } from './dump-read-model.ts';
import type { FollowClient } from '../../../core/chain/follow.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { Store } from '../database/store.ts';

const REBUILT = 'read_model_rebuilt';

/**
 * Writes the read model again from block 0, up to and with block `to`, into an empty schema of its own beside the live one.
 * @returns that schema's name
 */
export async function rebuildReadModel(args: {
  store: Store;
  client: FollowClient;
  to: bigint;
  schema?: string;
}): Promise<string> {
  const { store, client, to, schema = REBUILT } = args;
  await store.script(`drop schema if exists ${schema} cascade`);
  await migrate(store, 'read-model', schema);
  for (const range of blockRanges(0n, to)) {
    for await (const page of readPages(client, range.from, range.to)) {
      await applyPage({ readModel: store.readModelIn(schema), network: client.network, page });
    }
  }
  return schema;
}

/** Whether the live read model is what the ledgers give from block 0; the rebuilt copy is dropped again. */
export async function compareWithRebuilt(args: {
  store: Store;
  client: FollowClient;
}): Promise<{ equal: boolean; live: Hex; rebuilt: Hex; rows: Record<string, number> }> {
  const { store, client } = args;
  for (;;) {
    const next = await nextBlock(store.readModel);
    const live = await dumpReadModel(store.readModel);
    // The indexer may be at work: compare only a dump of exactly the blocks that are rebuilt.
    if ((await nextBlock(store.readModel)) !== next) continue;
    const schema = await rebuildReadModel({ store, client, to: next - 1n });
    const rebuilt = await dumpReadModel(store.readModelIn(schema));
    await store.script(`drop schema ${schema} cascade`);
    return { equal: live.hash === rebuilt.hash, live: live.hash, rebuilt: rebuilt.hash, rows: live.rows };
  }
}
