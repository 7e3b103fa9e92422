import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../app/server/database/migrate.ts';
import { openStore } from '../../app/server/database/open-store.ts';
import { rebuildReadModel } from '../../app/server/indexer/rebuild-read-model.ts';
import { KIND } from '../../core/domain/ledger/kinds.ts';
import { encodeReadings } from '../../core/domain/reading/readings-data.ts';
import { installGateway } from './bench-gateway.ts';
import { startBenchHouse } from './bench-house.ts';
import { round } from './round.ts';
import type { Store } from '../../app/server/database/store.ts';

const METERS = 200;
const ROUNDS = 40;
/** As the indexer: PostgreSQL takes 65,535 parameters a statement. */
const ROWS_PER_INSERT = 1_000;

/**
 * The read model written from block 0: logs and records fetched, joined, decoded, hashed, stored. An event is a frame or another
 * internal block. Peer: the same rows of frames and blocks put into the same tables of the same database, and nothing else.
 */
export async function benchIndexer(): Promise<Record<string, number>> {
  await using house = await startBenchHouse();
  const gateway = await installGateway(house, METERS);
  const { collector } = house.people;
  await house.deliver(
    Array.from({ length: ROUNDS }, () =>
      house.sign(collector, 'readingLedger', KIND.READINGS, encodeReadings([gateway.nextBatch()])),
    ),
  );
  const folder = mkdtempSync(join(tmpdir(), 'domledger-bench-indexer-'));
  try {
    await using store = await openStore({ folder: join(folder, 'db'), url: process.env.TEST_DATABASE_URL });
    const to = await house.client.head();
    const started = performance.now();
    const schema = await rebuildReadModel({ store, client: house.client, to, schema: 'bench_rebuilt' });
    const seconds = (performance.now() - started) / 1000;
    const { rows, seconds: raw } = await insertSame(store, schema);
    await store.script(`drop schema ${schema} cascade; drop schema bench_raw cascade`);
    return { indexer_events_per_s: round(rows / seconds), indexer_events_per_s_ceiling: round(rows / raw) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function insertSame(store: Store, schema: string): Promise<{ rows: number; seconds: number }> {
  const source = store.readModelIn(schema);
  const blocks = (await source.selectFrom('internal_blocks').selectAll().execute()).map((row) => ({
    ...row,
    block_number: BigInt(row.block_number),
    position: BigInt(row.position),
    block_time: BigInt(row.block_time),
    signed_time: BigInt(row.signed_time),
  }));
  const batches = (await source.selectFrom('batches').selectAll().execute()).map((row) => ({
    ...row,
    block_number: BigInt(row.block_number),
  }));
  const frames = (await source.selectFrom('frames').selectAll().execute()).map((row) => ({
    ...row,
    block_number: BigInt(row.block_number),
    sequence: BigInt(row.sequence),
    time: BigInt(row.time),
  }));
  await store.script('drop schema if exists bench_raw cascade');
  await migrate(store, 'read-model', 'bench_raw');
  const target = store.readModelIn('bench_raw');
  let seconds = await timed(() =>
    target.transaction().execute(async (writer) => {
      for (const rows of pieces(blocks)) await writer.insertInto('internal_blocks').values(rows).execute();
    }),
  );
  // What batches and frames refer to comes from the other schema: few rows, and not what is measured.
  for (const table of ['devices', 'meters', 'channels']) {
    await store.script(`insert into bench_raw.${table} select * from ${schema}.${table}`);
  }
  seconds += await timed(() =>
    target.transaction().execute(async (writer) => {
      for (const rows of pieces(batches)) await writer.insertInto('batches').values(rows).execute();
      for (const rows of pieces(frames)) await writer.insertInto('frames').values(rows).execute();
    }),
  );
  return { rows: blocks.length + frames.length, seconds };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

function pieces<T>(rows: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(rows.length / ROWS_PER_INSERT) }, (_, index) =>
    rows.slice(index * ROWS_PER_INSERT, (index + 1) * ROWS_PER_INSERT),
  );
}
