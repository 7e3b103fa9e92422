import type { PaymentState } from '../../../../core/domain/billing/payables/payable-book.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import type { MismatchKind } from '../../database/portal-tables.ts';
import type { BankRegister } from '../payment-gateway.ts';

/** An order as the portal has it; `amount` in whole minor units, `reference` as its PAYMENT names it. */
export type BookedOrder = {
  orderId: string;
  state: string;
  amount: bigint;
  bankPaymentId: string | null;
  paidAt: bigint;
  reference: Hex;
  /** The bank took it back, and the portal knows; `isUnsaid`: and no ledger yet. */
  isReversed: boolean;
  isUnsaid: boolean;
};
export type BookedMismatch = {
  paymentId: string;
  kind: MismatchKind;
  state: 'open' | 'returning' | 'asked' | 'returned' | 'counted';
  refundName: string | null;
  /** It ended by the word of the portal's operator. */
  isByHand: boolean;
  amount: bigint;
  currency: string;
  since: bigint;
};
/** A PAYMENT of the ledgers. `opens`: whether its commitment holds the order's amount; undefined where the portal cannot say. */
export type LedgerPayment = {
  paymentId: Hex;
  state: PaymentState;
  paidAt: bigint;
  answerBy: bigint;
  opens: boolean | undefined;
  hasReceipt: boolean;
};
export type BookedRefund = {
  refundId: string;
  amount: bigint;
  state: string;
  isByHand: boolean;
  paidAt: bigint;
  /** The REFUND is on the ledger, or nothing of its order is to be said there. */
  isSaid: boolean;
};

/** What each side has of a range of days. Orders are those of the bank's payments too, whenever they were paid. */
export type Books = BankRegister & {
  currency: string;
  isInRange: (time: bigint) => boolean;
  orders: ReadonlyMap<string, BookedOrder>;
  /** By the bank's name of the payment. */
  mismatches: ReadonlyMap<string, BookedMismatch>;
  /** By payment reference. */
  ledger: ReadonlyMap<Hex, LedgerPayment>;
  /** Of all orders, whenever. */
  references: ReadonlySet<Hex>;
  parts: ReadonlyMap<string, BookedRefund>;
};

/** In whole minor units. */
export type Sums = {
  bank: bigint;
  orders: bigint;
  ledger: bigint;
  receipts: bigint;
  refundsAtBank: bigint;
  refundsHere: bigint;
};

export const DIFFERENCES = [
  /** The bank has money for an order that the portal does not know. */
  'BANK_ORDER_UNKNOWN',
  /** It has money for an order that waits for it still, or has ended. */
  ...(['ORDER_NOT_PAID_HERE', 'ORDER_ENDED'] as const),
  /** It has a second payment of an order. */
  'PAYMENT_NOT_NOTED',
  ...(['ORDER_AMOUNT_DIFFERS', 'ORDER_CURRENCY_DIFFERS'] as const),
  /** Kept as a mismatch, and not decided or not given back yet. */
  'MISMATCH_OPEN',
  /** Given back as the portal has it, and not in the bank's register. */
  'RETURN_NOT_AT_BANK',
  ...(['ORDER_NOT_AT_BANK', 'ORDER_NOT_ON_LEDGER'] as const),
  /** Recorded as the portal has it, and no ledger shows it. */
  'LEDGER_LACKS_PAYMENT',
  ...(['LEDGER_AMOUNT_DIFFERS', 'LEDGER_PAYMENT_UNKNOWN', 'REVERSAL_DIFFERS', 'RECEIPT_MISSING'] as const),
  /** Its issuer refused it there, and the portal has not noted that the money is to go back. */
  'REFUSAL_NOT_NOTED',
  ...(['REFUND_UNKNOWN', 'REFUND_AMOUNT_DIFFERS', 'REFUND_NOT_PAID_HERE', 'REFUND_NOT_AT_BANK'] as const),
  'REFUND_NOT_ON_LEDGER',
] as const;

export type Difference = {
  code: (typeof DIFFERENCES)[number];
  orderId: string | null;
  /** The bank's name of the payment or refund; of what no order has, the ledger's. */
  paymentId: string | null;
  amount: bigint | null;
  currency: string;
  since: bigint;
  ageSeconds: bigint;
  /** It lasts for longer than the way of money takes. */
  isLate: boolean;
};

export type Reconciliation = {
  from: string;
  to: string;
  currency: string;
  sums: Sums;
  differences: Difference[];
  /** No difference is late. */
  addsUp: boolean;
};
