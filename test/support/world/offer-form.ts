import type { ContractForm } from '../../../core/domain/billing/contract-terms.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';

/** What a resident of a flat without a meter fills in to have electricity by the norm. @param from local date */
export function normForm(parties: { provider: Hex; subscriber: Hex }, from: string): ContractForm {
  return { version: '1', resource: '1', ...parties, meterIds: [], area: '31.4', residents: '1', from };
}
