import { InputError, TransientError } from '../../core/domain/bytes/errors.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { readCosignatures, type WitnessCosignature } from '../../core/domain/evidence/witness-cosignature.ts';
import type { NetworkDomain } from '../../core/domain/ledger/network.ts';
import { fetchBoundedJson } from '../../core/runtime/fetch-bounded.ts';
import { pause } from '../../core/runtime/pause.ts';

const ANSWER_MS = 8_000;
const ANSWER_BYTES = 64 * 1024;
/** Who is asked passes the question on, and has the others' words a moment later. */
const TURNS = 4;
const AGAIN_MS = 500;

/** Whether they are of enough witnesses, one of whom at least somebody knew before. */
export function isVouchedFor(
  words: readonly Pick<WitnessCosignature, 'witness'>[],
  required: number,
  known: ReadonlySet<Hex>,
): boolean {
  return words.length >= required && words.some(({ witness }) => known.has(witness));
}

/** The words of witnesses about a sealed block, of as many as these sources know; whose count, is for the caller. */
export async function collectWords(args: {
  domain: NetworkDomain;
  block: { number: bigint; sealHash: Hex };
  urls: readonly string[];
  isEnough: (words: readonly WitnessCosignature[]) => boolean;
  signal: AbortSignal;
}): Promise<WitnessCosignature[]> {
  const { domain, block, signal } = args;
  const found = new Map<Hex, WitnessCosignature>();
  const ask = async (url: string): Promise<void> => {
    const bounds = { signal, timeoutMs: ANSWER_MS, maxBytes: ANSWER_BYTES };
    try {
      const body = await fetchBoundedJson(`${url}/v1/cosignatures/${block.number}`, bounds);
      const anybody = { has: () => true };
      for (const word of readCosignatures(body, { domain, number: block.number, witnesses: anybody }))
        if (word.sealHash === block.sealHash) found.set(word.witness, word);
    } catch (error) {
      if (!(error instanceof InputError) && !(error instanceof TransientError)) throw error;
    }
  };
  for (let turn = 0; turn < TURNS && (turn === 0 || (await pause(AGAIN_MS, signal))); turn++) {
    await Promise.all(args.urls.map(ask));
    if (args.isEnough([...found.values()])) break;
  }
  signal.throwIfAborted();
  return [...found.values()];
}
