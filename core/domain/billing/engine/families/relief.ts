import { z } from 'zod';
import { InputError } from '../../../bytes/errors.ts';
import { daysInMonth } from '../calendar/day.ts';
import { multiply, ratio, subtract, sum, whole, ZERO, type Exact } from '../number/exact.ts';
import { fullDaysAway } from '../relief/absence.ts';
import { degreeHours, excessHours, reductionBy, stepHours, type Measured } from '../relief/quality.ts';
import type { Trace } from '../trace.ts';
import { defineFamily, figure, money, type Results } from './family.ts';
import { count, date, decimal, labels, positive, quantity } from './shapes.ts';

const absenceShape = z.strictObject({
  ...labels,
  left: date,
  returned: date,
  absent: count,
  residents: count,
  norm_per_person: quantity,
  rate: quantity,
  meter: z.boolean().default(false),
  act_of_technical_impossibility: z.boolean().default(false),
});
/** What nobody is there for is owed all the same. */
const NOT_REDUCED = ['heating', 'upkeep', 'soi', 'capital_repair'];

/** Days away of those who live by norm, where no meter can be set; waste asks for no meter. */
export const absence = defineFamily('absence', absenceShape, (inputs, { trace }) => {
  if (inputs.absent > inputs.residents)
    throw new InputError('CASE_INVALID', 'inputs.absent: more are away than live there.');
  const away = fullDaysAway(inputs.left, inputs.returned);
  const rule = inputs.resource === 'waste' ? 'absence.waste' : 'absence';
  const entitled = inputs.resource === 'waste' || (!inputs.meter && inputs.act_of_technical_impossibility);
  const counts =
    entitled && away.days > Number(trace.value(rule, 'full_days').n) && !NOT_REDUCED.includes(inputs.resource ?? '');
  const perPerson = multiply(inputs.norm_per_person, inputs.rate);
  const months = away.months.map(({ month, days }) => {
    const of = daysInMonth(month);
    const before = trace.money(
      `${month} charge`,
      'residents × norm × rate',
      multiply(whole(inputs.residents), perPerson),
      'norm',
    );
    const exact = counts ? multiply(multiply(whole(inputs.absent), perPerson), ratio(days, of)) : ZERO;
    const reduction = trace.money(`${month} reduction`, `absent × norm × rate × ${days}/${of} full days`, exact, rule);
    return {
      ...{
        period: month,
        days,
        days_in_month: of,
        charge_before: money(before, trace),
        reduction: money(reduction, trace),
      },
      charge: money(subtract(before, reduction), trace),
    };
  });
  return { full_days: away.days, months, reduction: money(sum(months.map(({ reduction }) => reduction.exact)), trace) };
});

const breaksShape = z.strictObject({
  ...labels,
  charge: quantity,
  breaks_hours: z.array(quantity).max(1000),
  allowed_hours_month: quantity.optional(),
  allowed_hours_once: quantity.optional(),
  percent_per_hour: quantity,
});

export const qualityBreaks = defineFamily('quality_breaks', breaksShape, (inputs, { trace }) => {
  const reading = trace.reading('quality.breaks');
  const { allowed_hours_month: month, allowed_hours_once: eachBreak } = inputs;
  if (month === undefined && eachBreak === undefined)
    throw new InputError(
      'CASE_INVALID',
      'inputs.allowed_hours_month: hours allowed in a month or at once are expected.',
    );
  const once = month === undefined || reading === 'once' ? eachBreak : undefined;
  const hours = excessHours({ breaks: inputs.breaks_hours, month, once });
  trace.note(
    'excess hours',
    month === undefined
      ? 'sum of what each break is over what is allowed at once'
      : 'sum of breaks − allowed in the month',
    hours,
    'quality.breaks',
    `quality.breaks = ${reading}`,
  );
  const reduced = reduce(trace, {
    charge: inputs.charge,
    percent: multiply(hours, inputs.percent_per_hour),
    rule: 'quality.breaks',
  });
  return { excess_hours: figure(hours), ...reduced };
});

const measured = z
  .array(z.strictObject({ time: z.enum(['day', 'night']), temperature: decimal, hours: quantity }))
  .max(1000);
const airShape = z.strictObject({
  ...labels,
  charge: quantity,
  norm_temperature: decimal,
  night_tolerance: quantity,
  day_tolerance: quantity,
  above_tolerance: quantity.optional(),
  measured,
  percent_per_hour_per_degree: quantity,
});

export const qualityAir = defineFamily('quality_room_temperature', airShape, (inputs, { trace }) => {
  const rule = 'quality.air';
  const hours = degreeHours(withTolerance(inputs), inputs.norm_temperature, inputs.above_tolerance);
  trace.note('degree hours', 'degrees beyond norm and tolerance × hours', hours, rule);
  const percent = multiply(hours, inputs.percent_per_hour_per_degree);
  return { degree_hours: figure(hours), ...reduce(trace, { charge: inputs.charge, percent, rule }) };
});

const waterShape = z.strictObject({
  ...labels,
  charge: quantity,
  norm_temperature: decimal,
  night_tolerance: quantity,
  day_tolerance: quantity,
  measured,
  step_degrees: positive,
  percent_per_hour_per_step: quantity,
});

export const qualityWater = defineFamily('quality_hot_water_temperature', waterShape, (inputs, { trace }) => {
  const rule = 'quality.hot-water';
  const reading = trace.reading('quality.steps');
  const steps = { step: inputs.step_degrees, started: reading === 'started' };
  const hours = stepHours(withTolerance(inputs), inputs.norm_temperature, steps);
  trace.note('steps × hours', 'steps beyond norm and tolerance × hours', hours, rule, `quality.steps = ${reading}`);
  const percent = multiply(hours, inputs.percent_per_hour_per_step);
  return { steps_hours: figure(hours), ...reduce(trace, { charge: inputs.charge, percent, rule }) };
});

type Tolerances = { night_tolerance: Exact; day_tolerance: Exact; measured: z.output<typeof measured> };

function withTolerance(inputs: Tolerances): Measured[] {
  return inputs.measured.map(({ time, temperature, hours }) => ({
    ...{ temperature, hours },
    tolerance: time === 'night' ? inputs.night_tolerance : inputs.day_tolerance,
  }));
}

function reduce(trace: Trace, args: { charge: Exact; percent: Exact; rule: string }): Results {
  const { percent, amount } = reductionBy(args.charge, args.percent);
  trace.note('percent', 'hours × percent, at most 100', percent, args.rule);
  const reduction = trace.money('reduction', 'charge × percent', amount, args.rule);
  const charge = trace.money('charge', 'charge − reduction', subtract(args.charge, reduction), args.rule);
  return { percent: figure(percent), reduction: money(reduction, trace), charge: money(charge, trace) };
}
