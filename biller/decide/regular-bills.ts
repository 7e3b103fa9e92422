import { ZERO_32, type Hex } from '../../core/domain/bytes/hex.ts';
import type { Invoice, State } from '../state.ts';

/** Of the bills that come by themselves, one a period. */
export const REGULAR_SERIES = 0;

/** Of the regular series, or in the place of one that is. */
export function isRegular({ data }: Invoice): boolean {
  return data.series === REGULAR_SERIES || data.replaces !== ZERO_32;
}

/** The regular bills of a contract, those that were withdrawn as well, in the ledger's order. */
export function regularBills(state: State, contractId: Hex): Invoice[] {
  const ids = state.invoicesOf.get(contractId) ?? [];
  return ids.flatMap((id) => state.invoices.get(id) ?? []).filter(isRegular);
}

/** Those that stand, oldest period first. */
export function standingBills(state: State, contractId: Hex): Invoice[] {
  const all = regularBills(state, contractId).filter((one) => one.state !== 'void');
  return all.sort((a, b) => a.data.period - b.data.period);
}
