import type { BillContent } from '../../core/domain/billing/bill.ts';

/** Why a person should look at a bill before it goes out. */
export type Reason = 'first' | 'more' | 'less' | 'nothing-used' | 'nothing-to-pay';

/** A bill to be beside the one before it, each without what it takes over from the account; 10⁻¹² of the currency unit. */
export type Compared = { own: bigint; before: bigint | undefined; difference: bigint | undefined; reasons: Reason[] };

/** More than half as much again, or less than half. */
export function compareBill(bill: BillContent, before: BillContent | undefined): Compared {
  const own = ownOf(bill);
  const last = before === undefined ? undefined : ownOf(before);
  const reasons: Reason[] = [];
  if (last === undefined) reasons.push('first');
  else if (2n * own > 3n * last) reasons.push('more');
  else if (2n * own < last) reasons.push('less');
  if (bill.metered.length > 0 && bill.metered.every(({ volume }) => volume === '0')) reasons.push('nothing-used');
  if (BigInt(bill.total) <= 0n) reasons.push('nothing-to-pay');
  return { own, before: last, difference: last === undefined ? undefined : own - last, reasons };
}

function ownOf({ total, account }: BillContent): bigint {
  return BigInt(total) - BigInt(account.amount);
}
