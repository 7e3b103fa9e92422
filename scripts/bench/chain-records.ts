import { decodeHeader, parseBlockRecord } from '../../core/domain/seal/block-record.ts';
import { startEmbeddedEngine } from '../../sealer/engine/embedded/embedded-engine.ts';
import { genesisOf } from '../../sealer/network/genesis.ts';
import type { BlockRecord } from '../../core/domain/seal/block-record.ts';
import type { BenchHouse } from './bench-house.ts';

/** All records of a house's chain. */
export async function allRecords(house: BenchHouse): Promise<BlockRecord[]> {
  const head = await house.client.head();
  const records: BlockRecord[] = [];
  while (BigInt(records.length) <= head) {
    const response = await fetch(`${house.url}/v1/blocks?from=${records.length}&limit=500`);
    const body: unknown = await response.json();
    const blocks: unknown = typeof body === 'object' && body !== null && 'blocks' in body ? body.blocks : undefined;
    if (!Array.isArray(blocks) || blocks.length === 0) throw new Error('the sealer gave no block records');
    records.push(...blocks.map(parseBlockRecord));
  }
  return records;
}

/** The engine alone executing a chain's blocks again: seconds that it spent on those from `first` on. */
export async function executeSeconds(records: readonly BlockRecord[], first: bigint): Promise<number> {
  const [genesis, ...rest] = records;
  if (genesis === undefined) throw new Error('there is no block 0');
  await using engine = await startEmbeddedEngine(genesisOf(53_278n));
  let seconds = 0;
  for (const record of rest) {
    const started = performance.now();
    await engine.replay({ ...record, blockHash: record.seal.blockHash });
    if (record.number >= first) seconds += (performance.now() - started) / 1000;
  }
  return seconds;
}

/** Gas that the blocks from `first` on used, and how many transactions the fullest of them has. */
export function gasOf(records: readonly BlockRecord[], first: bigint): { gas: bigint; perBlock: number } {
  const counted = records.filter(({ number }) => number >= first);
  return {
    gas: counted.reduce((sum, { header }) => sum + decodeHeader(header).gasUsed, 0n),
    perBlock: Math.max(1, ...counted.map(({ transactions }) => transactions.length)),
  };
}
