import type { Hex } from '../../bytes/hex.ts';
import { stateOn, type Allocation, type BillState as EngineBill, type Statement } from '../engine/account/statement.ts';
import { exact, sum, type Exact } from '../engine/number/exact.ts';
import { packAt } from '../engine/packs/pack.ts';
import type { Dated } from '../engine/price/dated.ts';
import { dayOf } from '../engine/calendar/day.ts';
import { createTrace, showStep, type Trace } from '../engine/trace.ts';
import { formatAmount } from '../money.ts';
import type { BillState, PaymentState } from './payable-book.ts';
import {
  accountOn,
  amountOf,
  paymentOn,
  stateOnDay,
  type ContractBill,
  type ContractMoney,
  type ContractPayment,
  type ContractRefund,
} from './contract-account.ts';

/** A central bank's rate from a day on, yearly percent. */
export type KeyRate = { from: string; percent: string };
/** By which rules an account is counted: a country's pack of the day that is asked. Without rates no penalty is counted. */
export type AccountRules = { country: string; keyRates: readonly KeyRate[] };

/** Amounts are decimals of the currency unit, days local ones. */
export type AccountStatement = {
  asOf: string;
  pack: string;
  owed: string;
  /** What of it is overdue, and since when the oldest of it is. */
  overdue: string;
  overdueSince: string | null;
  /** What of `owed` is no bill's: it was given back, and no payment covers it any more. */
  uncovered: string;
  /** What no bill takes yet. */
  advance: string;
  /** So far; null where no key rates are known. No penalty runs on what was paid and is disputed. */
  penalty: string | null;
  bills: BillInAccount[];
  payments: PaymentInAccount[];
  refunds: { id: Hex; orderedOn: string; paidOn: string | null; amount: string | null }[];
  derivation: Record<string, string>[];
};
export type BillInAccount = {
  name: string;
  id: Hex;
  state: BillState;
  issuedOn: string;
  dueOn: string;
  asked: string;
  paid: string;
  open: string;
  overdueSince: string | null;
  penalty: string | null;
  lines: { text: string; amount: string; paid: string; open: string }[];
};
export type PaymentInAccount = {
  id: Hex;
  bill: string;
  paidOn: string;
  amount: string | null;
  state: PaymentState;
  /** What it paid of which bill, line by line; nothing where it does not count. */
  allocation: { bill: string; amount: string; lines: string[] }[];
  givenBack: string;
  advance: string;
};

/**
 * The statement of a contract's account on a day: the same bytes for the same facts, whoever counts it and when. The rules are the engine's.
 * @throws InputError PACK_UNKNOWN, ACCOUNT_INVALID
 */
export function accountStatement(money: ContractMoney, asOf: string, rules: AccountRules): AccountStatement {
  const pack = packAt(rules.country, asOf);
  const keyRates = keyRatesOf(rules.keyRates);
  const count = (disputed: boolean): { statement: Statement; trace: Trace } => {
    const trace = createTrace({ pack, date: asOf });
    return { statement: stateOn(asOf, accountOn(money, asOf, { keyRates, disputed }), trace), trace };
  };
  const { statement } = count(false);
  const { statement: borne, trace } = count(true);
  const penalties = new Map(borne.bills.map(({ id, penalty }) => [id, penalty]));
  const bills = money.bills.filter(({ issuedOn }) => issuedOn <= asOf);
  const payments = money.payments.filter(({ paidOn }) => paidOn <= asOf);
  const show = (value: Exact): string => formatAmount(amountOf(value));
  const shownPenalty = (value: Exact): string | null => (keyRates === undefined ? null : show(value));
  return {
    ...{ asOf, pack: pack.name },
    ...{ owed: show(statement.owed), overdue: show(statement.overdue) },
    overdueSince: statement.bills.find(({ overdueSince }) => overdueSince !== undefined)?.overdueSince ?? null,
    ...{ uncovered: show(statement.uncovered), advance: show(statement.advance), penalty: shownPenalty(borne.penalty) },
    bills: bills.map((bill) => {
      const counted = statement.bills.find(({ id }) => id === bill.name);
      const penalty = penalties.get(bill.name);
      return { ...billIn(bill, counted, asOf), penalty: penalty === undefined ? null : shownPenalty(penalty) };
    }),
    payments: payments.map((payment) =>
      paymentIn(
        payment,
        statement.allocations.find(({ id }) => id === payment.id),
        asOf,
      ),
    ),
    refunds: money.refunds.filter(({ orderedOn }) => orderedOn <= asOf).map((refund) => refundIn(refund, asOf)),
    derivation: trace.steps.map(showStep),
  };
}

/** Whether and since when something is overdue, and how many days on `asOf`; nothing is counted for it but the account itself. @throws as `accountStatement` */
export function overdueOn(
  money: ContractMoney,
  asOf: string,
  country: string,
): { since: string; days: number } | undefined {
  const trace = createTrace({ pack: packAt(country, asOf), date: asOf });
  const { bills } = stateOn(asOf, accountOn(money, asOf, { keyRates: undefined, disputed: false }), trace);
  const since = bills.find(({ overdueSince }) => overdueSince !== undefined)?.overdueSince;
  return since === undefined ? undefined : { since, days: dayOf(asOf) - dayOf(since) + 1 };
}

function keyRatesOf(rates: readonly KeyRate[]): Dated<Exact>[] | undefined {
  return rates.length === 0
    ? undefined
    : rates.map(({ from, percent }) => ({ from: dayOf(from), value: exact(percent) }));
}

function billIn(bill: ContractBill, counted: EngineBill | undefined, asOf: string): Omit<BillInAccount, 'penalty'> {
  const show = (value: Exact | undefined): string =>
    value === undefined ? formatAmount(0n) : formatAmount(amountOf(value));
  const { name, id, issuedOn, dueOn, lines, moves } = bill;
  return {
    ...{ name, id, state: stateOnDay(moves, asOf) ?? 'issued', issuedOn, dueOn },
    asked: formatAmount(lines.reduce((all, { amount }) => all + amount, 0n)),
    paid: show(counted === undefined ? undefined : sum(counted.paid)),
    open: show(counted?.openTotal),
    overdueSince: counted?.overdueSince ?? null,
    lines: lines.map(({ text, amount }, index) => ({
      ...{ text, amount: formatAmount(amount), paid: show(counted?.paid[index]), open: show(counted?.open[index]) },
    })),
  };
}

function paymentIn(payment: ContractPayment, allocation: Allocation | undefined, asOf: string): PaymentInAccount {
  const { id, bill, paidOn, amount } = payment;
  const show = (value: Exact): string => formatAmount(amountOf(value));
  const parts = allocation?.parts ?? [];
  return {
    ...{
      id,
      bill,
      paidOn,
      amount: amount === undefined ? null : formatAmount(amount),
      state: paymentOn(payment, asOf),
    },
    allocation: parts.map(({ bill: paid, shares }) => ({
      bill: paid,
      amount: show(sum(shares)),
      lines: shares.map(show),
    })),
    givenBack: allocation === undefined ? formatAmount(0n) : show(allocation.givenBack),
    advance: allocation === undefined ? formatAmount(0n) : show(allocation.advance),
  };
}

function refundIn(
  { id, orderedOn, paidOn, amount }: ContractRefund,
  asOf: string,
): AccountStatement['refunds'][number] {
  const paid = paidOn !== undefined && paidOn <= asOf ? paidOn : null;
  return { id, orderedOn, paidOn: paid, amount: amount === undefined ? null : formatAmount(amount) };
}
