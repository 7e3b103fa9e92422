import { z } from 'zod';
import { InputError } from '../../../bytes/errors.ts';
import { allocatePayments } from '../account/allocate.ts';
import { cappedRate, penaltyDays, penaltyParts, type PenaltyKind } from '../account/penalty.ts';
import { dateOf, dayOf } from '../calendar/day.ts';
import { addWorkingDays } from '../calendar/working-days.ts';
import { add, formatExact, least, subtract, sum, ZERO, type Exact } from '../number/exact.ts';
import { isRounded } from '../number/rounding-rule.ts';
import type { Trace } from '../trace.ts';
import { defineFamily, figure, money, type Results } from './family.ts';
import { count, date, decimal, labels, quantity } from './shapes.ts';

const kind = z
  .enum(['services', 'capital-repair', 'capital_repair'])
  .default('services')
  .transform((said): PenaltyKind => (said === 'services' ? said : 'capital-repair'));
const cap = quantity.nullable().default(null);

type Accrual = { what: string; principal: Exact; percent: Exact; overdue: number; kind: PenaltyKind };

/** Both parts as lines, and their sum as the rounding says. */
function accrue(
  trace: Trace,
  args: Accrual,
): { first: Exact; second: Exact; total: Exact; days: { first: number; second: number } } {
  const days = penaltyDays(trace, args.overdue, args.kind);
  const rule = args.kind === 'services' ? 'penalty' : 'penalty.capital-repair';
  const exact = penaltyParts(trace, { principal: args.principal, percent: args.percent, days, kind: args.kind });
  const said = (count: number, divisor: string): string =>
    `${formatExact(args.principal)} × ${formatExact(args.percent)} % / ${divisor} × ${count} days`;
  const first = trace.money(`${args.what} 1/300`, said(days.first, '300'), exact.first, rule);
  const second = trace.money(`${args.what} 1/130`, said(days.second, '130'), exact.second, rule);
  const once = trace.rounding.place === 'total';
  const total = once
    ? trace.money(args.what, 'sum, rounded once', exact.all, rule)
    : trace.note(args.what, 'sum', add(first, second), rule);
  return { first, second, total, days };
}

const penaltyShape = z.strictObject({
  ...labels,
  principal: quantity,
  days_overdue: count,
  key_rate_on_payment_day: quantity.optional(),
  rate_percent: quantity.optional(),
  cap,
  kind,
});

export const penalty = defineFamily('penalty', penaltyShape, (inputs, { trace }) => {
  const rate = inputs.key_rate_on_payment_day ?? inputs.rate_percent ?? trace.value('penalty.cap', 'percent');
  const percent = trace.note(
    'rate',
    'key rate of the payment day, at most the cap',
    cappedRate(rate, inputs.cap),
    'penalty.cap',
  );
  const accrual = {
    what: 'penalty',
    principal: inputs.principal,
    percent,
    overdue: inputs.days_overdue,
    kind: inputs.kind,
  };
  const { first, second, total, days } = accrue(trace, accrual);
  return {
    ...{ rate: figure(percent), days_300: days.first, days_130: days.second },
    ...{ part_300: money(first, trace), part_130: money(second, trace), total: money(total, trace) },
  };
});

const edgesShape = z.strictObject({
  ...labels,
  principal: quantity,
  days_overdue: z.array(count).max(1000),
  rate_percent: quantity,
  cap,
  kind,
});

export const penaltyEdges = defineFamily('penalty_edges', edgesShape, (inputs, { trace }) => {
  const rows = inputs.days_overdue.map((overdue): Results => {
    const accrual = {
      what: `day ${overdue}`,
      principal: inputs.principal,
      percent: cappedRate(inputs.rate_percent, inputs.cap),
      overdue,
      kind: inputs.kind,
    };
    const { first, second, total, days } = accrue(trace, accrual);
    return {
      ...{ days_overdue: overdue, days_300: days.first, days_130: days.second },
      ...{ part_300: money(first, trace), part_130: money(second, trace), total: money(total, trace) },
    };
  });
  return { rows };
});

const paymentsShape = z.strictObject({
  ...labels,
  principal: quantity,
  payments: z
    .array(z.strictObject({ day_overdue: count, amount: quantity, rate_percent: quantity.optional() }))
    .max(1000),
  rate_percent: quantity,
  cap,
  /** Until when what nobody paid bears a penalty; not at all where it is not said. */
  as_of_day_overdue: count.optional(),
  kind,
});
const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'];

/** Each part that is paid bears its penalty to its own day, at the rate of that day, rounded once. */
export const penaltyPayments = defineFamily('penalty_payments', paymentsShape, (inputs, { trace }) => {
  const ordered = [...inputs.payments].sort((a, b) => a.day_overdue - b.day_overdue);
  let open = inputs.principal;
  const oneOf = (what: string, principal: Exact, rate: Exact, overdue: number): Exact => {
    const percent = cappedRate(rate, inputs.cap);
    const days = penaltyDays(trace, overdue, inputs.kind);
    const { all } = penaltyParts(trace, { principal, percent, days, kind: inputs.kind });
    const formula = `${formatExact(principal)} × ${formatExact(percent)} % × (${days.first}/300 + ${days.second}/130)`;
    return trace.money(what, formula, all, inputs.kind === 'services' ? 'penalty' : 'penalty.capital-repair');
  };
  const amounts = ordered.map((payment, index) => {
    const paid = least(payment.amount, open);
    open = subtract(open, paid);
    return oneOf(`payment ${index + 1}`, paid, payment.rate_percent ?? inputs.rate_percent, payment.day_overdue);
  });
  const unpaid =
    inputs.as_of_day_overdue === undefined
      ? ZERO
      : oneOf('unpaid', open, inputs.rate_percent, inputs.as_of_day_overdue);
  const named = amounts.flatMap((amount, index) => {
    const ordinal = ORDINALS[index];
    return ordinal === undefined ? [] : [[`on_${ordinal}_payment`, money(amount, trace)] as const];
  });
  return {
    ...Object.fromEntries(named),
    by_payment: amounts.map((amount) => money(amount, trace)),
    ...{ on_unpaid: money(unpaid, trace), open: figure(open), total: money(add(sum(amounts), unpaid), trace) },
  };
});

const allocationShape = z.strictObject({
  ...labels,
  lines: z.array(decimal).min(1).max(1000),
  payments: z.array(quantity).max(1000),
});

export const paymentAllocation = defineFamily('payment_allocation', allocationShape, (inputs, { trace }) => {
  checkRounded(trace, 'lines', inputs.lines);
  checkRounded(trace, 'payments', inputs.payments);
  const done = allocatePayments(inputs.payments, inputs.lines, trace.rounding);
  done.shares.forEach((share, index) =>
    trace.note(`line ${index + 1}`, 'payment × open / all open, largest remainder', share, 'payment.pro-rata'),
  );
  const list = (values: readonly Exact[]): Results[string] => values.map((value) => money(value, trace));
  return {
    ...{ shares: list(done.shares), by_payment: done.each.map(list), open: list(done.open) },
    ...{ debt: money(sum(done.open), trace), advance: money(done.advance, trace) },
  };
});

/** What was billed and paid is not rounded again. @throws InputError CASE_INVALID */
function checkRounded({ rounding }: Trace, name: string, values: readonly Exact[]): void {
  const index = values.findIndex((value) => !isRounded(value, rounding));
  if (index >= 0)
    throw new InputError('CASE_INVALID', `inputs.${name}.${index}: has more than ${rounding.decimals} decimals.`);
}

const deadlineShape = z.strictObject({
  ...labels,
  rows: z
    .array(z.strictObject({ received: date, working_days: count.refine((days) => days <= 1000, 'is more than 1000') }))
    .min(1)
    .max(1000),
});

export const deadlineWorkingDays = defineFamily('deadline_working_days', deadlineShape, (inputs, { trace }) => {
  const deadlines = inputs.rows.map(({ received, working_days: days }) => {
    const day = addWorkingDays(dayOf(received), days);
    trace.note(
      dateOf(day),
      `${days} working days from the day after ${received}`,
      { n: BigInt(days), d: 1n },
      'working-days',
    );
    return dateOf(day);
  });
  return { deadlines };
});
