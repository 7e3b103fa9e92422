import { parseBlockRecord, type BlockRecord } from '../../../core/domain/seal/block-record.ts';
import { internalBlockDigest } from '../../../core/domain/ledger/internal-block.ts';
import { carriedBlock } from '../../../core/domain/ledger/carried-block.ts';
import { checkLedgerProof, ledgerSlots } from '../../../core/domain/seal/light-client.ts';
import { sealToJson } from '../../../core/domain/seal/seal.ts';
import { round } from '../round.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { BenchHouse } from '../bench-house.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';

const TIMES = 50;

/** The proof that an internal block is on its ledger, in a state of some ten thousand of them: its bytes as JSON, and the time to check it in node as a browser would. */
export async function benchLightProof(house: BenchHouse): Promise<Record<string, number>> {
  const { network, head, getProof } = house.client;
  const number = await head();
  const record = await recordOf(house, number);
  const [raw] = record.transactions;
  const carried = raw === undefined ? undefined : carriedBlock(raw);
  if (carried === undefined) throw new Error('the newest block carries nothing');
  const { ledger } = carried;
  const digest = internalBlockDigest(domainOf(network), ledger, carried.block);
  const slots = ledgerSlots(digest);
  const keys: Hex[] = [slots.head, slots.count, slots.position];
  const { accountProof, storageProof } = await getProof(ledger, keys, number);
  const storageProofs = keys.map((key, index) => ({ key, proof: storageProof[index]?.proof ?? [] }));
  const { seal, header } = record;
  const proof = { header, accountProof, storageProofs, ledger, digest };
  const check = (): void => {
    checkLedgerProof({ network, seal, ...proof, cosignatures: [], policy: { witnesses: [], required: 0 } });
  };
  check();
  const times = Array.from({ length: TIMES }, () => {
    const started = performance.now();
    check();
    return performance.now() - started;
  }).sort((a, b) => a - b);
  return {
    light_proof_ms: round(times[Math.floor(TIMES / 2)] ?? Number.NaN),
    light_proof_ms_highest: round(times.at(-1) ?? Number.NaN),
    light_proof_ms_limit: 50,
    light_proof_bytes: JSON.stringify({ seal: sealToJson(seal), ...proof }).length,
    light_proof_bytes_limit: 65_536,
  };
}

async function recordOf(house: BenchHouse, number: bigint): Promise<BlockRecord> {
  const response = await fetch(`${house.url}/v1/blocks?from=${number}&limit=1`);
  const { blocks } = (await response.json()) as { blocks: unknown[] };
  return parseBlockRecord(blocks[0]);
}
