import { InputError } from '../../../bytes/errors.ts';
import { byMonths, daysInMonth } from '../calendar/day.ts';
import {
  add,
  compare,
  divide,
  formatExact,
  multiply,
  ONE,
  ratio,
  subtract,
  sum,
  whole,
  ZERO,
  type Exact,
} from '../number/exact.ts';
import { packageAmount, packagesBegun } from '../price/packages.ts';
import { stretches } from '../price/dated.ts';
import { graduatedParts, tierFormula, volumePart, type Tier } from '../price/tiers.ts';
import type { Trace } from '../trace.ts';
import type { BillCase, Component } from './case-shape.ts';
import { daysText, isWithin, slice, type Counted, type Portion } from './portions.ts';

/** One line of a bill: its amount is rounded once, and is what counts. */
export type BillLine = {
  component: string;
  text: string;
  quantity: Exact;
  unit: string | undefined;
  price: string;
  amount: Exact;
};

type Of = { bill: BillCase; trace: Trace; from: number; to: number };
type Price<Kind extends Component['price']['kind']> = Extract<Component['price'], { kind: Kind }>;

/** The lines of a component: one for each rate that held, or for each tier. */
export function priceLines(component: Component, counted: Counted & { portions: Portion[] }, of: Of): BillLine[] {
  const { price } = component;
  switch (price.kind) {
    case 'unit':
      return unitLines(component, price, counted, of);
    case 'graduated':
    case 'volume':
      return tierLines(component, price, counted, of);
    case 'package': {
      const units = totalQuantity(counted.portions);
      const args = { units, size: price.size, free: price.free, price: price.price };
      const text = `${formatExact(packagesBegun(args))} packages`;
      return [
        lineOf(component, of, {
          text,
          quantity: units,
          price: formatExact(price.price),
          amount: packageAmount(args),
          rule: component.rule ?? 'price',
          formula: `${formatExact(packagesBegun(args))} × ${formatExact(price.price)} (${counted.formula})`,
        }),
      ];
    }
    case 'series':
      return seriesLines(component, price, of);
    default:
      return price satisfies never;
  }
}

/** What a component adds to the amounts of others, such as a percentage. */
export function amountLine(component: Component, base: Exact, of: Of): BillLine {
  if (component.price.kind !== 'unit')
    throw new InputError(
      'CASE_INVALID',
      `components of id ${component.id}: amounts of others go with a unit price alone.`,
    );
  const [rate] = stretches(component.price.rate, { from: of.from, to: of.from + 1, path: `rates of ${component.id}` });
  const value = rate?.value ?? ZERO;
  return lineOf(component, of, {
    text: 'of amounts',
    quantity: base,
    price: formatExact(value),
    amount: multiply(base, value),
    rule: component.rule ?? 'price',
    formula: `${formatExact(base)} × ${formatExact(value)}`,
  });
}

/** What lifts or lowers the lines of a component to its limits, if anything does; of a credit, what is paid out is held between them. */
export function limitLines(component: Component, lines: readonly BillLine[], of: Of): BillLine[] {
  const amount = sum(lines.map((line) => line.amount));
  const total = component.credit ? subtract(ZERO, amount) : amount;
  const { min, max } = component.limits ?? {};
  const bound =
    min !== undefined && compare(total, min) < 0 ? min : max !== undefined && compare(total, max) > 0 ? max : undefined;
  if (bound === undefined) return [];
  const text = bound === min ? 'up to the least' : 'down to the most';
  return [
    lineOf(component, of, {
      text,
      quantity: whole(1),
      price: formatExact(bound),
      amount: subtract(bound, total),
      rule: 'limits',
      formula: `${formatExact(bound)} − ${formatExact(total)}`,
    }),
  ];
}

function unitLines(component: Component, price: Price<'unit'>, counted: Counted, of: Of): BillLine[] {
  const { portions } = counted;
  const [first] = portions;
  if (first === undefined) return [];
  const from = portions.reduce((least, one) => Math.min(least, one.from), first.from);
  const to = portions.reduce((most, one) => Math.max(most, one.to), first.to);
  const parts = stretches(price.rate, { from, to, path: `components of id ${component.id}, price.rate` });
  return parts.map((part) => {
    const inside = parts.length === 1 ? portions : portions.flatMap((one) => slice(one, part.from, part.to));
    const quantity = totalQuantity(inside);
    const amount = multiply(quantity, part.value);
    const text = daysText(part.from, part.to);
    return lineOf(component, of, {
      text,
      quantity,
      price: formatExact(part.value),
      amount,
      rule: component.rule ?? counted.rule,
      formula: `${formatExact(quantity)} × ${formatExact(part.value)} (${counted.formula})`,
    });
  });
}

function tierLines(component: Component, price: Price<'graduated' | 'volume'>, counted: Counted, of: Of): BillLine[] {
  const tiers = price.prorate ? prorated(price.tiers, of) : price.tiers;
  const units = totalQuantity(counted.portions);
  const parts = price.kind === 'graduated' ? graduatedParts(units, tiers) : volumePart(units, tiers);
  return parts.map((part, index) =>
    lineOf(component, of, {
      ...{
        text: price.kind === 'graduated' ? `tier ${index + 1}` : 'by volume',
        quantity: part.units,
        price: tierFormula([part]),
      },
      ...{ amount: part.amount, rule: component.rule ?? 'ranges' },
      formula: `${tierFormula([part])} (${counted.formula})`,
    }),
  );
}

/** Monthly bounds over the days of the period. */
function prorated(tiers: readonly Tier[], { from, to }: Of): Tier[] {
  const months = sum(byMonths(from, to).map(({ month, days }) => ratio(days, daysInMonth(month))));
  return tiers.map((tier) => ({
    upTo: tier.upTo === null ? null : multiply(tier.upTo, months),
    perUnit: tier.perUnit,
    flat: multiply(tier.flat, months),
  }));
}

function seriesLines(component: Component, price: Price<'series'>, of: Of): BillLine[] {
  const { basis } = component;
  const intervals =
    basis.kind === 'interval' ? of.bill.series.find(({ id }) => id === basis.series)?.intervals : undefined;
  if (intervals?.length !== price.rates.length)
    throw new InputError('CASE_INVALID', `components of id ${component.id}: there is not one rate for each interval.`);
  const { share } = component;
  const part = share === undefined ? ONE : divide(share.part, share.of);
  let [quantity, amount] = [ZERO, ZERO];
  intervals.forEach((one, index) => {
    if (!isWithin(component.when, one.date, one.hour) || !isValid(component, one.date)) return;
    quantity = add(quantity, one.quantity);
    amount = add(amount, multiply(one.quantity, price.rates[index] ?? ZERO));
  });
  return [
    lineOf(component, of, {
      ...{ text: 'by interval', price: 'of each interval', rule: component.rule ?? 'price' },
      ...{ quantity: multiply(quantity, part), amount: multiply(amount, part) },
      formula: 'sum of each interval × its rate',
    }),
  ];
}

function isValid({ valid }: Component, date: string): boolean {
  return valid === undefined || (date >= valid.from && (valid.to === undefined || date < valid.to));
}

function lineOf(
  component: Component,
  of: Of,
  line: { text: string; quantity: Exact; price: string; amount: Exact; rule: string; formula: string },
): BillLine {
  const exact = component.credit ? { n: -line.amount.n, d: line.amount.d } : line.amount;
  const amount = of.trace.line(`${component.id} ${line.text}`, line.formula, exact, line.rule);
  return {
    component: component.id,
    text: line.text,
    quantity: line.quantity,
    unit: component.unit,
    price: line.price,
    amount,
  };
}

export function totalQuantity(portions: readonly Portion[]): Exact {
  return portions.length === 1 && portions[0] !== undefined
    ? portions[0].quantity
    : sum(portions.map(({ quantity }) => quantity));
}
