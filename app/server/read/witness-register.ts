import type { ChainClient } from '../../../core/chain/chain-client.ts';
import { WITNESS_STANDING } from '../../../core/domain/limits.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { parseSeal } from '../../../core/domain/seal/seal.ts';
import { countedWitnesses } from '../../../core/domain/witnesses/witness.ts';
import {
  readWitnessRegister,
  witnessSlots,
  WITNESSES_SLOT,
  type StandingWitness,
} from '../../../core/domain/witnesses/witness-register.ts';
import { parseHandovers } from '../../../core/domain/seal/seal-keys.ts';
import { newestRecord, readHandovers, sealedHeader, type SealedHeaderJson } from './light-client.ts';
import { readNodes } from './proofs/state-proof.ts';

/** The register's list, proved at a sealed block of the own replica. */
export type WitnessesJson = SealedHeaderJson & {
  accountProof: Hex[];
  nodes: Hex[];
};

/** The list that counts now, kept for some seconds: it changes by two hands, and rarely. */
export type WitnessRegister = {
  proof(): Promise<WitnessesJson>;
  /** Whose words count for residents. @throws TransientError while the replica gives none */
  counted(): Promise<StandingWitness[]>;
  /** As many as were counted last, and whether they would be enough to replace a lost key of company, portal or seal; null while nobody has asked. */
  health(nowSeconds: bigint): { counted: number; enoughForLostKey: boolean } | null;
};

const FRESH_MS = 5_000;

export function openWitnessRegister(args: { client: ChainClient }): WitnessRegister {
  const { client } = args;
  let kept: { at: number; counted: StandingWitness[] } | undefined;
  const proof = (): Promise<WitnessesJson> => readWitnesses(client);
  return {
    proof,
    health(nowSeconds) {
      if (kept === undefined) return null;
      const old = kept.counted.filter(({ since }) => since + WITNESS_STANDING <= nowSeconds);
      return { counted: kept.counted.length, enoughForLostKey: old.length >= 2 };
    },
    async counted() {
      if (kept !== undefined && performance.now() - kept.at < FRESH_MS) return kept.counted;
      const { network } = client;
      const { seal, ...rest } = await proof();
      const handovers = parseHandovers(await readHandovers(client));
      const standing = readWitnessRegister({ ...network, handovers }, { ...rest, seal: parseSeal(seal) });
      kept = { at: performance.now(), counted: countedWitnesses(network, standing) };
      return kept.counted;
    },
  };
}

/** @throws TransientError RECORDS_MISSING, and those of the replica */
async function readWitnesses(client: ChainClient): Promise<WitnessesJson> {
  const { number, record } = await newestRecord({ client });
  const { participants } = client.network.contracts;
  const [length] = (await client.getProof(participants, [WITNESSES_SLOT], number)).storageProof;
  const slots = witnessSlots(Number(length?.value ?? 0n));
  return { ...sealedHeader(record), ...(await readNodes(client, participants, slots, number)) };
}
