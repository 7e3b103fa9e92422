import { encodeSubmit } from '../../core/domain/ledger/block-data.ts';
import { KIND } from '../../core/domain/ledger/kinds.ts';
import { encodeReadings } from '../../core/domain/reading/readings-data.ts';
import { bareEngineSeconds } from './bare-engine.ts';
import { installGateway } from './bench-gateway.ts';
import { startBenchHouse } from './bench-house.ts';
import { allRecords, executeSeconds, gasOf } from './chain-records.ts';
import { round } from './round.ts';
import type { SignedBlock } from '../../core/domain/ledger/internal-block.ts';

const FRAMES = 200;
const ROUNDS = 60;

/**
 * Frames through the whole path of a ledger: HTTP queue, signature checks, EVM, seal, log on disk. Ceiling: the engine alone taking as
 * many bytes and writing one slot a batch; beside it, the engine alone executing the very same blocks.
 */
export async function benchFrames(): Promise<Record<string, number>> {
  await using house = await startBenchHouse();
  const gateway = await installGateway(house, FRAMES);
  const sign = (): SignedBlock =>
    house.sign(house.people.collector, 'readingLedger', KIND.READINGS, encodeReadings([gateway.nextBatch()]));
  // First frames of a channel cost more; the steady state begins behind them.
  const warm = sign();
  await house.deliver([warm, sign()]);
  const first = (await house.client.head()) + 1n;
  const seconds = await house.deliver(Array.from({ length: ROUNDS }, sign));

  const records = await allRecords(house);
  const { gas, perBlock } = gasOf(records, first);
  await house.stop();
  const frames = FRAMES * ROUNDS;
  const bytes = encodeSubmit(warm).length / 2 - 1;
  return {
    frames_per_s: round(frames / seconds),
    frames_per_s_ceiling: round(frames / (await bareEngineSeconds({ count: ROUNDS, bytes, perBlock }))),
    frames_per_s_engine_only: round(frames / (await executeSeconds(records, first))),
    gas_per_frame: Math.ceil(Number(gas) / frames),
    gas_per_frame_limit: 22_000,
    calldata_bytes_per_frame: round(bytes / FRAMES),
    calldata_bytes_per_frame_limit: 200,
  };
}
