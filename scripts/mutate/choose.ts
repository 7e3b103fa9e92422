import { createHash } from 'node:crypto';
import type { Mutation } from './find/mutation.ts';

/** Those whose id, or `file:line`, contains one of the names; all for no name. */
export function named<M extends Mutation>(mutations: readonly M[], names: readonly string[]): M[] {
  if (names.length === 0) return [...mutations];
  return mutations.filter((each) =>
    names.some((name) => each.id.includes(name) || `${each.file}:${each.line}` === name),
  );
}

/** `size` of them, the same for the same seed; each kind of each file in its turn, so that a small sample comes by everywhere. */
export function sampled<M extends Mutation>(mutations: readonly M[], size: number, seed: string): M[] {
  const shuffled = [...mutations]
    .map((each) => ({ each, key: digest(`${seed} ${each.id}`) }))
    .sort((a, b) => a.key.localeCompare(b.key));
  const seen = new Map<string, number>();
  return shuffled
    .map(({ each, key }) => {
      const group = `${each.file} ${each.kind}`;
      const round = seen.get(group) ?? 0;
      seen.set(group, round + 1);
      return { each, key, round };
    })
    .sort((a, b) => a.round - b.round || a.key.localeCompare(b.key))
    .slice(0, size)
    .map(({ each }) => each);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
