import type { ChainClient } from '../../../../core/chain/chain-client.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import type { WitnessCosignatureJson } from '../../../../core/domain/evidence/witness-cosignature.ts';
import { domainOf } from '../../../../core/domain/ledger/network.ts';
import { sealDigest } from '../../../../core/domain/seal/seal.ts';
import type { CosignatureCollector } from '../collect-cosignatures.ts';
import { newestRecord, sealedHeader, WITNESS_WAIT_MS, type SealedHeaderJson } from '../light-client.ts';

/** Storage of one contract at the replica's newest sealed block: each node of the tries on the ways to the slots once. */
export type StateProofJson = SealedHeaderJson & {
  accountProof: Hex[];
  nodes: Hex[];
  cosignatures: WitnessCosignatureJson[];
};

/** @throws TransientError RECORDS_MISSING */
export async function readStateProof(
  args: { client: ChainClient; cosignatures: CosignatureCollector },
  address: Hex,
  slots: readonly Hex[],
): Promise<StateProofJson> {
  const { number, record } = await newestRecord(args);
  const proof = await readNodes(args.client, address, slots, number);
  const sealHash = sealDigest(domainOf(args.client.network), record.seal);
  return {
    ...sealedHeader(record),
    ...proof,
    cosignatures: await args.cosignatures({ number, sealHash }, WITNESS_WAIT_MS),
  };
}

/** Slots that a replica proves at once. */
const SLOTS_AT_ONCE = 64;

/** The nodes of both tries on the ways to the slots, each once. */
export async function readNodes(
  client: ChainClient,
  address: Hex,
  slots: readonly Hex[],
  number: bigint,
): Promise<{ accountProof: Hex[]; nodes: Hex[] }> {
  const { accountProof, storageProof } = await client.getProof(address, slots.slice(0, SLOTS_AT_ONCE), number);
  const nodes = new Set(storageProof.flatMap(({ proof }) => proof));
  for (let from = SLOTS_AT_ONCE; from < slots.length; from += SLOTS_AT_ONCE) {
    const more = await client.getProof(address, slots.slice(from, from + SLOTS_AT_ONCE), number);
    for (const node of more.storageProof.flatMap(({ proof }) => proof)) nodes.add(node);
  }
  return { accountProof, nodes: [...nodes] };
}
