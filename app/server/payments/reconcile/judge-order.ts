import type { RegisteredPayment, RegisteredRefund } from '../payment-gateway.ts';
import type { BookedMismatch, BookedOrder, Difference } from './books.ts';
import { difference } from './difference.ts';

type Found = {
  paid: RegisteredPayment;
  order: BookedOrder | undefined;
  mismatch: BookedMismatch | undefined;
  /** The refund of the mismatch that the bank's register has. */
  given: RegisteredRefund | undefined;
};

/** What the portal has otherwise than the bank of one payment in its register. */
export function faultOfOrder(
  { paid, order, mismatch, given }: Found,
  { currency, now }: { currency: string; now: bigint },
): Difference[] {
  const of = { orderId: paid.orderId, paymentId: paid.id, amount: BigInt(paid.amount), currency: paid.currency };
  const fault = (code: Difference['code'], since = BigInt(paid.paidAt)): Difference[] => [
    difference(code, of, { since, now }),
  ];
  if (order === undefined) return fault('BANK_ORDER_UNKNOWN');
  // What the bank took back by itself owes nobody anything.
  if (mismatch !== undefined && mismatch.state !== 'counted') {
    if (paid.state === 'reversed') return [];
    if (mismatch.state !== 'returned') return fault('MISMATCH_OPEN', mismatch.since);
    return given === undefined && !mismatch.isByHand ? fault('RETURN_NOT_AT_BANK', mismatch.since) : [];
  }
  if (order.bankPaymentId !== paid.id && order.bankPaymentId !== null)
    return paid.state === 'reversed' ? [] : fault('PAYMENT_NOT_NOTED');
  const isOpen = order.state === 'initiated' || order.state === 'pending';
  if (isOpen) return fault('ORDER_NOT_PAID_HERE');
  if (order.state !== 'settled' && order.state !== 'recorded')
    return paid.state === 'reversed' ? [] : fault('ORDER_ENDED');
  if ((paid.state === 'reversed') !== order.isReversed) return fault('REVERSAL_DIFFERS');
  if (paid.currency !== currency) return fault('ORDER_CURRENCY_DIFFERS');
  return BigInt(paid.amount) === order.amount ? [] : fault('ORDER_AMOUNT_DIFFERS');
}
