/** The middle one: a machine that does something else meanwhile makes single ones longer. */
export function usual(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** So many of all, spread over them. */
export function spreadOver<T>(all: readonly T[], count: number): T[] {
  return all.filter((_, n) => Math.floor(((n + 1) * count) / all.length) > Math.floor((n * count) / all.length));
}
