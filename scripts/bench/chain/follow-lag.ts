import { join } from 'node:path';
import { startChildProgram } from '../../world/child-program.ts';
import { round } from '../round.ts';
import { offerBodies, sealLoad } from './sealed-load.ts';
import type { BenchHouse } from '../bench-house.ts';

const OFFERS = 2_000;
/** 400 internal blocks a second: the rate that the chain promises. */
const PER_BODY = 40;
const BODIES_PER_SECOND = 10;

/** How far a replica, which verifies and executes every block itself, is behind the sealer while 400 internal blocks a second are sealed. */
export async function benchFollowing(house: BenchHouse): Promise<Record<string, number>> {
  const data = `${house.data}-replica`;
  await using replica = await startChildProgram({
    name: 'replica',
    command: ['replica', '--from', house.url, '--data', data, '--set', 'port=0', '--set', 'logLevel=warn'],
    logFile: join(data, 'replica.log'),
  });
  const url = String(replica.ready['url']);
  const caughtUp = await house.client.head();
  await seen(url, caughtUp);
  const bodies = offerBodies(house, OFFERS, PER_BODY);
  const stop = new AbortController();
  const watched = Promise.all([house.url, url].map((from) => watch(from, caughtUp + 1n, stop.signal)));
  await sealLoad(house, bodies, OFFERS, BODIES_PER_SECOND);
  await seen(url, await house.client.head());
  stop.abort();
  const [sealed, followed] = await watched;
  const lags = (sealed ?? []).map((at, index) => ((followed?.[index] ?? Infinity) - at) / 1000).filter(Number.isFinite);
  if (lags.length === 0) throw new Error('no block was followed');
  const sorted = lags.map((lag) => Math.max(0.001, lag)).sort((a, b) => a - b);
  return {
    replica_behind_s: round(sorted[Math.floor(sorted.length / 2)] ?? Number.NaN),
    replica_behind_s_highest: round(sorted.at(-1) ?? Number.NaN),
    replica_behind_s_limit: 2,
  };
}

/** When each block from `first` on was there to be read, ms. */
async function watch(url: string, first: bigint, signal: AbortSignal): Promise<number[]> {
  const times: number[] = [];
  while (!signal.aborted) {
    const head = await waitFor(url, first + BigInt(times.length));
    const now = performance.now();
    while (first + BigInt(times.length) <= head) times.push(now);
  }
  return times;
}

async function seen(url: string, number: bigint): Promise<void> {
  while ((await waitFor(url, number)) < number);
}

/** The head, after it reached `number` or a quarter of a second. */
async function waitFor(url: string, number: bigint): Promise<bigint> {
  const response = await fetch(`${url}/v1/blocks?from=${number}&limit=1&wait=250`);
  const { head } = (await response.json()) as { head: { number: string } };
  return BigInt(head.number);
}
