import type { KeyRate } from '../../core/domain/billing/payables/account-statement.ts';
import { factsOfKind, type HouseFact } from './fact-shapes.ts';

/** The central bank's rates as they were entered, by their days; of one day the one entered last. */
export function keyRatesOf(facts: readonly HouseFact[]): KeyRate[] {
  const rates = new Map(factsOfKind(facts, 'key-rate').map(({ from, percent }) => [from, percent]));
  return [...rates].map(([from, percent]) => ({ from, percent })).sort((a, b) => (a.from < b.from ? -1 : 1));
}
