import { dayOf } from '../calendar/day.ts';
import { add, divide, formatExact, multiply, subtract, sum, whole, ZERO, type Exact } from '../number/exact.ts';
import type { Trace } from '../trace.ts';
import { actLine, takenBack } from './act-lines.ts';
import type { BillCase, Component } from './case-shape.ts';
import { countPortions, onValidDays, type Portion } from './portions.ts';
import { amountLine, limitLines, priceLines, totalQuantity, type BillLine } from './price-lines.ts';

export type Tax = { percent: Exact; base: Exact; amount: Exact; included: boolean };

export type Bill = {
  lines: BillLine[];
  /** What each component counted, before its share. */
  quantities: ReadonlyMap<string, Exact>;
  taxes: Tax[];
  /** Sum of the lines. */
  net: Exact;
  /** With the taxes that prices do not include. */
  total: Exact;
  /** What is to be paid for this period: the total, or what a budget asks. */
  due: Exact;
  budgetBalance: Exact | undefined;
};

/**
 * The bill of a period: the one function that prices anything. Pure: the same case gives the same lines, in the order of its components.
 * @throws InputError READINGS_TOO_FEW, REGISTER_FELL, TIERS_INVALID, DATED_INVALID and what else the parts refuse
 */
export function computeBill(bill: BillCase, trace: Trace): Bill {
  const of = { bill, trace, from: dayOf(bill.period.from), to: dayOf(bill.period.to) };
  const counted = new Map<string, Portion[]>();
  const amounts = new Map<string, Exact>();
  const lines: BillLine[] = [];
  for (const component of bill.components) {
    const own = linesOf(component, of, { counted, amounts });
    amounts.set(component.id, sum(own.map(({ amount }) => amount)));
    lines.push(...own);
  }
  const quantities = new Map([...counted].map(([id, portions]) => [id, totalQuantity(portions)]));
  const net = trace.note('net', 'sum of lines', sum(lines.map(({ amount }) => amount)));
  const taxes = taxesOf(bill.components, amounts, trace);
  const total = trace.money(
    'total',
    'net + taxes',
    sum([net, ...taxes.filter(({ included }) => !included).map(({ amount }) => amount)]),
  );
  return { lines, quantities, taxes, net, total, ...budgeted(bill, total, trace) };
}

type Before = { counted: Map<string, Portion[]>; amounts: Map<string, Exact> };

function linesOf(component: Component, of: Parameters<typeof priceLines>[2], { counted, amounts }: Before): BillLine[] {
  const { basis, share } = component;
  let lines: BillLine[];
  let counts = true;
  if (basis.kind === 'amount_of') {
    lines = [amountLine(component, sum(basis.components.map((id) => amounts.get(id) ?? ZERO)), of)];
  } else {
    const found = countPortions(component, of, counted);
    const own = onValidDays(component, found.portions);
    counted.set(component.id, own);
    const part = share === undefined ? undefined : divide(share.part, share.of);
    const portions = part === undefined ? own : own.map((one) => ({ ...one, quantity: multiply(one.quantity, part) }));
    // On no day of the period is nothing owed, not even what stands beside a quantity.
    counts = own.length > 0 || found.portions.length === 0;
    lines = counts ? priceLines(component, { ...found, portions }, of) : [];
  }
  const quantity = sum(lines.map((line) => line.quantity));
  if (counts) lines = [...lines, ...limitLines(component, lines, of)];
  const changes = of.bill.acts.filter((act) => act.component === component.id);
  for (const act of changes) lines = [...lines, actLine(act, component, { lines, quantity }, of)];
  return [...lines, ...takenBack(component, of)];
}

/** Once per rate on the sum of its components; of prices that include it, what is in them. */
function taxesOf(components: readonly Component[], amounts: ReadonlyMap<string, Exact>, trace: Trace): Tax[] {
  const groups = new Map<string, { percent: Exact; included: boolean; base: Exact }>();
  for (const { id, tax } of components) {
    if (tax === undefined) continue;
    const key = `${formatExact(tax.percent)} ${tax.included}`;
    const group = groups.get(key) ?? { ...tax, base: ZERO };
    groups.set(key, { ...group, base: add(group.base, amounts.get(id) ?? ZERO) });
  }
  return [...groups.values()].map(({ percent, included, base }) => {
    const divisor = included ? add(whole(100), percent) : whole(100);
    const formula = included ? 'sum × rate / (100 + rate)' : 'sum × rate';
    const amount = trace.line(
      `tax ${formatExact(percent)} %`,
      formula,
      divide(multiply(base, percent), divisor),
      'tax',
    );
    return { percent, included, base, amount };
  });
}

/** Equal parts: what is asked and what is left over or short, until it is settled. */
function budgeted({ budget }: BillCase, total: Exact, trace: Trace): Pick<Bill, 'due' | 'budgetBalance'> {
  if (budget === undefined) return { due: total, budgetBalance: undefined };
  const open = add(budget.balance, total);
  const due = budget.settle
    ? trace.money('due', 'balance + total', open, 'budget')
    : trace.money('due', 'the budget', budget.amount, 'budget');
  const budgetBalance = trace.money('budget balance', 'balance + total − asked', subtract(open, due), 'budget');
  return { due, budgetBalance };
}
