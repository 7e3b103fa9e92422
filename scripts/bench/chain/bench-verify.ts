import { KIND } from '../../../core/domain/ledger/kinds.ts';
import { encodeReadings } from '../../../core/domain/reading/readings-data.ts';
import { startEmbeddedEngine } from '../../../sealer/engine/embedded/embedded-engine.ts';
import { genesisOf } from '../../../sealer/network/genesis.ts';
import { recordsOfFolder } from '../../../sealer/verify/read-records.ts';
import { verifyChain } from '../../../sealer/verify/verify-chain.ts';
import { installGateway } from '../bench-gateway.ts';
import { startBenchHouse } from '../bench-house.ts';
import { allRecords, executeSeconds } from '../chain-records.ts';
import { round } from '../round.ts';

const FRAMES = 200;
const BATCHES = 100;

/** `domledger verify` over a log of frames: seals, execution, ledger heads, every signature, every frame. Ceiling: the engine alone executing the same blocks. */
export async function benchVerify(): Promise<Record<string, number>> {
  await using house = await startBenchHouse();
  const gateway = await installGateway(house, FRAMES);
  const { collector } = house.people;
  await house.deliver(
    Array.from({ length: BATCHES }, () =>
      house.sign(collector, 'readingLedger', KIND.READINGS, encodeReadings([gateway.nextBatch()])),
    ),
  );
  const records = await allRecords(house);
  await house.stop();
  const { network } = house.client;
  const rates: number[] = [];
  const ceilings: number[] = [];
  for (let turn = 0; turn < 3; turn++) {
    await using engine = await startEmbeddedEngine(genesisOf(network.chainId));
    const started = performance.now();
    const result = await verifyChain({ network, records: recordsOfFolder(house.data), engine });
    const seconds = (performance.now() - started) / 1000;
    if (!result.ok) throw new Error(`verification failed: ${result.fault.message}`);
    rates.push(result.counts.frames / seconds);
    ceilings.push(result.counts.frames / (await executeSeconds(records, 1n)));
  }
  return {
    verify_frames_per_s: round(middle(rates)),
    verify_frames_per_s_lowest: round(Math.min(...rates)),
    verify_frames_per_s_highest: round(Math.max(...rates)),
    verify_frames_per_s_limit: 5_000,
    verify_frames_per_s_ceiling: round(middle(ceilings)),
  };
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[1] ?? Number.NaN;
}
