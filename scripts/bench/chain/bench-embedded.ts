import { allRecords, executeSeconds, gasOf } from '../chain-records.ts';
import { startBenchHouse, type BenchHouse } from '../bench-house.ts';
import { round } from '../round.ts';
import { benchLightProof } from './bench-light-proof.ts';
import { benchFollowing } from './follow-lag.ts';
import { startHardhatNode } from './hardhat-node.ts';
import { offerBodies, sealLoad, type Sealed } from './sealed-load.ts';

const OFFERS = 3_000;
/** The first one warms both sides up and is not counted. */
const ROUNDS = 6;
const PER_BODY = 100;
/** What is promised, or so much of what the bare engine makes of the same blocks in the same run. */
const TX_PER_S = 1_500;
const MGAS_PER_S = 200;
const OF_CEILING = 0.95;

/** A round of ours, and transactions a second of the Hardhat node over the same ones. */
type Round = Sealed & { node: number };

/**
 * The sealer end to end in a process of its own: signed internal blocks through `POST /v1/queue` (signatures and senders checked, admissions synced, receipts
 * signed), until they stand in sealed, synced blocks that a reader has, none dated further ahead of the clock than `maxAhead`. Peer: a bare `hardhat node` in a process of its own that takes the very transactions of
 * those blocks over HTTP, ready signed, in JSON-RPC batches, and mines them in the same blocks. Rounds take turns, since other work may share the machine; the
 * ratio is the median of the rounds' ratios. Ceiling: the engine alone, in process, executing those blocks.
 * @param options seconds: the load goes on until it was on for so long, after the rounds with a peer without one
 */
export async function benchEmbedded(options: { seconds?: number } = {}): Promise<Record<string, number>> {
  await using house = await startBenchHouse({ maxAhead: '2s' });
  const { rounds, from } = await takeTurns(house);
  const records = await allRecords(house);
  const counted = rounds.length * OFFERS;
  const ceiling = counted / (await executeSeconds(records, from));
  const gas = Number(gasOf(records, from).gas) / counted;
  const all: Sealed[] = [...rounds];
  while (secondsOf(all) < (options.seconds ?? 0))
    all.push(await sealLoad(house, offerBodies(house, OFFERS, PER_BODY), OFFERS));
  const ours = (all.length * OFFERS) / secondsOf(all);
  const each = all.map(({ seconds }) => OFFERS / seconds);
  const node = rounds.map((one) => one.node);
  return {
    embedded_tx_per_s: round(ours),
    embedded_tx_per_s_lowest: round(Math.min(...each)),
    embedded_tx_per_s_highest: round(Math.max(...each)),
    embedded_tx_per_s_limit: round(Math.min(TX_PER_S, OF_CEILING * ceiling)),
    embedded_tx_per_s_peer: round(median(node)),
    embedded_tx_per_s_peer_lowest: round(Math.min(...node)),
    embedded_tx_per_s_peer_highest: round(Math.max(...node)),
    embedded_tx_per_s_ratio: round(median(rounds.map((one) => OFFERS / one.seconds / one.node))),
    embedded_tx_per_s_ratio_limit: 0.95,
    embedded_tx_per_s_ceiling: round(ceiling),
    embedded_mgas_per_s: round((ours * gas) / 1e6),
    embedded_mgas_per_s_limit: round(Math.min(MGAS_PER_S, (OF_CEILING * ceiling * gas) / 1e6)),
    embedded_mgas_per_s_ceiling: round((ceiling * gas) / 1e6),
    embedded_seconds: round(secondsOf(all)),
    embedded_ahead_s: round(Math.max(...all.map(({ ahead }) => ahead))),
    embedded_ahead_s_limit: 2,
    embedded_gas_per_tx: Math.round(gas),
    ...(await benchFollowing(house)),
    ...(await benchLightProof(house)),
  };
}

/** Rounds of sealer and node by turns; `from` is the first block of those that count. */
async function takeTurns(house: BenchHouse): Promise<{ rounds: Round[]; from: bigint }> {
  await using node = await startHardhatNode();
  const rounds: Round[] = [];
  let from = 0n;
  let fed = 1;
  for (let turn = 0; turn < ROUNDS; turn++) {
    const bodies = offerBodies(house, OFFERS, PER_BODY);
    const before = await allRecords(house);
    await node.feed(before.slice(fed));
    const sealed = await sealLoad(house, bodies, OFFERS);
    const made = (await allRecords(house)).slice(before.length);
    fed = before.length + made.length;
    const other = OFFERS / (await node.feed(made));
    if (turn === 0) from = BigInt(fed);
    else rounds.push({ ...sealed, node: other });
  }
  return { rounds, from };
}

function secondsOf(rounds: readonly Sealed[]): number {
  return rounds.reduce((sum, { seconds }) => sum + seconds, 0);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
