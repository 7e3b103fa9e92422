import { InputError } from '../../../bytes/errors.ts';
import { dayOf } from '../calendar/day.ts';
import {
  compare,
  divide,
  formatExact,
  least,
  multiply,
  ratio,
  subtract,
  sum,
  whole,
  ZERO,
  type Exact,
} from '../number/exact.ts';
import { valueOn } from '../price/dated.ts';
import { fullDaysAway } from '../relief/absence.ts';
import { excessHours, reductionBy } from '../relief/quality.ts';
import type { Trace } from '../trace.ts';
import type { Act, BillCase, Component } from './case-shape.ts';
import type { BillLine } from './price-lines.ts';

type Of = { bill: BillCase; trace: Trace; from: number; to: number };

/**
 * What an act changes about the lines of its component: a line of its own. No reduction is more than what its component costs by then.
 * @param cost the lines so far, and the quantity that its prices were of
 */
export function actLine(
  act: Act,
  component: Component,
  cost: { lines: readonly BillLine[]; quantity: Exact },
  of: Of,
): BillLine {
  const charge = sum(cost.lines.map(({ amount }) => amount));
  const { exact, rule, formula } = changeOf(act, { component, charge, quantity: cost.quantity, of });
  const held = act.kind === 'correction' ? exact : { n: -exact.n, d: exact.d };
  const amount = of.trace.line(`${component.id} ${act.kind}`, formula, held, rule);
  return {
    component: component.id,
    text: act.kind,
    quantity: whole(1),
    unit: undefined,
    price: formatExact(amount),
    amount,
  };
}

type Change = { exact: Exact; rule: string; formula: string };

function changeOf(act: Act, about: { component: Component; charge: Exact; quantity: Exact; of: Of }): Change {
  const { charge, of } = about;
  const { trace } = of;
  switch (act.kind) {
    case 'absence':
      return absenceOf(act, about);
    case 'breaks': {
      const once = trace.reading('quality.breaks') === 'once' ? act.allowed_once : undefined;
      const hours = excessHours({ breaks: act.hours, month: act.allowed_month, once });
      const { percent, amount } = reductionBy(charge, multiply(hours, act.percent_per_hour));
      return {
        exact: amount,
        rule: 'quality.breaks',
        formula: `${formatExact(hours)} hours over = ${formatExact(percent)} %`,
      };
    }
    case 'quality': {
      const { percent, amount } = reductionBy(charge, act.percent);
      return { exact: amount, rule: 'quality.air', formula: `${formatExact(percent)} %` };
    }
    case 'upkeep': {
      const days = of.to - of.from;
      if (act.full_days > days)
        throw new InputError('CASE_INVALID', 'acts: the period has not so many full days of a breach.');
      const exact = multiply(charge, ratio(act.full_days, days));
      return { exact, rule: 'upkeep.breach', formula: `charge × ${act.full_days}/${days} full days` };
    }
    case 'privilege': {
      const within =
        act.within === undefined || compare(about.quantity, ZERO) <= 0
          ? about.quantity
          : least(act.within, about.quantity);
      const part = about.quantity.n === 0n ? whole(1) : divide(within, about.quantity);
      const exact = multiply(multiply(charge, part), act.share);
      return { exact, rule: 'privilege', formula: `charge within the norm × ${formatExact(act.share)}` };
    }
    case 'correction':
      return { exact: act.amount, rule: 'estimate.recalculation', formula: act.reason };
    default:
      return act satisfies never;
  }
}

/** By days away of the period, of what one of the residents costs. */
function absenceOf(
  act: Extract<Act, { kind: 'absence' }>,
  { component, charge, of }: { component: Component; charge: Exact; of: Of },
): Change {
  const residents = valueOn(of.bill.premises.residents ?? [], of.from);
  const { basis } = component;
  if (basis.kind !== 'norm' || basis.per !== 'person' || residents === undefined || residents.n === 0n)
    throw new InputError(
      'CASE_INVALID',
      `acts: ${component.id} is not counted by residents, so nobody's absence changes it.`,
    );
  if (BigInt(act.absent) > residents.n) throw new InputError('CASE_INVALID', 'acts: more are away than live there.');
  const away = fullDaysAway(act.left, act.returned);
  const rule = component.resource === 'waste' ? 'absence.waste' : 'absence';
  const counts = away.days > Number(of.trace.value(rule, 'full_days').n);
  const [first, last] = [Math.max(dayOf(act.left) + 1, of.from), Math.min(dayOf(act.returned), of.to)];
  const share = ratio(Math.max(last - first, 0), of.to - of.from);
  const perResident = divide(multiply(charge, whole(act.absent)), residents);
  const exact = counts ? multiply(perResident, share) : ZERO;
  return { exact, rule, formula: `${act.absent} of ${formatExact(residents)} away for ${away.days} full days` };
}

/** What estimates of months before were billed with, taken back: the reading that came counts instead. */
export function takenBack(component: Component, of: Of): BillLine[] {
  const { basis } = component;
  if (basis.kind !== 'register' || basis.estimated_before === undefined) return [];
  return basis.estimated_before.map(({ period, amount }) => {
    const what = `${component.id} estimate of ${period}`;
    const back = of.trace.line(what, 'taken back', subtract(ZERO, amount), 'estimate.recalculation');
    return {
      component: component.id,
      text: `estimate of ${period}`,
      quantity: whole(1),
      unit: undefined,
      price: formatExact(back),
      amount: back,
    };
  });
}
