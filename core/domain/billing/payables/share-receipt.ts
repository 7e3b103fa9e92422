import { allocatePayments } from '../engine/account/allocate.ts';
import { subtract, sum, whole, type Exact } from '../engine/number/exact.ts';
import { LABEL } from '../../ledger/kinds.ts';
import type { BillContent } from '../bill.ts';
import { AMOUNT_PER_MINOR } from '../money.ts';
import { wholeLines } from './whole-lines.ts';

/** Shares are counted in minor units here. */
const MINOR = { mode: 'half-up', decimals: 0 } as const;

/**
 * How a payment is shared over a bill, as the statement of the account shares it (one rule, the engine's): in whole minor units pro rata over what is open of
 * each line, behind what an advance paid of them and the payments before; then over what the bill took over as a debt. What is left is no line's: an advance.
 * @param before the amounts of the payments that count before it, in their order; 10⁻¹² of the currency unit, as all here
 * @returns one share for each line in a receipt's order: metered, declared, the account last
 */
export function shareReceipt(content: BillContent, before: readonly bigint[], amount: bigint): bigint[] {
  const lines = lineAmounts(content).map(minor);
  const account = BigInt(content.account.amount);
  const paid = [...(account < 0n ? [-account] : []), ...before, amount].map(minor);
  const own = allocatePayments(paid, lines, MINOR);
  const debt = account > 0n ? [minor(account)] : [];
  const left = paid.map((one, index) => subtract(one, sum(own.each[index] ?? [])));
  const owed = allocatePayments(left, debt, MINOR);
  const shares = [...(own.each.at(-1) ?? []), ...(owed.each.at(-1) ?? []), ...(debt.length === 0 ? [whole(0)] : [])];
  return shares.map(({ n, d }) => (n / d) * AMOUNT_PER_MINOR);
}

/** Whole minor units of each line in the bill's own order: what rounding leaves stands in the line by which the bill rounds. */
function lineAmounts(content: BillContent): bigint[] {
  const shown = wholeLines(content).map(({ amount }) => amount);
  const isRounding = [
    ...content.metered.map(() => false),
    ...content.declared.map(({ label }) => label === String(LABEL.rounding)),
  ];
  const of = isRounding.filter((one) => !one).length;
  const rounded = shown.slice(of).reduce((sum, one) => sum + one, 0n);
  let next = 0;
  return isRounding.map((one) => (one ? rounded : (shown[next++] ?? 0n)));
}

function minor(amount: bigint): Exact {
  return whole(amount / AMOUNT_PER_MINOR);
}
