import { ZERO_32, type Hex } from '../../bytes/hex.ts';
import { invoiceIdOf } from '../../ledger/ids.ts';
import type { FactOf } from '../../ledger/read-fact.ts';
import {
  carryBill,
  issueBill,
  movePayment,
  orderRefund,
  recordPayment,
  refund,
  settleBill,
  voidBill,
  type PayableBook,
} from './payable-book.ts';

export type PayableKind =
  | 'INVOICE'
  | 'PAYMENT'
  | 'RECEIPT'
  | 'PAYMENT_REFUSED'
  | 'PAYMENT_DEEMED'
  | 'PAYMENT_REVERSED'
  | 'CARRY'
  | 'VOID'
  | 'REFUND_ORDER'
  | 'REFUND';
export type PayableFact = FactOf<PayableKind>;

/** A fact about money, as a ledger recorded it. */
export type RecordedPayable = { digest: Hex; from: Hex; fact: PayableFact };

/** Where the amounts of facts come from: what the points are for this reader. */
export type AmountsOf<T> = {
  /** The sum of an invoice's lines, and what it draws from the account. */
  invoice(invoiceId: Hex, data: FactOf<'INVOICE'>['data']): { lines: T; drawn: T };
  payment(paymentId: Hex, data: FactOf<'PAYMENT'>['data']): T;
  order(orderId: Hex, data: FactOf<'REFUND_ORDER'>['data']): T;
};

/**
 * The one rule of what a recorded fact does to what is owed.
 * @throws InputError BILL_UNKNOWN, BILL_STATE, PAYMENT_UNKNOWN, PAYMENT_STATE, ORDER_UNKNOWN: no ledger records such a block
 */
export function applyPayable<T>(
  book: PayableBook<T>,
  { digest, from, fact }: RecordedPayable,
  amountsOf: AmountsOf<T>,
): void {
  switch (fact.kind) {
    case 'INVOICE': {
      const { contractId, period, series } = fact.data;
      const invoiceId = invoiceIdOf(from, contractId, period, series);
      issueBill(book, { invoiceId, contractId, ...amountsOf.invoice(invoiceId, fact.data) });
      return;
    }
    case 'PAYMENT':
      return recordPayment(book, {
        paymentId: digest,
        invoiceId: fact.data.invoiceId,
        amount: amountsOf.payment(digest, fact.data),
      });
    case 'RECEIPT': {
      const { paymentId, invoiceId, settles } = fact.data;
      if (paymentId !== ZERO_32 || !settles) movePayment(book, { paymentId, invoiceId, to: 'taken' });
      if (settles) settleBill(book, invoiceId);
      return;
    }
    case 'PAYMENT_REFUSED':
      return movePayment(book, { ...fact.data, to: 'refused' });
    case 'PAYMENT_DEEMED':
      return movePayment(book, { ...fact.data, to: 'deemed' });
    case 'PAYMENT_REVERSED':
      return movePayment(book, { ...fact.data, to: 'reversed' });
    case 'CARRY':
      return void carryBill(book, fact.data.invoiceId);
    case 'VOID':
      return void voidBill(book, fact.data.invoiceId);
    case 'REFUND_ORDER':
      return orderRefund(book, digest, {
        contractId: fact.data.contractId,
        amount: amountsOf.order(digest, fact.data),
      });
    case 'REFUND':
      return refund(book, fact.data.orderId);
    default:
      return fact satisfies never;
  }
}
