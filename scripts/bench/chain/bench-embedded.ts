import { allRecords, executeSeconds, gasOf } from '../chain-records.ts';
import { startBenchHouse } from '../bench-house.ts';
import { round } from '../round.ts';
import { benchLightProof } from './bench-light-proof.ts';
import { benchFollowing } from './follow-lag.ts';
import { startHardhatNode } from './hardhat-node.ts';
import { offerBodies, sealSeconds } from './sealed-load.ts';

const OFFERS = 3_000;
/** The first one warms both sides up and is not counted. */
const ROUNDS = 6;
const PER_BODY = 100;

/**
 * The sealer end to end in a process of its own: signed internal blocks through `POST /v1/queue` (signatures and senders checked, admissions synced, receipts
 * signed), until they stand in sealed, synced blocks that a reader has. Peer: a bare `hardhat node` in a process of its own that takes the very transactions of
 * those blocks over HTTP, ready signed, in JSON-RPC batches, and mines them in the same blocks. Rounds take turns, since other work may share the machine; the
 * ratio is the median of the rounds' ratios. Ceiling: the engine alone, in process, executing those blocks.
 */
export async function benchEmbedded(): Promise<Record<string, number>> {
  await using house = await startBenchHouse();
  const rounds: { ours: number; node: number; ratio: number }[] = [];
  let measuredFrom = 0n;
  {
    await using node = await startHardhatNode();
    let fed = 1;
    for (let turn = 0; turn < ROUNDS; turn++) {
      const bodies = offerBodies(house, OFFERS, PER_BODY);
      const before = await allRecords(house);
      await node.feed(before.slice(fed));
      const ours = OFFERS / (await sealSeconds(house, bodies, OFFERS));
      const made = (await allRecords(house)).slice(before.length);
      fed = before.length + made.length;
      const other = OFFERS / (await node.feed(made));
      if (turn === 0) measuredFrom = BigInt(fed);
      else rounds.push({ ours, node: other, ratio: ours / other });
    }
  }
  const records = await allRecords(house);
  const { gas } = gasOf(records, measuredFrom);
  const counted = (ROUNDS - 1) * OFFERS;
  const ours = rounds.map((one) => one.ours);
  const node = rounds.map((one) => one.node);
  return {
    embedded_tx_per_s: round(median(ours)),
    embedded_tx_per_s_lowest: round(Math.min(...ours)),
    embedded_tx_per_s_highest: round(Math.max(...ours)),
    embedded_tx_per_s_limit: 400,
    embedded_tx_per_s_peer: round(median(node)),
    embedded_tx_per_s_peer_lowest: round(Math.min(...node)),
    embedded_tx_per_s_peer_highest: round(Math.max(...node)),
    embedded_tx_per_s_ratio: round(median(rounds.map(({ ratio }) => ratio))),
    embedded_tx_per_s_ratio_limit: 0.95,
    embedded_tx_per_s_ceiling: round(counted / (await executeSeconds(records, measuredFrom))),
    embedded_gas_per_tx: Math.round(Number(gas) / counted),
    ...(await benchFollowing(house)),
    ...(await benchLightProof(house)),
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
