import { AMOUNT_PER_MINOR } from '../../../core/domain/billing/money.ts';

/** An order or a refund, as one side has it: the portal's id of it, the bank's, and whole minor units of a currency. */
type Terms = { own: string; bank: string; amount: string; currency: string };

/** An amount of the ledger as the bank is told it. */
export function minorUnits(amount: string | bigint): string {
  return (BigInt(amount) / AMOUNT_PER_MINOR).toString();
}

/** What the bank holds otherwise than the portal; undefined where both agree. @param ours without `bank` as long as the bank has told no id */
export function faultInTerms(ours: Omit<Terms, 'bank'> & { bank: string | null }, found: Terms): string | undefined {
  if (found.own !== ours.own) return 'BANK_ORDER_MISMATCH';
  if (ours.bank !== null && found.bank !== ours.bank) return 'BANK_ORDER_MISMATCH';
  if (found.amount !== ours.amount) return 'BANK_AMOUNT_MISMATCH';
  return found.currency === ours.currency ? undefined : 'BANK_CURRENCY_MISMATCH';
}
