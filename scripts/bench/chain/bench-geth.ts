import { loadSigningKey } from '../../../sealer/keys/signing-key.ts';
import { findGeth } from '../../network/geth-binary.ts';
import { startBenchHouse } from '../bench-house.ts';
import { allRecords, gasOf } from '../chain-records.ts';
import { round } from '../round.ts';
import { startGethDev } from './geth-dev.ts';
import { offerBodies, sealLoad } from './sealed-load.ts';

const OFFERS = 3_000;
/** The first one warms both sides up and is not counted. */
const ROUNDS = 5;
const PER_BODY = 100;

/**
 * The sealer on go-ethereum end to end: signed internal blocks through `POST /v1/queue` until they stand in sealed, synced blocks that a reader has. Peer: geth's
 * own `--dev` mode, which takes the same calls over JSON-RPC in batches, signed beforehand. Rounds take turns; medians. Nothing where geth is absent.
 */
export async function benchGeth(): Promise<Record<string, number>> {
  const binary = findGeth();
  if (binary === undefined) {
    process.stderr.write('geth is not measured: there is none (npm run network:install)\n');
    return {};
  }
  await using house = await startBenchHouse({ engine: 'geth', gethBinary: binary, maxAhead: '2s' });
  const { chainId } = house.client.network;
  await using dev = await startGethDev({ binary, chainId, carrier: await loadSigningKey(house.data, 'carrier') });
  const rounds: { ours: number; dev: number }[] = [];
  let fed = 1;
  let measuredFrom = 0n;
  for (let turn = 0; turn < ROUNDS; turn++) {
    const bodies = offerBodies(house, OFFERS, PER_BODY);
    const before = await allRecords(house);
    await dev.feed(before.slice(fed));
    const ours = OFFERS / (await sealLoad(house, bodies, OFFERS)).seconds;
    const records = await allRecords(house);
    fed = records.length;
    const other = OFFERS / (await dev.feed(records.slice(before.length)));
    if (turn === 0) measuredFrom = BigInt(fed);
    else rounds.push({ ours, dev: other });
  }
  const { gas } = gasOf(await allRecords(house), measuredFrom);
  const gasPerTx = Number(gas) / ((ROUNDS - 1) * OFFERS);
  const ours = median(rounds.map((one) => one.ours));
  const others = median(rounds.map((one) => one.dev));
  return {
    geth_sealed_tx_per_s: round(ours),
    geth_sealed_tx_per_s_limit: 1_000,
    geth_sealed_mgas_per_s: round((ours * gasPerTx) / 1e6),
    geth_dev_tx_per_s: round(others),
    geth_dev_mgas_per_s: round((others * gasPerTx) / 1e6),
    geth_ratio: round(median(rounds.map((one) => one.ours / one.dev))),
    geth_ratio_limit: 0.8,
    geth_gas_per_tx: Math.round(gasPerTx),
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
