import { faultOfOrder } from './judge-order.ts';
import type { Books, Difference, Reconciliation, Sums } from './books.ts';
import { refundDifferences } from './compare-refunds.ts';
import { difference } from './difference.ts';

/**
 * What bank, orders, ledger and receipts say of the same money, kopeck for kopeck. Whatever one of them has and another has not, or otherwise, is a
 * difference; it is late once it has lasted for longer than the way to the next of them takes.
 */
export function compareBooks(books: Books, now: bigint): Pick<Reconciliation, 'sums' | 'differences' | 'addsUp'> {
  const differences: Difference[] = [];
  const sums: Sums = { bank: 0n, orders: 0n, ledger: 0n, receipts: 0n, refundsAtBank: 0n, refundsHere: 0n };
  const { currency } = books;
  const returned = new Map(books.refunds.map((refund) => [refund.refundId, refund]));
  const atBank = new Set(books.payments.map(({ id }) => id));

  for (const paid of books.payments) {
    const order = books.orders.get(paid.orderId);
    const mismatch = books.mismatches.get(paid.id);
    const given = mismatch?.refundName == null ? undefined : returned.get(mismatch.refundName);
    const isBack = mismatch?.state === 'returned' || given !== undefined;
    if (paid.state === 'succeeded' && paid.currency === currency && !isBack) sums.bank += BigInt(paid.amount);
    differences.push(...faultOfOrder({ paid, order, mismatch, given }, { currency, now }));
  }
  for (const order of books.orders.values()) {
    const isPaid = order.state === 'settled' || order.state === 'recorded';
    if (!isPaid || !books.isInRange(order.paidAt)) continue;
    const of = { orderId: order.orderId, paymentId: order.bankPaymentId, amount: order.amount, currency };
    const isBack = order.isReversed || books.mismatches.get(order.bankPaymentId ?? '')?.state === 'returned';
    if (!isBack) sums.orders += order.amount;
    if (order.bankPaymentId === null || !atBank.has(order.bankPaymentId))
      differences.push(difference('ORDER_NOT_AT_BANK', of, { since: order.paidAt, now }));
    const said = books.ledger.get(order.reference);
    if (said === undefined) {
      const code = order.state === 'recorded' ? 'LEDGER_LACKS_PAYMENT' : 'ORDER_NOT_ON_LEDGER';
      differences.push(difference(code, of, { since: order.paidAt, now }));
      continue;
    }
    const isSame = said.opens !== false;
    if (!isSame) differences.push(difference('LEDGER_AMOUNT_DIFFERS', of, { since: order.paidAt, now }));
    const stands = said.state !== 'reversed';
    if (stands && isSame && !isBack) sums.ledger += order.amount;
    if (stands === isBack) {
      const until = order.isUnsaid ? now : undefined;
      differences.push(difference('REVERSAL_DIFFERS', of, { since: order.paidAt, now, until }));
    }
    const isAnswered = (said.state === 'taken' && said.hasReceipt) || said.state === 'deemed';
    if (isAnswered && isSame && !isBack) sums.receipts += order.amount;
    if (stands && !isAnswered && said.state !== 'refused')
      differences.push(difference('RECEIPT_MISSING', of, { since: order.paidAt, now, until: said.answerBy }));
    const isNoted = books.mismatches.get(order.bankPaymentId ?? '')?.kind === 'ISSUER_REFUSED';
    if (said.state === 'refused' && !isNoted && !isBack)
      differences.push(difference('REFUSAL_NOT_NOTED', of, { since: order.paidAt, now }));
  }
  for (const [reference, said] of books.ledger)
    if (!books.references.has(reference) && books.isInRange(said.paidAt)) {
      const of = { orderId: null, paymentId: said.paymentId, amount: null, currency };
      differences.push(difference('LEDGER_PAYMENT_UNKNOWN', of, { since: said.paidAt, now }));
    }
  differences.push(...refundDifferences(books, sums, now));
  const isSame = sums.bank === sums.orders && sums.orders === sums.ledger && sums.ledger === sums.receipts;
  return {
    sums,
    differences,
    addsUp: (isSame || differences.length > 0) && differences.every(({ isLate }) => !isLate),
  };
}
