import { InputError } from '../../../../core/domain/bytes/errors.ts';
import type { Seal } from '../../../../core/domain/seal/seal.ts';
import { sealsSchema } from '../api/schemas.ts';
import type { ChainMemory } from '../keys/heads.ts';
import type { Resident } from './resident.ts';

type Seeing = Pick<Resident, 'api' | 'chain' | 'network'>;

/** The portal gives at most this many seals at once. */
const SEALS_PER_PAGE = 500n;
/** So many seals are followed in one visit; what was followed is kept, and the next visit goes on there. */
const SEALS_PER_VISIT = 20_000n;

/**
 * Ties a seal to the heads seen before by all seals between, in pages, each of which is kept.
 * @throws InputError HEAD_CATCHING_UP where there are more than one visit follows, HEAD_CONTRADICTION
 */
export function seeSeal(resident: Seeing, seal: Seal): Promise<void> {
  const run = (): Promise<void> => follow(resident, seal);
  const seen = (turns.get(resident.chain) ?? Promise.resolve()).then(run, run);
  turns.set(resident.chain, seen);
  return seen;
}

/** One after the other: what ties a seal to the memory is asked for by what the memory has, and another seal that it takes meanwhile would want other ones. */
const turns = new WeakMap<ChainMemory, Promise<void>>();

async function follow(resident: Seeing, seal: Seal): Promise<void> {
  const { network, chain } = resident;
  const seen = await chain.seen(network);
  const above = seen.find((each) => each.seal.number >= seal.number);
  const newest = seen.at(-1);
  if (above !== undefined || newest === undefined) {
    const end = above?.seal.number ?? seal.number;
    return chain.see({ network, seal, between: await sealsOf(resident, seal.number + 1n, end) });
  }
  let from = newest.seal.number + 1n;
  const until = from + SEALS_PER_VISIT;
  while (from < seal.number) {
    if (from >= until) {
      throw new InputError(
        'HEAD_CATCHING_UP',
        `${seal.number - from} blocks since the last visit are not followed yet. Open the page again.`,
      );
    }
    const between = await sealsOf(resident, from, seal.number);
    const last = between.pop();
    if (last === undefined) break;
    await chain.see({ network, seal: last, between });
    from = last.number + 1n;
  }
  await chain.see({ network, seal, between: [] });
}

/** Seals from one number up to below another, as many as the portal gives at once. */
async function sealsOf(resident: Seeing, from: bigint, end: bigint): Promise<Seal[]> {
  if (from >= end) return [];
  const limit = end - from < SEALS_PER_PAGE ? end - from : SEALS_PER_PAGE;
  const { seals } = await resident.api.get(`/api/seals?from=${from}&limit=${limit}`, sealsSchema);
  return seals.map((entry) => entry.seal);
}
