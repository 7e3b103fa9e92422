import { join } from 'node:path';
import { startChildProgram } from '../world/child-program.ts';
import { startBenchHouse } from './bench-house.ts';
import { allRecords, executeSeconds } from './chain-records.ts';
import { round } from './round.ts';
import type { BenchHouse } from './bench-house.ts';
import type { SignedBlock } from '../../core/domain/internal-block.ts';

const BLOCKS = 120;
const PER_BLOCK = 8;

/** A restart: the log read, every seal and header verified, every block executed again. Ceiling: the engine alone executing them. */
export async function benchReplay(): Promise<Record<string, number>> {
  await using house = await startBenchHouse();
  let rate = 0;
  while ((await house.client.head()) < BigInt(BLOCKS)) {
    await house.deliver(Array.from({ length: PER_BLOCK }, () => rateBlock(house, ++rate)));
  }
  const records = await allRecords(house);
  await house.stop();

  const started = performance.now();
  const logFile = join(house.data, '..', 'again.log');
  const again = await startChildProgram({
    name: 'sealer',
    command: ['sealer', '--settings', join(house.data, '..', 'sealer.json')],
    logFile,
  });
  const whole = (performance.now() - started) / 1000;
  await again[Symbol.asyncDispose]();
  await using fresh = await startBenchHouse();
  await fresh.stop();
  const emptyStarted = performance.now();
  const empty = await startChildProgram({
    name: 'sealer',
    command: ['sealer', '--settings', join(fresh.data, '..', 'sealer.json')],
    logFile,
  });
  const idle = (performance.now() - emptyStarted) / 1000;
  await empty[Symbol.asyncDispose]();

  const ledgerCalls = records.reduce((sum, { transactions }) => sum + transactions.length, 0);
  const seconds = whole - idle;
  const executed = await executeSeconds(records, 1n);
  return {
    replay_blocks_per_s: round(records.length / seconds),
    replay_blocks_per_s_ceiling: round(records.length / executed),
    replay_transactions_per_s: round(ledgerCalls / seconds),
    replay_transactions_per_s_ceiling: round(ledgerCalls / executed),
  };
}

/** Rates are append-only, so each is valid from a later time. */
function rateBlock(house: BenchHouse, n: number): SignedBlock {
  const value = { resource: 1, zone: 0, rate: 500n, validFrom: 1_790_000_000n + BigInt(n) };
  return house.form(house.people.provider, 'tariffs', 'RATE', value);
}
