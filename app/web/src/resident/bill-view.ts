import { isLostKeyCode } from '../../../../core/domain/crypto/lost-key.ts';
import type { LoadedBill } from './load/load-bills.ts';

export type BillState = 'open' | 'overdue' | 'paid' | 'waiting' | 'settled' | 'carried' | 'void' | 'closed';

/** What a resident has to know about a bill at a glance. `now` in unix seconds. */
export function billState({ record, report }: Pick<LoadedBill, 'record' | 'report'>, now: bigint): BillState {
  if (report.state !== 'issued') return report.state;
  if (report.outstanding !== undefined && report.outstanding <= 0n)
    return report.payments.some(({ state }) => state === 'recorded') ? 'waiting' : 'paid';
  // What was paid of it is not known to whoever lost the key: nobody is called late by that.
  if (report.outstanding === undefined && report.checks.some(({ code }) => isLostKeyCode(code))) return 'closed';
  return record.dueDate < now ? 'overdue' : 'open';
}

/** What is still to pay of a bill; 0 when nothing is, or when it could not be opened. Amount in 10⁻¹² of the currency unit. */
export function outstandingOf(bill: LoadedBill, now: bigint): bigint {
  const state = billState(bill, now);
  return state === 'open' || state === 'overdue' ? (bill.report.outstanding ?? 0n) : 0n;
}
