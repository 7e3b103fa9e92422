import { InputError } from '../../../bytes/errors.ts';
import { dateOf, dayOf } from '../calendar/day.ts';
import { add, compare, exact, formatExact, least, most, subtract, sum, ZERO, type Exact } from '../number/exact.ts';
import { isRounded, type RoundingRule } from '../number/rounding-rule.ts';
import { addParts } from '../number/shares.ts';
import { valueOf } from '../packs/pack.ts';
import { valueOn, type Dated } from '../price/dated.ts';
import type { Trace } from '../trace.ts';
import { allocatePayment } from './allocate.ts';
import { cappedRate, penaltyDays, penaltyParts, type PenaltyKind } from './penalty.ts';

/** `penalties`: which of its lines are penalties themselves; these bear none. */
export type AccountBill = {
  id: string;
  due: string;
  lines: readonly Exact[];
  kind: PenaltyKind;
  penalties?: readonly boolean[] | undefined;
};
/** `id`: by which its allocation is found again. */
export type AccountPayment = { date: string; amount: Exact; bill?: string | undefined; id?: string | undefined };

export type Account = {
  bills: readonly AccountBill[];
  payments: readonly AccountPayment[];
  voided: readonly { bill: string; date: string }[];
  /** What was given back of an advance. */
  refunds?: readonly { date: string; amount: Exact }[];
  /** Yearly percent by the day from which it holds; without it no penalty is counted. */
  keyRates: readonly Dated<Exact>[] | undefined;
};

export type BillState = {
  id: string;
  due: string;
  owed: Exact;
  paid: readonly Exact[];
  open: readonly Exact[];
  openTotal: Exact;
  /** The day from which it is overdue, where something of it is. */
  overdueSince: string | undefined;
  penalty: Exact;
};

/** What one payment paid; of a bill that is negative in all, under that bill's id. */
export type Allocation = {
  id: string | undefined;
  date: string;
  parts: { bill: string; shares: readonly Exact[] }[];
  /** What of it was given back, and what no bill took. */
  givenBack: Exact;
  advance: Exact;
};

export type Statement = {
  asOf: string;
  bills: BillState[];
  /** In the order in which they count. */
  allocations: Allocation[];
  /** What was given back and no payment covers: it was paid with money that was taken back since. It is owed, and bears no penalty. */
  uncovered: Exact;
  owed: Exact;
  overdue: Exact;
  advance: Exact;
  penalty: Exact;
};

type State = AccountBill & { open: Exact[]; paid: Exact[]; penalty: Exact };
/** What was given back and is not covered yet. */
type Returned = { left: Exact };

/**
 * What an account owes on a day, from its bills and payments alone: the same on every machine, in whatever order they are given. A payment goes to the bill it
 * names, then to the oldest debts, pro rata over what is open of each line; what is left is an advance, which pays the next bill. A voided bill is as if it had
 * never been: what was paid on it is spread anew. What was given back is taken, before any debt, from what a payment leaves behind the bill that it names.
 * @throws InputError ACCOUNT_INVALID
 */
export function stateOn(asOf: string, account: Account, trace: Trace): Statement {
  check(account, trace.rounding);
  const gone = new Set(account.voided.filter(({ date }) => date <= asOf).map(({ bill }) => bill));
  const states = account.bills
    .filter(({ id }) => !gone.has(id))
    .map((bill): State => ({ ...bill, open: [...bill.lines], paid: bill.lines.map(() => ZERO), penalty: ZERO }))
    .sort((a, b) => order(a.due, b.due) || order(a.id, b.id));
  const payments = [...account.payments, ...credits(states, asOf)]
    .filter(({ date }) => date <= asOf)
    // The amount too: of two on one day the order in a list must not decide a kopeck.
    .sort((a, b) => order(a.date, b.date) || order(a.bill ?? '', b.bill ?? '') || compare(a.amount, b.amount));
  const refunds = (account.refunds ?? []).filter(({ date }) => date <= asOf);
  const returned: Returned = { left: sum(refunds.map(({ amount }) => amount)) };
  const allocations = payments.map((payment) => pay(states, returned, payment, { account, trace }));
  const advance = sum(allocations.map((one) => one.advance));
  const bills = states.map((state) => close(state, asOf, { account, trace }));
  const overdue = sum(bills.filter(({ overdueSince }) => overdueSince !== undefined).map(({ openTotal }) => openTotal));
  const owed = trace.note(
    'owed',
    'sum of what is open',
    sum([...bills.map(({ openTotal }) => openTotal), returned.left]),
    'payment.pro-rata',
  );
  const uncovered = returned.left;
  return {
    ...{ asOf, bills, allocations, uncovered, owed, overdue, advance },
    penalty: sum(bills.map(({ penalty }) => penalty)),
  };
}

/** A bill whose lines are negative in all pays others: on its due day, or on the day that is asked where that is earlier. */
function credits(states: readonly State[], asOf: string): AccountPayment[] {
  return states.flatMap((state): AccountPayment[] => {
    const total = sum(state.open);
    if (total.n >= 0n) return [];
    state.paid = [...state.open];
    state.open = state.open.map(() => ZERO);
    return [{ id: state.id, date: state.due < asOf ? state.due : asOf, amount: subtract(ZERO, total) }];
  });
}

type With = { account: Account; trace: Trace };

function pay(states: readonly State[], returned: Returned, payment: AccountPayment, given: With): Allocation {
  const { id, date, amount } = payment;
  const named = states.filter((state) => state.id === payment.bill);
  const done: Allocation = { id, date, parts: [], givenBack: ZERO, advance: amount };
  for (const state of named) payBill(state, done, given);
  done.givenBack = least(done.advance, returned.left);
  returned.left = subtract(returned.left, done.givenBack);
  done.advance = subtract(done.advance, done.givenBack);
  for (const state of states) if (!named.includes(state)) payBill(state, done, given);
  return done;
}

/** Takes what the bill takes off what is left of a payment. */
function payBill(state: State, done: Allocation, given: With): void {
  if (done.advance.n <= 0n) return;
  const { shares, advance } = allocatePayment(done.advance, state.open, given.trace.rounding);
  const used = subtract(done.advance, advance);
  if (used.n === 0n) return;
  state.penalty = add(state.penalty, penaltyOf(state, bearing(state, shares), done.date, given));
  state.open = state.open.map((line, index) => subtract(line, shares[index] ?? ZERO));
  state.paid = addParts(state.paid, shares);
  done.parts.push({ bill: state.id, shares });
  done.advance = advance;
}

function close(state: State, asOf: string, given: With): BillState {
  const openTotal = sum(state.open);
  const principal = most(ZERO, least(bearing(state, state.open), openTotal));
  const penalty = principal.n > 0n ? add(state.penalty, penaltyOf(state, principal, asOf, given)) : state.penalty;
  const isOverdue = openTotal.n > 0n && asOf > state.due;
  return {
    ...{ id: state.id, due: state.due, owed: sum(state.lines), paid: state.paid, open: state.open, openTotal, penalty },
    overdueSince: isOverdue ? dateOf(dayOf(state.due) + 1) : undefined,
  };
}

/** What of the lines' amounts a penalty runs on. */
function bearing({ penalties }: AccountBill, amounts: readonly Exact[]): Exact {
  return sum(amounts.filter((_, index) => penalties?.[index] !== true));
}

/** What a part of a bill bears that is paid, or stands unpaid, on a day. */
function penaltyOf(state: State, principal: Exact, date: string, { account, trace }: With): Exact {
  const overdue = dayOf(date) - dayOf(state.due);
  if (account.keyRates === undefined || overdue <= 0) return ZERO;
  const days = penaltyDays(trace, overdue, state.kind);
  if (days.first + days.second === 0) return ZERO;
  const percent = cappedRate(keyRate(account.keyRates, date), capOn(date, trace));
  const { all } = penaltyParts(trace, { principal, percent, days, kind: state.kind });
  const formula = `${formatExact(principal)} × ${formatExact(percent)} % × (${days.first}/300 + ${days.second}/130) on ${date}`;
  return trace.money(
    `penalty on ${state.id}`,
    formula,
    all,
    state.kind === 'services' ? 'penalty' : 'penalty.capital-repair',
  );
}

function keyRate(rates: readonly Dated<Exact>[], date: string): Exact {
  const found = valueOn(rates, dayOf(date));
  if (found === undefined) throw new InputError('ACCOUNT_INVALID', `account.key_rates: none holds on ${date}.`);
  return found;
}

/** The cap in force on a day; behind its end as the pack's reading says. */
function capOn(date: string, trace: Trace): Exact | null {
  const rows = trace.pack.rules.filter(({ id, from }) => id === 'penalty.cap' && from <= date);
  const row = rows.find(({ to }) => to === null || date < to);
  if (row !== undefined) return row.values.has('percent') ? exact(valueOf(row, 'percent')) : null;
  const last = rows.at(-1);
  if (last === undefined || trace.reading('penalty.after-cap') === 'key-rate') return null;
  return exact(valueOf(last, 'percent'));
}

function check({ bills, payments, voided, refunds = [] }: Account, rounding: RoundingRule): void {
  const ids = new Set(bills.map(({ id }) => id));
  if (ids.size !== bills.length) throw new InputError('ACCOUNT_INVALID', 'account.bills: two bills have one id.');
  const unknown = [...payments, ...voided].map(({ bill }) => bill).find((bill) => bill !== undefined && !ids.has(bill));
  if (unknown !== undefined) throw new InputError('ACCOUNT_INVALID', `account: there is no bill "${unknown}".`);
  const finer = [
    ...bills.flatMap(({ lines }, bill) =>
      lines.map((value, line) => ({ value, path: `account.bills.${bill}.lines.${line}` })),
    ),
    ...payments.map(({ amount }, index) => ({ value: amount, path: `account.payments.${index}.amount` })),
    ...refunds.map(({ amount }, index) => ({ value: amount, path: `account.refunds.${index}.amount` })),
  ].find(({ value }) => !isRounded(value, rounding));
  if (finer !== undefined)
    throw new InputError('ACCOUNT_INVALID', `${finer.path}: has more than ${rounding.decimals} decimals.`);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
