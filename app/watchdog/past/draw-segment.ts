import { InputError, TransientError } from '../../../core/domain/bytes/errors.ts';
import { looseFields } from '../../../core/domain/bytes/loose-fields.ts';
import type { Accused, Evidence } from '../../../core/domain/evidence/evidence.ts';
import { checkContent, parseBlockRecord } from '../../../core/domain/seal/block-record.ts';
import { checkSealByAnyKey } from '../../../core/domain/seal/seal-keys.ts';
import type { Seal } from '../../../core/domain/seal/seal.ts';
import { fetchBoundedJson } from '../../../core/runtime/fetch-bounded.ts';
import type { Condition } from '../alarm-texts.ts';
import type { Observation } from '../observe.ts';
import type { Source } from '../sources.ts';

/** Looks into the past that two owners keep, now and then at a place that nobody knows before (V2 §6). */
export type SegmentDraw = {
  /** What is wrong with the stretch that was drawn last, and what its seals prove. Throws nothing that a source says. */
  look(
    observations: readonly Observation[],
    signal: AbortSignal,
  ): Promise<{ conditions: Condition[]; evidence: Evidence[] }>;
};

type Drawn = { from: number; sources: readonly [Source, Source]; failures: number };

/** As many blocks as a log closes at a time. */
const BLOCKS = 1_024;
const PAGE_BLOCKS = 100;
const PAGE_BYTES = 64 * 1024 * 1024;
/** What was wrong is looked at again before the next day, so that the alarm ends when it is mended. */
const AGAIN_MS = 600_000;
/** So often a program may fail to show it before that is an alarm: it may be starting, or busy. */
const PATIENCE = 3;

/** @param random from 0 up to 1 */
export function openSegmentDraw(args: {
  accused: () => Accused;
  everyMs: number;
  timeoutMs: number;
  now: () => number;
  random?: () => number;
  blocks?: number;
}): SegmentDraw {
  const { accused, now, random = Math.random, blocks = BLOCKS } = args;
  let drawn: Drawn | undefined;
  let nextMs = -Infinity;
  let conditions: Condition[] = [];

  const draw = (observations: readonly Observation[]): Drawn | undefined => {
    const able = observations.filter(({ head, up }) => up && head !== undefined && head.number >= BigInt(blocks));
    const [first] = able.splice(Math.floor(random() * able.length), 1);
    const [second] = able.splice(Math.floor(random() * able.length), 1);
    if (first?.head === undefined || second?.head === undefined) return undefined;
    const shared = Math.min(Number(first.head.number), Number(second.head.number)) + 1 - blocks;
    return { from: Math.floor(random() * (shared + 1)), sources: [first.source, second.source], failures: 0 };
  };

  /** The seals of the stretch as a source keeps it, or what is wrong with it. */
  const read = async (source: Source, from: number, signal: AbortSignal): Promise<Seal[] | string | undefined> => {
    try {
      return await sealsIn({ source, from, blocks, accused: accused(), timeoutMs: args.timeoutMs, signal });
    } catch (error) {
      if (error instanceof InputError) return error.message;
      if (error instanceof TransientError || signal.aborted) return undefined;
      throw error;
    }
  };

  return {
    async look(observations, signal) {
      if (now() < nextMs) return { conditions, evidence: [] };
      const place = drawn ?? draw(observations);
      if (place === undefined) return { conditions, evidence: [] };
      const { from, sources } = place;
      const [one, other] = await Promise.all([read(sources[0], from, signal), read(sources[1], from, signal)]);
      const values = { from: from.toString(), to: (from + blocks - 1).toString() };
      const isSilent = one === undefined || other === undefined;
      const failures = isSilent ? place.failures + 1 : 0;
      conditions = [one, other].flatMap((found, at): Condition[] => {
        const which = sources[at]?.name ?? '';
        if (typeof found === 'string') return [{ code: 'PAST_WRONG', which, values: { ...values, detail: found } }];
        return found === undefined && failures >= PATIENCE ? [{ code: 'PAST_MISSING', which, values }] : [];
      });
      // Whoever fails is asked again for the same; else another place is drawn the next time.
      const isDone = !isSilent && conditions.length === 0;
      drawn = isDone ? undefined : { ...place, failures };
      nextMs = now() + (isDone ? args.everyMs : Math.min(AGAIN_MS, args.everyMs));
      const evidence = Array.isArray(one) && Array.isArray(other) ? contradiction(one, other, accused()) : [];
      return { conditions, evidence };
    },
  };
}

/** Two seals of one number. */
function contradiction(one: readonly Seal[], other: readonly Seal[], accused: Accused): Evidence[] {
  for (const [at, seal] of one.entries()) {
    const theirs = other[at];
    if (theirs === undefined || checkSealByAnyKey(accused, seal) === checkSealByAnyKey(accused, theirs)) continue;
    return [{ kind: 'double-seal', seals: [seal, theirs] }];
  }
  return [];
}

/** @throws InputError where a block is not what its seal says, or does not follow the one before; TransientError SOURCE_UNREACHABLE */
async function sealsIn(args: {
  source: Source;
  from: number;
  blocks: number;
  accused: Accused;
  timeoutMs: number;
  signal: AbortSignal;
}): Promise<Seal[]> {
  const { source, from, blocks, accused } = args;
  const seals: Seal[] = [];
  let before: string | undefined;
  while (seals.length < blocks) {
    const next = from + seals.length;
    const limit = Math.min(PAGE_BLOCKS, blocks - seals.length);
    const bounds = { signal: args.signal, timeoutMs: args.timeoutMs, maxBytes: PAGE_BYTES };
    const page = looseFields(await fetchBoundedJson(`${source.url}/v1/blocks?from=${next}&limit=${limit}`, bounds));
    const list = page['blocks'];
    if (!Array.isArray(list) || list.length === 0 || list.length > limit)
      throw new InputError('ANSWER_MALFORMED', `it shows no block ${next}, though its head is higher.`);
    for (const json of list) {
      const record = parseBlockRecord(json);
      if (record.number !== BigInt(from + seals.length) || (before !== undefined && record.seal.parentSeal !== before))
        throw new InputError('ANSWER_MALFORMED', `its block ${from + seals.length} does not follow the one before.`);
      checkContent(record);
      before = checkSealByAnyKey(accused, record.seal);
      seals.push(record.seal);
    }
  }
  return seals;
}
