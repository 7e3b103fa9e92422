import fc from 'fast-check';
import { dateOf, dayOf } from '../../../../../../core/domain/billing/engine/calendar/day.ts';
import { AMOUNT_PER_MINOR } from '../../../../../../core/domain/billing/money.ts';
import type { ContractMoney, Move } from '../../../../../../core/domain/billing/payables/contract-account.ts';
import {
  accountOf,
  carryBill,
  counts,
  emptyBook,
  issueBill,
  movePayment,
  orderRefund,
  recordPayment,
  refund,
  settleBill,
  voidBill,
  type BillState,
  type PayableBook,
  type PaymentState,
} from '../../../../../../core/domain/billing/payables/payable-book.ts';
import { InputError } from '../../../../../../core/domain/bytes/errors.ts';
import { toHex, type Hex } from '../../../../../../core/domain/bytes/hex.ts';

/** What somebody says about the money of one contract, `after` days after what was said before. `which` picks a bill or a payment among those that are there. */
export type Act = { after: number; which: number } & (
  | { kind: 'bill'; lines: readonly number[]; draws: boolean }
  | { kind: 'pay'; cents: number; early: number }
  | { kind: 'move'; to: Exclude<PaymentState, 'recorded'> }
  | { kind: 'carry' | 'void' | 'settle' }
  | { kind: 'refund'; share: number }
);

const cents = fc.integer({ min: 1, max: 200_000 });
const said = { after: fc.integer({ min: 0, max: 40 }), which: fc.nat(7) };
const act = (weight: number, shape: object) => ({ weight, arbitrary: fc.record({ ...said, ...shape }) });
const to = fc.constantFrom(
  'taken' as const,
  'taken' as const,
  'deemed' as const,
  'refused' as const,
  'reversed' as const,
);

/** Whatever a ledger might hold, and much that it refuses. */
export const acts = fc.array(
  fc.oneof(
    act(3, {
      kind: fc.constant('bill'),
      lines: fc.array(fc.oneof(cents, cents, fc.integer({ min: -50_000, max: 0 })), { minLength: 1, maxLength: 4 }),
      draws: fc.boolean(),
    }),
    act(4, { kind: fc.constant('pay'), cents, early: fc.nat(5) }),
    act(5, { kind: fc.constant('move'), to }),
    act(2, { kind: fc.constantFrom('carry', 'void', 'settle') }),
    act(1, { kind: fc.constant('refund'), share: fc.integer({ min: 1, max: 100 }) }),
  ) as fc.Arbitrary<Act>,
  { minLength: 1, maxLength: 40, size: 'max' },
);

export const CONTRACT: Hex = `0x${'0c'.repeat(32)}`;
const FIRST = dayOf('2026-01-05');

type Kept = {
  bills: (ContractMoney['bills'][number] & { moves: Move<BillState>[] })[];
  payments: (ContractMoney['payments'][number] & { moves: Move<PaymentState>[] })[];
  refunds: ContractMoney['refunds'][number][];
};

/** Acts as the ledger carries them out, those left out that it refuses: its book, and the same as one party collects it. */
export function carryOut(said: readonly Act[]): { book: PayableBook<bigint>; money: Kept; lastDay: string } {
  const book = emptyBook<bigint>({ zero: 0n, add: (a, b) => a + b, subtract: (a, b) => a - b });
  const money: Kept = { bills: [], payments: [], refunds: [] };
  let day = FIRST;
  for (const [index, one] of said.entries()) {
    day += one.after;
    try {
      carry(book, money, one, { id: toHex(new Uint8Array(32).fill(index + 1)), day });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }
  return { book, money, lastDay: dateOf(day) };
}

function carry(book: PayableBook<bigint>, money: Kept, one: Act, { id, day }: { id: Hex; day: number }): void {
  const on = dateOf(day);
  const bill = money.bills[one.which % Math.max(1, money.bills.length)];
  const payment = money.payments[one.which % Math.max(1, money.payments.length)];
  const contractId = CONTRACT;
  switch (one.kind) {
    case 'bill': {
      const lines = one.lines.map((amount, line) => ({
        text: `line ${line}`,
        amount: BigInt(amount) * AMOUNT_PER_MINOR,
      }));
      const drawn = one.draws ? accountOf(book, contractId) : 0n;
      issueBill(book, { invoiceId: id, contractId, lines: sum(lines.map(({ amount }) => amount)), drawn });
      const name = `b${String(money.bills.length).padStart(2, '0')}`;
      const moves: Move<BillState>[] = [{ to: 'issued', on }];
      money.bills.push({ id, name, issuedOn: on, dueOn: dateOf(day + 10), lines, moves });
      return;
    }
    case 'pay': {
      if (bill === undefined) return;
      const amount = BigInt(one.cents) * AMOUNT_PER_MINOR;
      recordPayment(book, { paymentId: id, invoiceId: bill.id, amount });
      const moves: Move<PaymentState>[] = [{ to: 'recorded', on }];
      money.payments.push({ id, bill: bill.name, paidOn: dateOf(day - one.early), amount, moves });
      return;
    }
    case 'move': {
      const paid = payment && book.payments.get(payment.id);
      if (paid === undefined) return;
      movePayment(book, { paymentId: payment?.id ?? id, invoiceId: paid.invoiceId, to: one.to });
      payment?.moves.push({ to: one.to, on });
      return;
    }
    case 'carry':
      if (bill !== undefined) carryBill(book, bill.id);
      bill?.moves.push({ to: 'carried', on });
      return;
    case 'void':
      if (bill !== undefined) voidBill(book, bill.id);
      bill?.moves.push({ to: 'void', on });
      return;
    case 'settle':
      // No receipt settles what does not open to nothing.
      if (bill === undefined || book.bills.get(bill.id)?.outstanding !== 0n) return;
      settleBill(book, bill.id);
      bill.moves.push({ to: 'settled', on });
      return;
    case 'refund': {
      const credit = -accountOf(book, contractId);
      const amount = ((credit * BigInt(one.share)) / 100n / AMOUNT_PER_MINOR) * AMOUNT_PER_MINOR;
      if (amount <= 0n) return;
      orderRefund(book, id, { contractId, amount });
      refund(book, id);
      money.refunds.push({ id, orderedOn: on, paidOn: on, amount });
      return;
    }
    default:
      one satisfies never;
  }
}

/** What the ledger holds as owed: its open bills, and the contract's account. */
export function heldBy(book: PayableBook<bigint>): bigint {
  return sum([...book.bills.values()].map(({ outstanding }) => outstanding)) + accountOf(book, CONTRACT);
}

/** What of all this changes what is owed, each on its day, by amount. */
export function changesOf({ bills, payments, refunds }: ContractMoney): { on: string; amount: bigint }[] {
  return [
    ...bills.flatMap(({ issuedOn, lines, moves }) => {
      const amount = sum(lines.map((line) => line.amount));
      const gone = moves.filter(({ to }) => to === 'void');
      return [{ on: issuedOn, amount }, ...gone.map(({ on }) => ({ on, amount: -amount }))];
    }),
    ...payments.flatMap(({ paidOn, amount = 0n, moves }) => {
      const back = moves.find(({ to }) => to === 'reversed');
      const last = moves.findLast(({ to }) => to !== 'reversed');
      if (last === undefined || !counts(last.to)) return [];
      return [{ on: paidOn, amount: -amount }, ...(back === undefined ? [] : [{ on: back.on, amount }])];
    }),
    ...refunds.flatMap(({ paidOn, amount = 0n }) => (paidOn === undefined ? [] : [{ on: paidOn, amount }])),
  ];
}

export function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((a, b) => a + b, 0n);
}
