/** What holds from its first day on; days are dates of the local calendar, counted from 1970-01-01. */
export type Dated = { readonly from: number };

/**
 * What holds, in the order of its days, once one more is said: it takes the place of all that was said before of its day and later ones (`Dated.sol`).
 * @param line as this function gave it
 */
export function sayFrom<T extends Dated>(line: readonly T[], one: T): T[] {
  return [...line.filter(({ from }) => from < one.from), one];
}

/** What holds on a day; undefined where nothing was said of it. */
export function onDay<T extends Dated>(line: readonly T[], day: number): T | undefined {
  return line.findLast(({ from }) => from <= day);
}
