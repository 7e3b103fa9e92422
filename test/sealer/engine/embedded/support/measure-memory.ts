import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { deployments, startEngine } from '../../../support/chains.ts';

/** Prints how many bytes the process grows with each of 2,000 blocks of one transaction, after 500 that fill what is bounded. */
const [WARM, BLOCKS] = [500, 2_000];
const prevRandao = `0x${'0a'.repeat(32)}` as const;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
await using engine = await startEngine();

const make = async (from: number, count: number): Promise<number> => {
  for (let n = from; n < from + count; n++)
    await engine.produce({ timestamp: 1_767_225_601n + BigInt(n), prevRandao, transactions: deployments(n, 1) });
  collect();
  return process.memoryUsage.rss();
};

const before = await make(0, WARM);
const after = await make(WARM, BLOCKS);
process.stdout.write(`${Math.round((after - before) / BLOCKS)}\n`);
