import type { Hex } from '../../bytes/hex.ts';
import type { Account, AccountBill, AccountPayment } from '../engine/account/statement.ts';
import { power, type Exact } from '../engine/number/exact.ts';
import { AMOUNT_EXPONENT } from '../money.ts';
import { counts, type BillState, type PaymentState } from './payable-book.ts';
import type { WholeLine } from './whole-lines.ts';

/** Into which state something came, and on which local day. Oldest first. */
export type Move<State> = { to: State; on: string };

/** @param name by period and series: names the bill in derivations, and of two that are due on one day the earlier comes first */
export type ContractBill = {
  id: Hex;
  name: string;
  issuedOn: string;
  dueOn: string;
  /** In 10⁻¹² of the currency unit, whole minor units. */
  lines: readonly WholeLine[];
  moves: readonly Move<BillState>[];
  /** The name of the withdrawn bill in whose place it is. */
  replaces?: string | undefined;
};

/** @param amount undefined where it cannot be read; `bill` is the name of the bill that was paid, `paidOn` the day on which the bank had the money */
export type ContractPayment = {
  id: Hex;
  bill: string;
  paidOn: string;
  amount: bigint | undefined;
  moves: readonly Move<PaymentState>[];
};

/** @param paidOn the day on which the bank gave it back; undefined while it is only ordered */
export type ContractRefund = { id: Hex; orderedOn: string; paidOn: string | undefined; amount: bigint | undefined };

/** What one party knows of a contract's money, opened: bills, payments and what was given back, each in the ledger's order. */
export type ContractMoney = {
  bills: readonly ContractBill[];
  payments: readonly ContractPayment[];
  refunds: readonly ContractRefund[];
};

/** What something is on a day. */
export function stateOnDay<State>(moves: readonly Move<State>[], day: string): State | undefined {
  return moves.findLast(({ on }) => on <= day)?.to;
}

/**
 * What becomes of a payment by a day. It counts from the day on which the bank had the money, whenever its issuer takes it; one that was taken back counts
 * until then, as if it had never been from there on.
 */
export function paymentOn({ moves }: ContractPayment, day: string): PaymentState {
  const last = moves.at(-1)?.to ?? 'recorded';
  if (last !== 'reversed') return last;
  return moves.some(({ to, on }) => to === 'reversed' && on <= day)
    ? 'reversed'
    : (moves.findLast(({ to }) => to !== 'reversed')?.to ?? 'recorded');
}

/**
 * The account as the engine asks for it, on a day: bills that are out, and payments that count. A carried bill stays what it was, due when it was due; what a
 * later one took over from the ledger's account is no new debt.
 * @param disputed whether payments that nobody answered, or that were refused and not taken back, count too: on what they paid no penalty runs
 */
export function accountOn(
  money: ContractMoney,
  day: string,
  { keyRates, disputed }: Pick<Account, 'keyRates'> & { disputed: boolean },
): Account {
  const bills = money.bills.filter(({ issuedOn }) => issuedOn <= day);
  const payments = money.payments.filter((payment) => {
    const state = paymentOn(payment, day);
    return counts(state) || (disputed && state !== 'reversed');
  });
  return {
    bills: bills.map(({ name, dueOn, lines }): AccountBill => ({
      ...{ id: name, due: dueOn, lines: lines.map(({ amount }) => exactOf(amount)), kind: 'services' },
      penalties: lines.map(({ isPenalty = false }) => isPenalty),
    })),
    payments: payments.map(({ id, bill, paidOn, amount = 0n }): AccountPayment => {
      return { id, date: paidOn, amount: exactOf(amount), bill: standsFor(bills, bill, day) };
    }),
    voided: bills.flatMap(({ name, moves }) =>
      moves.filter(({ to }) => to === 'void').map(({ on }) => ({ bill: name, date: on })),
    ),
    refunds: money.refunds.flatMap(({ paidOn, amount = 0n }) =>
      paidOn === undefined ? [] : [{ date: paidOn, amount: exactOf(amount) }],
    ),
    keyRates,
  };
}

/** The bill that a payment for this one pays: a withdrawn one is followed by what came in its place. None where nothing is out under that name yet. */
function standsFor(bills: readonly ContractBill[], name: string, day: string): string | undefined {
  const bill = bills.find((one) => one.name === name);
  if (bill === undefined || stateOnDay(bill.moves, day) !== 'void') return bill?.name;
  const next = bills.find(({ replaces }) => replaces === name);
  return next === undefined ? undefined : standsFor(bills, next.name, day);
}

/** What all of it comes to once every day is over: owed where positive, an advance where negative. As the ledger's commitments add up. */
export function balanceOf({ bills, payments, refunds }: ContractMoney): bigint {
  const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((a, b) => a + b, 0n);
  const stand = bills.filter(({ moves }) => moves.at(-1)?.to !== 'void');
  const taken = payments.filter(({ moves }) => counts(moves.at(-1)?.to ?? 'recorded'));
  return (
    sum(stand.flatMap(({ lines }) => lines.map(({ amount }) => amount))) -
    sum(taken.map(({ amount = 0n }) => amount)) +
    sum(refunds.map(({ paidOn, amount = 0n }) => (paidOn === undefined ? 0n : amount)))
  );
}

function exactOf(amount: bigint): Exact {
  return { n: amount, d: power(-AMOUNT_EXPONENT) };
}

/** @param value with at most twelve decimals, as everything here is that was rounded */
export function amountOf({ n, d }: Exact): bigint {
  return (n * power(-AMOUNT_EXPONENT)) / d;
}
