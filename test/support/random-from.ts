/** A repeatable stream of numbers from 0 to 1, so that a failure comes again. */
export function randomFrom(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** The same members in another order. */
export function shuffled<T>(members: readonly T[], random: () => number): T[] {
  return members
    .map((member) => ({ member, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ member }) => member);
}
