import { InputError } from '../../bytes/errors.ts';
import type { Hex } from '../../bytes/hex.ts';

/** What can be owed: points for who sees commitments alone, values and blindings for who may open them. */
export type Amounts<T> = { readonly zero: T; add(a: T, b: T): T; subtract(a: T, b: T): T };

export type BillState = 'issued' | 'settled' | 'carried' | 'void';
/** `recorded`: waits for the issuer's answer. `deemed`: got none in time. `reversed`: taken back by the bank, or given back. */
export type PaymentState = 'recorded' | 'refused' | 'taken' | 'deemed' | 'reversed';

/** @param lines sum of the bill's lines; `total` is with what it drew from the account */
export type Bill<T> = { contractId: Hex; lines: T; total: T; outstanding: T; state: BillState };
export type Paid<T> = { invoiceId: Hex; amount: T; state: PaymentState };
type Order<T> = { contractId: Hex; amount: T };

/**
 * What one ledger holds of money: invoices, payments, orders to give back, and the account of each contract, which is what is owed beside its open invoices.
 * It follows `Payments.sol` act by act.
 */
export type PayableBook<T> = PayableRecords<T> & { readonly amounts: Amounts<T> };
/** The part of it that is data. */
export type PayableRecords<T> = {
  readonly bills: Map<Hex, Bill<T>>;
  readonly payments: Map<Hex, Paid<T>>;
  readonly accounts: Map<Hex, T>;
  /** Those that are not carried out. */
  readonly orders: Map<Hex, Order<T>>;
};

export function emptyBook<T>(amounts: Amounts<T>): PayableBook<T> {
  return { amounts, bills: new Map(), payments: new Map(), accounts: new Map(), orders: new Map() };
}

export function accountOf<T>(book: PayableBook<T>, contractId: Hex): T {
  return book.accounts.get(contractId) ?? book.amounts.zero;
}

/** @param drawn what it takes over from the account, which is less by it */
export function issueBill<T>(
  book: PayableBook<T>,
  bill: { invoiceId: Hex; contractId: Hex; lines: T; drawn: T },
): Bill<T> {
  const { invoiceId, contractId, lines, drawn } = bill;
  const total = book.amounts.add(lines, drawn);
  moveAccount(book, contractId, book.amounts.subtract(book.amounts.zero, drawn));
  const issued: Bill<T> = { contractId, lines, total, outstanding: total, state: 'issued' };
  book.bills.set(invoiceId, issued);
  return issued;
}

/** @throws InputError BILL_UNKNOWN */
export function recordPayment<T>(
  book: PayableBook<T>,
  { paymentId, invoiceId, amount }: { paymentId: Hex; invoiceId: Hex; amount: T },
): void {
  billOf(book, invoiceId);
  book.payments.set(paymentId, { invoiceId, amount, state: 'recorded' });
}

/**
 * Brings a payment into another state, with what follows for its invoice or the account: both count what is taken or deemed taken, and nothing else.
 * @throws InputError BILL_UNKNOWN, PAYMENT_UNKNOWN, PAYMENT_STATE
 */
export function movePayment<T>(
  book: PayableBook<T>,
  { paymentId, invoiceId, to }: { paymentId: Hex; invoiceId: Hex; to: Exclude<PaymentState, 'recorded'> },
): void {
  const bill = billOf(book, invoiceId);
  const paid = book.payments.get(paymentId);
  if (paid === undefined || paid.invoiceId !== invoiceId)
    throw new InputError('PAYMENT_UNKNOWN', `Invoice ${invoiceId} has no payment ${paymentId}.`);
  const { state, amount } = paid;
  if (!FROM[to].includes(state))
    throw new InputError('PAYMENT_STATE', `Payment ${paymentId} is ${state}: it cannot become ${to}.`);
  const { zero, subtract } = book.amounts;
  if (!counts(state) && counts(to)) charge(book, bill, subtract(zero, amount));
  if (counts(state) && !counts(to)) charge(book, bill, amount);
  paid.state = to;
}

/** @throws InputError BILL_UNKNOWN, BILL_STATE */
export function settleBill<T>(book: PayableBook<T>, invoiceId: Hex): Bill<T> {
  const bill = issuedBill(book, invoiceId);
  bill.state = 'settled';
  return bill;
}

/** What is left of it moves into the account. @throws InputError BILL_UNKNOWN, BILL_STATE */
export function carryBill<T>(book: PayableBook<T>, invoiceId: Hex): Bill<T> {
  const bill = issuedBill(book, invoiceId);
  bill.state = 'carried';
  charge(book, bill, bill.outstanding);
  bill.outstanding = book.amounts.zero;
  return bill;
}

/** What was paid on it, and what it drew, is back in the account. @throws InputError BILL_UNKNOWN, BILL_STATE */
export function voidBill<T>(book: PayableBook<T>, invoiceId: Hex): Bill<T> {
  const bill = billOf(book, invoiceId);
  if (bill.state === 'settled' || bill.state === 'void') throw unfit(invoiceId, bill.state);
  bill.state = 'void';
  charge(book, bill, book.amounts.subtract(bill.outstanding, bill.lines));
  bill.outstanding = book.amounts.zero;
  return bill;
}

export function orderRefund<T>(book: PayableBook<T>, orderId: Hex, order: Order<T>): void {
  book.orders.set(orderId, order);
}

/** @throws InputError ORDER_UNKNOWN: there is none, or it was carried out */
export function refund<T>(book: PayableBook<T>, orderId: Hex): void {
  const order = book.orders.get(orderId);
  if (order === undefined)
    throw new InputError('ORDER_UNKNOWN', `There is no open order ${orderId} to give money back.`);
  book.orders.delete(orderId);
  moveAccount(book, order.contractId, order.amount);
}

/** From which states a payment comes into this one. */
const FROM: { readonly [K in Exclude<PaymentState, 'recorded'>]: readonly PaymentState[] } = {
  refused: ['recorded'],
  deemed: ['recorded'],
  taken: ['recorded', 'refused', 'deemed'],
  reversed: ['recorded', 'refused', 'deemed', 'taken'],
};

/** Whether a payment in this state lessens what is owed. */
export function counts(state: PaymentState): boolean {
  return state === 'taken' || state === 'deemed';
}

/** Adds to what is owed on an invoice; behind one that is no longer open, to its contract's account. */
function charge<T>(book: PayableBook<T>, bill: Bill<T>, amount: T): void {
  if (bill.state === 'issued') bill.outstanding = book.amounts.add(bill.outstanding, amount);
  else moveAccount(book, bill.contractId, amount);
}

function moveAccount<T>(book: PayableBook<T>, contractId: Hex, amount: T): void {
  book.accounts.set(contractId, book.amounts.add(accountOf(book, contractId), amount));
}

function issuedBill<T>(book: PayableBook<T>, invoiceId: Hex): Bill<T> {
  const bill = billOf(book, invoiceId);
  if (bill.state !== 'issued') throw unfit(invoiceId, bill.state);
  return bill;
}

function billOf<T>(book: PayableBook<T>, invoiceId: Hex): Bill<T> {
  const bill = book.bills.get(invoiceId);
  if (bill === undefined) throw new InputError('BILL_UNKNOWN', `No invoice ${invoiceId} was issued before.`);
  return bill;
}

function unfit(invoiceId: Hex, state: BillState): InputError {
  return new InputError('BILL_STATE', `Invoice ${invoiceId} is ${state} already.`);
}
