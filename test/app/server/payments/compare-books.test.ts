import { expect } from 'chai';
import type {
  BookedMismatch,
  BookedOrder,
  BookedRefund,
  Books,
  LedgerPayment,
} from '../../../../app/server/payments/reconcile/books.ts';
import { DIFFERENCES } from '../../../../app/server/payments/reconcile/books.ts';
import { compareBooks } from '../../../../app/server/payments/reconcile/compare-books.ts';
import type { RegisteredPayment, RegisteredRefund } from '../../../../app/server/payments/payment-gateway.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';

const [FROM, PAID, NOW, TO] = [1_000n, 5_000n, 5_100n, 9_000n];
const LATE = PAID + 901n;

/** Books in which one order of 7.00 was paid and answered, one refund of it given back, and one wrong payment returned. */
type Open = {
  payments: RegisteredPayment[];
  refunds: RegisteredRefund[];
  orders: BookedOrder[];
  mismatches: BookedMismatch[];
  ledger: LedgerPayment[];
  parts: BookedRefund[];
};

const reference = (at: number): Hex => `0x${String(at).padStart(64, '0')}`;

function clean(): Open {
  const paid = { currency: 'RUB', paidAt: String(PAID) };
  const order = { paidAt: PAID, isReversed: false, isUnsaid: false };
  return {
    payments: [
      { ...paid, id: 'pay_1', orderId: 'one', state: 'succeeded', amount: '700' },
      { ...paid, id: 'pay_2', orderId: 'two', state: 'succeeded', amount: '300' },
    ],
    refunds: [
      { ...paid, id: 'ref_1', refundId: 'refund', paymentId: 'pay_1', amount: '200' },
      { ...paid, id: 'ref_2', refundId: 'two-back', paymentId: 'pay_2', amount: '300' },
    ],
    orders: [
      { ...order, orderId: 'one', state: 'recorded', amount: 700n, bankPaymentId: 'pay_1', reference: reference(0) },
      { ...order, orderId: 'two', state: 'mismatch', amount: 600n, bankPaymentId: 'pay_2', reference: reference(1) },
    ],
    mismatches: [
      {
        ...{ paymentId: 'pay_2', kind: 'BANK_AMOUNT_MISMATCH', state: 'returned', refundName: 'two-back' },
        ...{ isByHand: false, amount: 300n, currency: 'RUB', since: PAID },
      },
    ],
    ledger: [{ paymentId: '0x01', state: 'taken', paidAt: PAID, answerBy: LATE, opens: true, hasReceipt: true }],
    parts: [{ refundId: 'refund', amount: 200n, state: 'settled', isByHand: false, paidAt: PAID, isSaid: true }],
  };
}

function booksOf({ payments, refunds, orders, mismatches, ledger, parts }: Open): Books {
  return {
    ...{ payments, refunds, currency: 'RUB', isInRange: (time) => time >= FROM && time < TO },
    orders: new Map(orders.map((one) => [one.orderId, one])),
    mismatches: new Map(mismatches.map((one) => [one.paymentId, one])),
    ledger: new Map(ledger.map((one, at) => [reference(at === 0 ? 0 : 7), one])),
    references: new Set(orders.map((one) => one.reference)),
    parts: new Map(parts.map((one) => [one.refundId, one])),
  };
}

/** What is planted, what is found then, and whether it is late at once. */
const PLANTED: readonly [string, (books: Open) => void, readonly string[], boolean][] = [
  [
    'an order that the portal lost',
    ({ orders }) => void orders.shift(),
    ['BANK_ORDER_UNKNOWN one', 'LEDGER_PAYMENT_UNKNOWN null'],
    true,
  ],
  [
    'a payment that is not asked about yet',
    ({ orders, ledger }) => {
      set(orders, 0, { state: 'pending' });
      ledger.pop();
    },
    ['ORDER_NOT_PAID_HERE one'],
    false,
  ],
  [
    'a payment of an order that has failed',
    ({ orders, ledger }) => {
      set(orders, 0, { state: 'failed' });
      ledger.pop();
    },
    ['ORDER_ENDED one'],
    false,
  ],
  [
    'a second payment',
    ({ payments }) => payments.push({ ...at(payments, 0), id: 'pay_3' }),
    ['PAYMENT_NOT_NOTED one'],
    false,
  ],
  ['another amount', ({ payments }) => set(payments, 0, { amount: '701' }), ['ORDER_AMOUNT_DIFFERS one'], true],
  ['another currency', ({ payments }) => set(payments, 0, { currency: 'EUR' }), ['ORDER_CURRENCY_DIFFERS one'], true],
  [
    'a mismatch that nobody decided',
    (books) => {
      set(books.mismatches, 0, { state: 'open', refundName: null });
      books.refunds.pop();
    },
    ['MISMATCH_OPEN two'],
    true,
  ],
  ['a return that the bank does not have', ({ refunds }) => void refunds.pop(), ['RETURN_NOT_AT_BANK two'], true],
  ['a payment that the bank does not have', ({ payments }) => void payments.shift(), ['ORDER_NOT_AT_BANK one'], true],
  [
    'a payment that is not said yet',
    ({ orders, ledger }) => {
      set(orders, 0, { state: 'settled' });
      ledger.pop();
    },
    ['ORDER_NOT_ON_LEDGER one'],
    false,
  ],
  ['a payment that no ledger shows', ({ ledger }) => void ledger.pop(), ['LEDGER_LACKS_PAYMENT one'], true],
  [
    'a commitment of another amount',
    ({ ledger }) => set(ledger, 0, { opens: false }),
    ['LEDGER_AMOUNT_DIFFERS one'],
    true,
  ],
  [
    'a PAYMENT of no order',
    ({ ledger }) => ledger.push({ ...at(ledger, 0), paymentId: '0x02' }),
    ['LEDGER_PAYMENT_UNKNOWN null'],
    true,
  ],
  [
    'a payment that the bank took back',
    ({ payments }) => set(payments, 0, { state: 'reversed' }),
    ['REVERSAL_DIFFERS one'],
    false,
  ],
  [
    'a payment without a receipt',
    ({ ledger }) => set(ledger, 0, { hasReceipt: false }),
    ['RECEIPT_MISSING one'],
    false,
  ],
  [
    'a payment that is reversed on the ledger alone',
    ({ ledger }) => set(ledger, 0, { state: 'reversed' }),
    ['REVERSAL_DIFFERS one'],
    false,
  ],
  [
    'a payment that its issuer refused',
    ({ ledger }) => set(ledger, 0, { state: 'refused', hasReceipt: false }),
    ['REFUSAL_NOT_NOTED one'],
    false,
  ],
  [
    'a refund that nobody asked for',
    ({ refunds }) => refunds.push({ ...at(refunds, 0), id: 'ref_3', refundId: 'x' }),
    ['REFUND_UNKNOWN x'],
    true,
  ],
  [
    'a refund of another amount',
    ({ refunds }) => set(refunds, 0, { amount: '201' }),
    ['REFUND_AMOUNT_DIFFERS refund'],
    true,
  ],
  [
    'a return of another amount',
    ({ refunds }) => set(refunds, 1, { amount: '299' }),
    ['REFUND_AMOUNT_DIFFERS two-back'],
    true,
  ],
  [
    'a refund that is not noted yet',
    ({ parts }) => set(parts, 0, { state: 'asked' }),
    ['REFUND_NOT_PAID_HERE refund'],
    false,
  ],
  ['a refund that the bank does not have', ({ refunds }) => void refunds.shift(), ['REFUND_NOT_AT_BANK refund'], true],
  [
    'a refund that is not said yet',
    ({ parts }) => set(parts, 0, { isSaid: false }),
    ['REFUND_NOT_ON_LEDGER refund'],
    false,
  ],
];

describe('bank, orders, ledger and receipts, compared', () => {
  it('are the same where nothing is wrong, without what was given back of a mismatch', () => {
    const { sums, differences, addsUp } = compareBooks(booksOf(clean()), NOW);
    expect([differences, addsUp]).to.deep.equal([[], true]);
    const same = { bank: 700n, orders: 700n, ledger: 700n, receipts: 700n };
    expect(sums).to.deep.equal({ ...same, refundsAtBank: 200n, refundsHere: 200n });
  });

  for (const [what, plant, found, isLate] of PLANTED)
    it(`name ${what}${isLate ? '' : ', late once it lasts'}`, () => {
      const books = clean();
      plant(books);
      const told = compareBooks(booksOf(books), NOW);
      expect(told.differences.map(({ code, orderId }) => `${code} ${String(orderId)}`)).to.deep.equal(found);
      expect(told.addsUp).to.equal(!isLate);
      const later = compareBooks(booksOf(books), LATE + 1n);
      expect(later.addsUp).to.equal(false);
      expect(later.differences.every((one) => one.isLate && one.ageSeconds === LATE + 1n - PAID)).to.equal(true);
    });

  it('have a case for every difference', () => {
    const planted = new Set(PLANTED.flatMap(([, , found]) => found.map((text) => text.split(' ', 1)[0])));
    expect(DIFFERENCES.filter((code) => !planted.has(code))).to.deep.equal([]);
  });
});

function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new Error('there is none');
  return found;
}

function set<T extends object>(list: T[], index: number, change: Partial<T>): void {
  list[index] = { ...at(list, index), ...change };
}
