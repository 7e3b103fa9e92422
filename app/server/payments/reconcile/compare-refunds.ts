import type { Books, Difference, Sums } from './books.ts';
import { difference } from './difference.ts';

/** What the bank gave back, against what the portal asked it for; adds both up. */
export function* refundDifferences(books: Books, sums: Sums, now: bigint): Generator<Difference> {
  const { currency } = books;
  const names = new Set<string>();
  const returns = new Map([...books.mismatches.values()].map((one) => [one.refundName, one]));
  for (const given of books.refunds) {
    names.add(given.refundId);
    const [since, amount] = [BigInt(given.paidAt), BigInt(given.amount)];
    const of = { orderId: given.refundId, paymentId: given.id, amount, currency: given.currency };
    const back = returns.get(given.refundId);
    if (back !== undefined) {
      if (back.amount !== amount || back.currency !== given.currency)
        yield difference('REFUND_AMOUNT_DIFFERS', of, { since, now });
      continue;
    }
    sums.refundsAtBank += amount;
    const part = books.parts.get(given.refundId);
    if (part === undefined) yield difference('REFUND_UNKNOWN', of, { since, now });
    else if (part.state !== 'settled') yield difference('REFUND_NOT_PAID_HERE', of, { since, now });
    else if (part.amount !== amount || given.currency !== currency)
      yield difference('REFUND_AMOUNT_DIFFERS', of, { since, now });
  }
  for (const part of books.parts.values()) {
    if (part.state !== 'settled' || !books.isInRange(part.paidAt)) continue;
    sums.refundsHere += part.amount;
    const of = { orderId: part.refundId, paymentId: null, amount: part.amount, currency };
    const at = { since: part.paidAt, now };
    if (!names.has(part.refundId) && !part.isByHand) yield difference('REFUND_NOT_AT_BANK', of, at);
    if (!part.isSaid) yield difference('REFUND_NOT_ON_LEDGER', of, at);
  }
}
