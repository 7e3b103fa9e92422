import { z } from 'zod';
import { InputError } from '../../../bytes/errors.ts';
import {
  add,
  divide,
  formatExact,
  least,
  multiply,
  ONE,
  ratio,
  subtract,
  sum,
  whole,
  ZERO,
  type Exact,
} from '../number/exact.ts';
import { dateOf, monthDays } from '../calendar/day.ts';
import { stretches, type Dated } from '../price/dated.ts';
import type { Trace } from '../trace.ts';
import { averageOf, estimateVolume } from '../volume/estimate.ts';
import { registerUse } from '../volume/register-use.ts';
import { defineFamily, figure, money, type Result } from './family.ts';
import { count, dated, fraction, labels, month, name, positive, quantity } from './shapes.ts';

/** A month's volume at a rate, a line for each stretch of days on which one rate holds, rounded as such. */
export function ratedLines(
  trace: Trace,
  args: { what: string; volume: Exact; rate: readonly Dated<Exact>[]; month: string; path: string; rule: string },
): { parts: Exact[]; total: Exact } {
  const { from, to } = monthDays(args.month);
  const parts = stretches(args.rate, { from, to, path: args.path }).map((part) => {
    const all = part.days === to - from;
    const days = all ? '' : ` × ${part.days}/${to - from} days from ${dateOf(part.from)}`;
    const formula = `${formatExact(args.volume)} × ${formatExact(part.value)}${days}`;
    return trace.money(
      args.what,
      formula,
      multiply(multiply(args.volume, part.value), ratio(part.days, to - from)),
      args.rule,
    );
  });
  return { parts, total: sum(parts) };
}

const normShape = z.strictObject({
  ...labels,
  lines: z
    .array(
      z.strictObject({
        period: month,
        resource: name,
        residents: count,
        norm: quantity,
        rate: dated,
        coefficient: quantity.refine(({ n, d }) => n >= d, 'is less than 1').optional(),
        days: count.optional(),
        act_of_technical_impossibility: z.boolean().default(false),
      }),
    )
    .min(1)
    .max(1000),
});

/** The norm and what a missing meter adds to it, each a line. */
export const normWithCoefficient = defineFamily('norm_with_coefficient', normShape, (inputs, { trace }) => {
  const lines = inputs.lines.map((line, index) => {
    const { from, to } = monthDays(line.period);
    const days = line.days ?? to - from;
    if (days > to - from)
      throw new InputError('CASE_INVALID', `inputs.lines.${index}.days: the month has not so many.`);
    const without = line.act_of_technical_impossibility ? ONE : undefined;
    const coefficient = line.coefficient ?? without ?? coefficientOf(trace, line.resource, { from, to });
    const volume = multiply(multiply(whole(line.residents), line.norm), ratio(days, to - from));
    const common = { rate: line.rate, month: line.period, path: `inputs.lines.${index}.rate` };
    const base = ratedLines(trace, { ...common, what: 'base', volume, rule: 'norm' });
    const more = multiply(volume, subtract(coefficient, ONE));
    const excess = ratedLines(trace, { ...common, what: 'excess', volume: more, rule: 'norm.coefficient' });
    return {
      ...{ period: line.period, resource: line.resource, volume: figure(volume), coefficient: figure(coefficient) },
      ...{ base: money(base.total, trace), excess: money(excess.total, trace) },
      total: money(add(base.total, excess.total), trace),
    };
  });
  return { lines };
});

/** The pack's coefficient of a month: that of its first day, or of each day its own, as the pack's reading says. */
function coefficientOf(trace: Trace, resource: string, { from, to }: { from: number; to: number }): Exact {
  const on = (day: number): Exact => trace.value('norm.coefficient', resource, dateOf(day));
  if (trace.reading('coefficient.change') === 'start') return on(from);
  const days = Array.from({ length: to - from }, (_, index) => on(from + index));
  return divide(sum(days), whole(to - from));
}

const failedShape = z.strictObject({
  ...labels,
  resource: name,
  monthly_volumes_before: z.array(quantity).max(1000),
  months: z.array(month).min(1).max(1000),
  max_months_average: count.optional(),
  coefficient_after: positive.optional(),
  residents: count,
  norm_per_person: quantity,
  rate: dated,
});

export const failedMeter = defineFamily('failed_meter', failedShape, (inputs, { trace }) => {
  const id = 'estimate.average';
  const limits = { months: Number(trace.value(id, 'months').n), least: Number(trace.value(id, 'least').n) };
  const average = averageOf(inputs.monthly_volumes_before, limits);
  if (average !== null) trace.note('average', 'mean of the last months', average, id);
  inputs.months.forEach((one, index) => {
    const before = inputs.months[index - 1];
    if (before !== undefined && monthDays(before).to !== monthDays(one).from)
      throw new InputError('CASE_INVALID', `inputs.months.${index}: ${one} does not follow ${before}.`);
  });
  const norm = multiply(whole(inputs.residents), inputs.norm_per_person);
  const periods = inputs.max_months_average ?? Number(trace.value(id, 'periods').n);
  const coefficient = inputs.coefficient_after ?? ONE;
  const months = inputs.months.map((one, index) => {
    const { method, volume } = estimateVolume({ index, average, periods, norm, coefficient });
    const rule = method === 'average' ? id : 'estimate.failed';
    const { total } = ratedLines(trace, {
      what: `${one} ${method}`,
      volume,
      rate: inputs.rate,
      month: one,
      path: 'inputs.rate',
      rule,
    });
    const said = method !== 'average' && inputs.coefficient_after !== undefined ? 'norm_x_coefficient' : method;
    return { period: one, method: said, volume: figure(volume), amount: money(total, trace) };
  });
  return { average: average === null ? null : figure(average), months, total: money(sumOf(months), trace) };
});

function sumOf(months: readonly { amount: { exact: Exact } }[]): Exact {
  return sum(months.map(({ amount }) => amount.exact));
}

const hotShape = z.strictObject({
  ...labels,
  norm_m3_per_person: quantity.optional(),
  residents: count.optional(),
  /** Counted instead where nobody is registered. */
  owners: count.optional(),
  coefficient: quantity.refine(({ n, d }) => n >= d, 'is less than 1').optional(),
  cold_water_rate: dated,
  heat_gcal_per_m3: quantity,
  heat_rate: dated,
  readings: z.array(quantity).min(2).max(1000).optional(),
  digits: count.optional(),
  volume_m3: quantity.optional(),
  period: month,
});

/** Cold water and the heat in it. What a missing meter adds is on the cold part alone. */
export const hotWater = defineFamily('hot_water_two_component', hotShape, (inputs, { trace }) => {
  const { volume, byNorm } = hotVolume(inputs);
  const id = 'hot-water.two-component';
  const common = { month: inputs.period, rule: id };
  const cold = ratedLines(trace, {
    ...common,
    what: 'cold',
    volume,
    rate: inputs.cold_water_rate,
    path: 'inputs.cold_water_rate',
  });
  const gcal = trace.note('gcal', 'volume × heat of one m³', multiply(volume, inputs.heat_gcal_per_m3), id);
  const heat = ratedLines(trace, {
    ...common,
    what: 'heat',
    volume: gcal,
    rate: inputs.heat_rate,
    path: 'inputs.heat_rate',
  });
  const more = byNorm ? multiply(volume, subtract(inputs.coefficient ?? ONE, ONE)) : ZERO;
  const excess = ratedLines(trace, {
    ...{ what: 'excess', volume: more, rate: inputs.cold_water_rate, path: 'inputs.cold_water_rate' },
    ...{ month: inputs.period, rule: 'norm.coefficient' },
  });
  const list = (parts: readonly Exact[]): Result => parts.map((part) => money(part, trace));
  return {
    ...{ volume: figure(volume), gcal: figure(gcal), cold: money(cold.total, trace), heat: money(heat.total, trace) },
    ...{ cold_parts: list(cold.parts), heat_parts: list(heat.parts), excess: money(excess.total, trace) },
    cold_excess: money(excess.total, trace),
    cold_with_coefficient: money(add(cold.total, excess.total), trace),
    total: money(sum([cold.total, heat.total, excess.total]), trace),
  };
});

function hotVolume(inputs: z.output<typeof hotShape>): { volume: Exact; byNorm: boolean } {
  const people = inputs.residents === undefined || inputs.residents === 0 ? inputs.owners : inputs.residents;
  const ways = [inputs.readings, inputs.volume_m3, inputs.residents, inputs.owners].filter((one) => one !== undefined);
  if (ways.length === 0 || (inputs.readings !== undefined && inputs.volume_m3 !== undefined))
    throw new InputError('CASE_INVALID', 'inputs.readings: readings, a volume or residents are expected.');
  if (inputs.volume_m3 !== undefined) return { volume: inputs.volume_m3, byNorm: false };
  if (inputs.readings !== undefined) {
    const values = inputs.readings.map((value, day) => ({ day, value }));
    const options = { digits: inputs.digits ?? null, factor: ONE, path: 'inputs.readings' };
    return { volume: registerUse(values, options), byNorm: false };
  }
  if (inputs.norm_m3_per_person === undefined)
    throw new InputError('CASE_INVALID', 'inputs.norm_m3_per_person: residents without a meter need a norm.');
  return { volume: multiply(whole(people ?? 0), inputs.norm_m3_per_person), byNorm: true };
}

const privilegeShape = z.strictObject({
  ...labels,
  consumption: quantity,
  norm: quantity,
  rate: quantity,
  share: fraction,
  /** Who lives there, and how many of them have the privilege; all where neither is said. */
  residents: count.optional(),
  holders: count.optional(),
});

/** A share of what is used within the norm. */
export const privilege = defineFamily('privilege', privilegeShape, (inputs, { trace }) => {
  const { residents = 1, holders = residents } = inputs;
  if (residents === 0 || holders > residents)
    throw new InputError('CASE_INVALID', 'inputs.holders: more have the privilege than live there.');
  const accrued = trace.money('accrued', 'use × rate', multiply(inputs.consumption, inputs.rate), 'metered');
  const own = divide(multiply(inputs.consumption, whole(holders)), whole(residents));
  const within = least(own, multiply(inputs.norm, whole(inputs.residents === undefined ? 1 : holders)));
  const amount = multiply(multiply(within, inputs.rate), inputs.share);
  const less = trace.money('privilege', 'use within the norm × rate × share', amount, 'privilege');
  return {
    accrued: money(accrued, trace),
    privilege: money(less, trace),
    to_pay: money(subtract(accrued, less), trace),
  };
});
