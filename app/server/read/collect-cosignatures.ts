import { InputError, TransientError } from '../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import {
  cosignatureToJson,
  readCosignatures,
  type WitnessCosignature,
  type WitnessCosignatureJson,
} from '../../../core/domain/evidence/witness-cosignature.ts';
import { fetchBoundedJson } from '../../../core/runtime/fetch-bounded.ts';
import type { PortalWitnesses } from '../witness-settings.ts';
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

/** Asks the own replica and those of the witnesses, all at once, so that the slow and the dead hold up nobody. Without named witnesses, the own replica's word is passed on. */
export function createCosignatureCollector(args: {
  domain: NetworkDomain;
  replicaUrl: string;
  policy: PortalWitnesses;
}): CosignatureCollector {
  const { domain, policy } = args;
  const witnesses = new Set(policy.witnesses.map(({ address }) => address));
  const urls = [...new Set([args.replicaUrl, ...policy.witnesses.flatMap(({ url }) => url ?? [])])];
  const complete = new Map<Hex, { words: WitnessCosignatureJson[]; atMs: number }>();

  return async ({ number, sealHash }, waitMs) => {
    const kept = complete.get(sealHash);
    if (kept !== undefined && performance.now() - kept.atMs < FRESH_MS) return kept.words;
    const found = new Map<Hex, WitnessCosignature>();
    const enough = new AbortController();
    const ask = async (url: string): Promise<void> => {
      const body = await fetchBoundedJson(`${url}/v1/cosignatures/${number}?wait=${waitMs}`, {
        signal: enough.signal,
        timeoutMs: waitMs + 250,
        maxBytes: ANSWER_BYTES,
      });
      const known = witnesses.size === 0 ? anybody : witnesses;
      for (const word of readCosignatures(body, { domain, number, witnesses: known }))
        if (word.sealHash === sealHash) found.set(word.witness, word);
      if (policy.required > 0 && found.size >= policy.required) enough.abort();
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
    if (policy.required > 0 && found.size >= policy.required) {
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

const anybody = { has: (): boolean => true };
