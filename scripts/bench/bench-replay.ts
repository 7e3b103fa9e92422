import { join } from 'node:path';
import { openChain } from '../../sealer/chain/chain.ts';
import { sealRulesOf } from '../../sealer/chain/seal-rules.ts';
import { startEmbeddedEngine } from '../../sealer/engine/embedded/embedded-engine.ts';
import { genesisOf } from '../../sealer/network/genesis.ts';
import { startBenchHouse } from './bench-house.ts';
import { allRecords, executeSeconds } from './chain-records.ts';
import { round } from './round.ts';
import type { SignedBlock } from '../../core/domain/ledger/internal-block.ts';
import type { BenchHouse } from './bench-house.ts';

const BLOCKS = 100;
const PER_BLOCK = 10;

/** A start from the log: every record read, its seal and header verified, its block executed. Ceiling: the engine alone executing it. */
export async function benchReplay(): Promise<Record<string, number>> {
  await using house = await startBenchHouse({ blockInterval: '10ms' });
  let rate = 0;
  while ((await house.client.head()) < BigInt(BLOCKS)) {
    await house.deliver(Array.from({ length: PER_BLOCK }, () => rateBlock(house, ++rate)));
  }
  const records = await allRecords(house);
  await house.stop();

  const { chainId } = house.client.network;
  const rules = sealRulesOf(house.client.network);
  // Twice each, the first time to warm up.
  let executed = 0;
  let opened = 0;
  for (const _ of [1, 2]) {
    executed = await executeSeconds(records, 1n);
    const started = performance.now();
    const engine = await startEmbeddedEngine(genesisOf(chainId));
    const chain = await openChain({ file: join(house.data, 'blocks.log'), engine, rules });
    opened = (performance.now() - started) / 1000;
    await chain[Symbol.asyncDispose]();
  }
  const transactions = records.reduce((sum, record) => sum + record.transactions.length, 0);
  return {
    replay_blocks_per_s: round(records.length / opened),
    replay_blocks_per_s_ceiling: round(records.length / executed),
    replay_transactions_per_s: round(transactions / opened),
    replay_transactions_per_s_ceiling: round(transactions / executed),
  };
}

/** Rates are append-only, so each is valid from a later time. */
function rateBlock(house: BenchHouse, n: number): SignedBlock {
  const value = { resource: 1, zone: 0, mantissa: 5n, exponent: -3, validFrom: 1_790_000_000n + BigInt(n) };
  return house.form(house.people.provider, 'tariffs', 'RATE', value);
}
