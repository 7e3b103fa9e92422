import { InputError, TransientError } from '../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import {
  cosignatureToJson,
  readCosignatures,
  type WitnessCosignature,
  type WitnessCosignatureJson,
} from '../../../core/domain/evidence/witness-cosignature.ts';
import { fetchBoundedJson } from '../../../core/runtime/fetch-bounded.ts';
import type { Witness } from '../../../core/domain/witnesses/witness.ts';
import type { NetworkDomain } from '../../../core/domain/ledger/network.ts';

/** Cosignatures of a sealed block; as soon as enough witnesses gave one, at the latest after `waitMs`. Never throws: a missing one is missing. */
export type CosignatureCollector = (
  block: { number: bigint; sealHash: Hex },
  waitMs: number,
) => Promise<WitnessCosignatureJson[]>;

const ANSWER_BYTES = 64 * 1024;
/** Blocks whose cosignatures are complete and remembered, and for how long: they say how old the head is at most. */
const KEPT = 256;
const FRESH_MS = 30_000;

/** Asks the own replicas and those of the witnesses, all at once, so that the slow and the dead hold up nobody. Words of whom the register does not count are left out. */
export function createCosignatureCollector(args: {
  domain: NetworkDomain;
  replicaUrl: readonly string[];
  witnessUrls?: readonly string[] | undefined;
  /** Whose words count now. */
  counted: () => Promise<readonly Witness[]>;
  cosignaturesRequired: number;
}): CosignatureCollector {
  const { domain, cosignaturesRequired: required } = args;
  const urls = [...new Set([...args.replicaUrl, ...(args.witnessUrls ?? [])])];
  const complete = new Map<Hex, { words: WitnessCosignatureJson[]; atMs: number }>();

  return async ({ number, sealHash }, waitMs) => {
    const kept = complete.get(sealHash);
    if (kept !== undefined && performance.now() - kept.atMs < FRESH_MS) return kept.words;
    const known = await knownIn(args.counted);
    const found = new Map<Hex, WitnessCosignature>();
    const enough = new AbortController();
    const ask = async (url: string): Promise<void> => {
      const body = await fetchBoundedJson(`${url}/v1/cosignatures/${number}?wait=${waitMs}`, {
        signal: enough.signal,
        timeoutMs: waitMs + 250,
        maxBytes: ANSWER_BYTES,
      });
      for (const word of readCosignatures(body, { domain, number, witnesses: known }))
        if (word.sealHash === sealHash) found.set(word.witness, word);
      if (required > 0 && found.size >= required) enough.abort();
    };
    await Promise.all(
      urls.map((url) =>
        ask(url).catch((error: unknown) => {
          const isExpected = error instanceof InputError || error instanceof TransientError || enough.signal.aborted;
          if (!isExpected) throw error;
        }),
      ),
    );
    const words = [...found.values()].map(cosignatureToJson);
    if (required > 0 && found.size >= required) {
      complete.delete(sealHash);
      complete.set(sealHash, { words, atMs: performance.now() });
      for (const oldest of complete.keys()) {
        if (complete.size <= KEPT) break;
        complete.delete(oldest);
      }
    }
    return words;
  };
}

/** While the register cannot be read, nobody's word is collected. */
async function knownIn(counted: () => Promise<readonly Witness[]>): Promise<ReadonlySet<Hex>> {
  try {
    return new Set((await counted()).map(({ key }) => key));
  } catch (error) {
    if (error instanceof InputError || error instanceof TransientError) return new Set();
    throw error;
  }
}
