import type { FactBook } from '../../../biller/engine/fact-book.ts';

/** Enters a central bank's rate of 16 % from 2020 on, by which penalties are counted. */
export function enterKeyRate(facts: FactBook): void {
  const content = { kind: 'key-rate', from: '2020-01-01', percent: '16' };
  facts.add({ date: '2020-01-01', author: 'Clerk', evidence: 'central bank', content }, 1n);
}
