import type { Mutation } from './find/mutation.ts';
import type { Survivor } from './survivors.ts';

/** What came of one mutation; a mutation that was not asked about in time has none. */
export type Verdict = { readonly mutation: Mutation; readonly by?: string; readonly reached: boolean };

export type Report = {
  readonly mutations: number;
  readonly noticed: number;
  readonly survivors: readonly { id: string; line: number; reached: boolean; reason?: string }[];
  /** Whatever makes a run fail beside a low share: survivors without a reason, and entries of the list that are none. */
  readonly faults: readonly string[];
};

/** Of all mutations at least this share is noticed. */
const LEAST = 0.98;

/** @param all every mutation of the tree, judged or not: an entry of the list that names none of them is gone */
export function reportOn(verdicts: readonly Verdict[], all: readonly Mutation[], listed: readonly Survivor[]): Report {
  const reasons = new Map(listed.map(({ id, reason }) => [id, reason]));
  const known = new Set(all.map(({ id }) => id));
  const survivors = verdicts
    .filter(({ by }) => by === undefined)
    .map(({ mutation: { id, line }, reached }) => {
      const reason = reasons.get(id);
      return reason === undefined ? { id, line, reached } : { id, line, reached, reason };
    });
  const faults = [
    ...survivors
      .filter(({ reason }) => reason === undefined)
      .map(({ id, line }) => `SURVIVED without a reason: ${id} (line ${line}). Write the test that notices it.`),
    ...verdicts
      .filter(({ mutation, by }) => by !== undefined && reasons.has(mutation.id))
      .map(({ mutation, by }) => `Listed as a survivor, but noticed by ${by}: ${mutation.id}. Take it off the list.`),
    ...listed.filter(({ id }) => !known.has(id)).map(({ id }) => `Listed as a survivor, but gone: ${id}. Take it off.`),
  ];
  return { mutations: verdicts.length, noticed: verdicts.length - survivors.length, survivors, faults };
}

/** A sample is too small for a share: there only a fault counts. */
export function isGood(report: Report, whole: boolean): boolean {
  return report.faults.length === 0 && (!whole || report.noticed >= LEAST * report.mutations);
}
