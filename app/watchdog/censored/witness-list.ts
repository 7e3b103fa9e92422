import { InputError, TransientError } from '../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { looseFields } from '../../../core/domain/bytes/loose-fields.ts';
import type { Network } from '../../../core/domain/ledger/network.ts';
import type { StorageNodes } from '../../../core/domain/proof/storage-nodes.ts';
import type { Handover } from '../../../core/domain/seal/seal-keys.ts';
import { parseSeal } from '../../../core/domain/seal/seal.ts';
import { countedWitnesses } from '../../../core/domain/witnesses/witness.ts';
import { readWitnessRegister } from '../../../core/domain/witnesses/witness-register.ts';
import { parseHex } from '../../../core/domain/bytes/hex.ts';
import { fetchBoundedJson } from '../../../core/runtime/fetch-bounded.ts';
import type { Observation } from '../observe.ts';

/** Whose words count: the register's witnesses but for the company's and the portal's own, of the newest sealed state that a portal proved; at first those of the founding. */
export type WitnessList = {
  counted(): ReadonlySet<Hex>;
  /** Throws nothing that a source says. */
  refresh(observations: readonly Observation[], signal: AbortSignal): Promise<void>;
};

const MAX_BYTES = 1024 * 1024;
/** Nodes of one proof. */
const MOST = 256;

export function openWitnessList(args: {
  network: Network;
  handovers: () => readonly Handover[];
  timeoutMs: number;
}): WitnessList {
  const { network, timeoutMs } = args;
  let newest = { number: -1n, counted: new Set(countedWitnesses(network, network.witnesses).map(({ key }) => key)) };
  return {
    counted: () => newest.counted,
    async refresh(observations, signal) {
      for (const { source, up } of observations) {
        if (source.role !== 'portal' || !up) continue;
        try {
          const bounds = { signal, timeoutMs, maxBytes: MAX_BYTES };
          const proof = parseProof(await fetchBoundedJson(`${source.url}/api/witnesses`, bounds));
          if (proof.seal.number <= newest.number) continue;
          const standing = readWitnessRegister({ ...network, handovers: args.handovers() }, proof);
          const counted = new Set(countedWitnesses(network, standing).map(({ key }) => key));
          newest = { number: proof.seal.number, counted };
        } catch (error) {
          if (!signal.aborted && !(error instanceof InputError) && !(error instanceof TransientError)) throw error;
        }
      }
    },
  };
}

function parseProof(json: unknown): StorageNodes {
  const fields = looseFields(json);
  return {
    seal: parseSeal(fields['seal']),
    header: parseHex(fields['header'], 'the header'),
    accountProof: nodesOf(fields['accountProof']),
    nodes: nodesOf(fields['nodes']),
  };
}

function nodesOf(value: unknown): Hex[] {
  return listOf(value).map((node) => parseHex(node, 'a node of the proof'));
}

function listOf(value: unknown): unknown[] {
  if (!Array.isArray(value) || value.length > MOST)
    throw new InputError('ANSWER_MALFORMED', `A proof has lists of at most ${MOST} entries.`);
  return value;
}
