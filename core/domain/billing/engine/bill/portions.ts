import { InputError } from '../../../bytes/errors.ts';
import { byMonths, dateOf, dayOf, daysInMonth, monthDays, monthOf, weekdayOf } from '../calendar/day.ts';
import { add, formatExact, multiply, ONE, ratio, sum, whole, ZERO, type Exact } from '../number/exact.ts';
import { stretches } from '../price/dated.ts';
import type { Trace } from '../trace.ts';
import { averageOf, estimateVolume } from '../volume/estimate.ts';
import { carryNegative, houseResidual } from '../volume/house-needs.ts';
import { registerUse, type RegisterValue } from '../volume/register-use.ts';
import type { BillCase, Component } from './case-shape.ts';

/** A quantity over the days [from, to), evenly. */
export type Portion = { from: number; to: number; quantity: Exact };

/** What a component counts, by days, and the rule that says so. */
export type Counted = { portions: Portion[]; rule: string; formula: string };

type Basis<Kind extends Component['basis']['kind']> = Extract<Component['basis'], { kind: Kind }>;
type Of = { bill: BillCase; trace: Trace; from: number; to: number };

/** The quantity of a component by days. `earlier` are what the components before it counted. */
export function countPortions(component: Component, of: Of, earlier: ReadonlyMap<string, Portion[]>): Counted {
  const { basis } = component;
  const all = (quantity: Exact): Portion[] => [{ from: of.from, to: of.to, quantity }];
  switch (basis.kind) {
    case 'register':
      return registerPortions(component, basis, of);
    case 'interval':
    case 'peak':
      return intervalPortions(component, basis, of);
    case 'norm':
      return normPortions(basis, of);
    case 'area':
      return { portions: monthly(of, factOf(of, 'area')), rule: 'upkeep', formula: 'area × days of the month' };
    case 'fixed': {
      const portions =
        basis.per === 'bill'
          ? all(ONE)
          : basis.per === 'day'
            ? daily(of)
            : monthly(of, [{ from: of.from, value: ONE }]);
      return { portions, rule: 'fixed', formula: `per ${basis.per}` };
    }
    case 'house_residual': {
      const residual = houseResidual(basis.house, basis.taken);
      const { billed, carried } = carryNegative(residual, basis.carried);
      of.trace.note(`${component.id} carried`, 'what is negative reduces the next months', carried, 'soi.carry');
      return { portions: all(billed), rule: 'soi.meter', formula: 'house − premises + carried' };
    }
    case 'units':
      return { portions: all(basis.quantity), rule: 'metered', formula: 'units' };
    case 'sum_of': {
      const portions = basis.components.flatMap((id) => earlier.get(id) ?? []);
      const scaled = portions.map((one) => ({ ...one, quantity: multiply(one.quantity, basis.factor) }));
      return { portions: scaled, rule: 'sewage', formula: `sum of ${basis.components.join(', ')}` };
    }
    case 'amount_of':
      return { portions: [], rule: 'price', formula: `amounts of ${basis.components.join(', ')}` };
    default:
      return basis satisfies never;
  }
}

/** The part of portions on the days on which a component holds. */
export function onValidDays(component: Component, portions: readonly Portion[]): Portion[] {
  const { valid, when, basis } = component;
  const [first, last] = [
    valid === undefined ? -Infinity : dayOf(valid.from),
    valid?.to === undefined ? Infinity : dayOf(valid.to),
  ];
  const cut = valid === undefined ? [...portions] : portions.flatMap((one) => slice(one, first, last));
  const months = when?.months;
  // Whole intervals were chosen by their own day already.
  if (months === undefined || basis.kind === 'interval' || basis.kind === 'peak') return cut;
  return cut.flatMap((one) =>
    byMonths(one.from, one.to)
      .filter(({ month }) => months.includes(Number(month.slice(5))))
      .flatMap(({ from, to }) => slice(one, from, to)),
  );
}

/** The part of a portion on the days [from, to), by days. */
export function slice(portion: Portion, from: number, to: number): Portion[] {
  const [start, end] = [Math.max(portion.from, from), Math.min(portion.to, to)];
  if (start === portion.from && end === portion.to) return [portion];
  if (end <= start) return [];
  const part = ratio(end - start, portion.to - portion.from);
  return [{ from: start, to: end, quantity: multiply(portion.quantity, part) }];
}

function registerPortions(component: Component, basis: Basis<'register'>, of: Of): Counted {
  const { bill, trace } = of;
  const portions = basis.meters.flatMap((id) => {
    const meter = bill.meters.find((one) => one.id === id);
    const values = bill.readings
      .filter((one) => one.meter === id && one.register === basis.register)
      .map(({ date, value }): RegisterValue => ({ day: dayOf(date), value }));
    return usePortions(values, {
      digits: meter?.digits ?? null,
      factor: meter?.factor ?? ONE,
      path: `readings of ${id}`,
    });
  });
  if (portions.length > 0) return { portions, rule: 'metered', formula: 'difference of readings' };
  const { estimate } = basis;
  if (estimate === undefined)
    throw new InputError(
      'READINGS_TOO_FEW',
      `components of id ${component.id}: no meter has two readings, and no estimate is given.`,
    );
  const id = 'estimate.average';
  const limits = { months: Number(trace.value(id, 'months').n), least: Number(trace.value(id, 'least').n) };
  const average = averageOf(estimate.volumes_before, limits);
  const people =
    estimate.norm === undefined ? null : sum(monthly(of, factOf(of, 'residents')).map(({ quantity }) => quantity));
  const norm = people === null || estimate.norm === undefined ? null : multiply(people, estimate.norm);
  const periods = Number(trace.value(id, 'periods').n);
  const { method, volume } = estimateVolume({
    index: estimate.months_missed,
    average,
    periods,
    norm,
    coefficient: estimate.coefficient,
  });
  const rule = method === 'average' ? id : method === 'norm' ? 'estimate.norm' : 'estimate.failed';
  return { portions: [{ from: of.from, to: of.to, quantity: volume }], rule, formula: `estimated: ${method}` };
}

function usePortions(values: readonly RegisterValue[], options: Parameters<typeof registerUse>[1]): Portion[] {
  if (values.length < 2) return [];
  const ordered = [...values].sort((a, b) => a.day - b.day || (a.value.n * b.value.d < b.value.n * a.value.d ? -1 : 1));
  return ordered.slice(1).flatMap((value, index) => {
    const before = ordered[index];
    if (before === undefined) return [];
    const quantity = registerUse([before, value], options);
    // Two readings of one day: what lies between was used on that day.
    return [{ from: before.day, to: Math.max(value.day, before.day + 1), quantity }];
  });
}

function intervalPortions(component: Component, basis: Basis<'interval' | 'peak'>, of: Of): Counted {
  const series = of.bill.series.find(({ id }) => id === basis.series)?.intervals ?? [];
  const chosen = series.filter((one) => isWithin(component.when, one.date, one.hour));
  if (basis.kind === 'peak') {
    const peak = chosen.reduce(
      (most, { quantity }) => (quantity.n * most.d > most.n * quantity.d ? quantity : most),
      ZERO,
    );
    return { portions: [{ from: of.from, to: of.to, quantity: peak }], rule: 'metered', formula: 'largest interval' };
  }
  const byDay = new Map<string, Exact>();
  for (const { date, quantity } of chosen) byDay.set(date, add(byDay.get(date) ?? ZERO, quantity));
  const portions = [...byDay].map(([date, quantity]) => ({ from: dayOf(date), to: dayOf(date) + 1, quantity }));
  return { portions, rule: 'zones', formula: 'sum of intervals' };
}

/** Whether an interval's hour of a local day is one on which a component counts. */
export function isWithin(when: Component['when'], date: string, hour: number): boolean {
  const hours = when?.hours;
  const inHours =
    hours === undefined ||
    hours.some(({ from, to }) => (from < to ? hour >= from && hour < to : hour >= from || hour < to));
  const onDay = when?.weekdays === undefined || when.weekdays.includes(weekdayOf(dayOf(date)) + 1);
  return inHours && onDay && (when?.months === undefined || when.months.includes(Number(date.slice(5, 7))));
}

function normPortions(basis: Basis<'norm'>, of: Of): Counted {
  const facts = factOf(of, basis.per === 'person' ? 'residents' : 'area');
  const one = multiply(basis.norm, basis.coefficient);
  const portions = monthly(of, facts).map((part) => ({ ...part, quantity: multiply(part.quantity, one) }));
  const formula = `${basis.per === 'person' ? 'residents' : 'area'} × ${formatExact(basis.norm)} × ${formatExact(basis.coefficient)}`;
  return { portions, rule: basis.coefficient.n === basis.coefficient.d ? 'norm' : 'norm.coefficient', formula };
}

/** A dated fact of the premises. @throws InputError CASE_INVALID where it is not told */
function factOf(of: Of, fact: 'area' | 'residents'): readonly { from: number; value: Exact }[] {
  const found = of.bill.premises[fact];
  if (found === undefined)
    throw new InputError('CASE_INVALID', `premises.${fact}: a component counts by it, and it is missing.`);
  return found;
}

/** Values by month, each of its days of the month's. */
function monthly(of: Of, values: readonly { from: number; value: Exact }[]): Portion[] {
  return stretches(values, { from: of.from, to: of.to, path: 'premises' }).flatMap(({ from, to, value }) =>
    byMonths(from, to).map((part) => ({
      ...{ from: part.from, to: part.to },
      quantity:
        part.days === daysInMonth(part.month) ? value : multiply(value, ratio(part.days, daysInMonth(part.month))),
    })),
  );
}

function daily({ from, to }: Of): Portion[] {
  return [{ from, to, quantity: whole(to - from) }];
}

/** '2026-07-01 … 2026-07-15' of days, or the month where it is one whole. */
export function daysText(from: number, to: number): string {
  const month = monthOf(from);
  const isMonth = monthDays(month).from === from && to === monthDays(month).to;
  return isMonth ? month : `${dateOf(from)} … ${dateOf(to - 1)}`;
}
