import { z } from 'zod';
import { InputError } from '../../../bytes/errors.ts';
import {
  add,
  compare,
  divide,
  exact,
  formatExact,
  multiply,
  subtract,
  whole,
  ZERO,
  type Exact,
} from '../number/exact.ts';
import { byArea, carryNegative, chargedByArea, houseResidual } from '../volume/house-needs.ts';
import { defineFamily, figure, money, type Result } from './family.ts';
import { ratedLines } from './norms.ts';
import { count, dated, decimal, labels, month, positive, quantity } from './shapes.ts';

/** @throws InputError CASE_INVALID */
function checkArea(area: Exact, all: Exact): void {
  if (compare(area, all) > 0) throw new InputError('CASE_INVALID', 'inputs.area_m2: it is more than area_total_m2.');
}

const meterShape = z.strictObject({
  ...labels,
  house_meter: quantity,
  non_residential: quantity.default(ZERO),
  by_norm: quantity.default(ZERO),
  metered: quantity.default(ZERO),
  used_for_hot_water: quantity.default(ZERO),
  area_m2: quantity,
  area_total_m2: positive,
  rate: quantity,
});

/** House needs by the house's meter: what no premises took, by area; nothing where that is negative. */
export const houseNeedsMeter = defineFamily('house_needs_meter', meterShape, (inputs, { trace, asked }) => {
  checkArea(inputs.area_m2, inputs.area_total_m2);
  const taken = [inputs.non_residential, inputs.by_norm, inputs.metered, inputs.used_for_hot_water];
  const residual = trace.note(
    'house needs',
    'house − non-residential − norm − metered − hot',
    houseResidual(inputs.house_meter, taken),
    'soi.meter',
  );
  const volume = trace.note(
    'volume',
    'house needs × area / all areas',
    chargedByArea(residual, inputs.area_m2, inputs.area_total_m2),
    'soi.meter',
  );
  const amount = trace.money('amount', 'volume × rate', multiply(volume, inputs.rate), 'soi.meter');
  const withOwn = asked.flatMap((key): [string, Result][] => {
    const own = /^with_own_(\d+(?:[._]\d+)?)_[a-z0-9]+$/.exec(key)?.[1];
    if (own === undefined) return [];
    const line = trace.money(key, 'own × rate', multiply(exact(own.replace('_', '.')), inputs.rate), 'metered');
    return [[key, money(add(line, amount), trace)]];
  });
  return {
    house_needs: figure(residual),
    volume: figure(volume),
    amount: money(amount, trace),
    ...Object.fromEntries(withOwn),
  };
});

const normShape = z.strictObject({
  ...labels,
  norm_per_m2: quantity.optional(),
  norm: quantity.optional(),
  area_common_m2: quantity,
  area_m2: quantity,
  area_total_m2: positive,
  rate: quantity,
});

/** House needs by norm: norm × common area, by area. */
export const houseNeedsNorm = defineFamily('house_needs_norm', normShape, (inputs, { trace }) => {
  checkArea(inputs.area_m2, inputs.area_total_m2);
  const norm = inputs.norm_per_m2 ?? inputs.norm;
  if (norm === undefined) throw new InputError('CASE_INVALID', 'inputs.norm: it is missing.');
  const all = multiply(norm, inputs.area_common_m2);
  const volume = trace.note(
    'volume',
    'norm × common area × area / all areas',
    byArea(all, inputs.area_m2, inputs.area_total_m2),
    'soi.norm',
  );
  return {
    volume: figure(volume),
    amount: money(trace.money('amount', 'volume × rate', multiply(volume, inputs.rate), 'soi.norm'), trace),
  };
});

const carryShape = z.strictObject({
  ...labels,
  house_meter: z.array(quantity).min(1).max(1200),
  sum_of_premises: z.array(quantity).min(1).max(1200),
  area_m2: quantity,
  area_total_m2: positive,
  rate: z.union([quantity, z.array(quantity)]),
  carry_at_start: decimal.refine(({ n }) => n <= 0n, 'is more than 0: only a negative volume is carried').default(ZERO),
});

/** Month after month: a negative volume is not charged, and reduces the months after it. */
export const houseNeedsCarry = defineFamily('house_needs_carry', carryShape, (inputs, { trace }) => {
  checkArea(inputs.area_m2, inputs.area_total_m2);
  const { house_meter: house, sum_of_premises: premises } = inputs;
  if (house.length !== premises.length)
    throw new InputError('CASE_INVALID', 'inputs.sum_of_premises: there are not as many months as in house_meter.');
  if (Array.isArray(inputs.rate) && inputs.rate.length !== house.length)
    throw new InputError('CASE_INVALID', 'inputs.rate: there are not as many months as in house_meter.');
  let carried = inputs.carry_at_start;
  const months = house.map((meter, index) => {
    const residual = trace.note(
      'house needs',
      'house − premises',
      houseResidual(meter, [premises[index] ?? ZERO]),
      'soi.meter',
    );
    const month = carryNegative(residual, carried);
    ({ carried } = month);
    trace.note('billed volume', 'house needs + carried, where that is more than 0', month.billed, 'soi.carry');
    trace.note('carried', 'what is negative goes into the next months', carried, 'soi.carry');
    const share = byArea(month.billed, inputs.area_m2, inputs.area_total_m2);
    const rate = Array.isArray(inputs.rate) ? (inputs.rate[index] ?? ZERO) : inputs.rate;
    const amount = trace.money(
      'amount',
      `billed × area / all areas × ${formatExact(rate)}`,
      multiply(share, rate),
      'soi.meter',
    );
    return {
      house_needs: figure(residual),
      billed_volume: figure(month.billed),
      carried: figure(carried),
      amount: money(amount, trace),
    };
  });
  return { months };
});

const heatShape = z.strictObject({
  ...labels,
  house_gcal: quantity,
  area_m2: quantity,
  area_total_m2: positive,
  rate: dated,
  period: month.optional(),
});

export const heatingHouseMeter = defineFamily('heating_house_meter', heatShape, (inputs, { trace }) => {
  checkArea(inputs.area_m2, inputs.area_total_m2);
  const volume = trace.note(
    'gcal',
    'house × area / all areas',
    byArea(inputs.house_gcal, inputs.area_m2, inputs.area_total_m2),
    'heating.house-meter',
  );
  if (inputs.period === undefined && inputs.rate.length > 1)
    throw new InputError('CASE_INVALID', 'inputs.period: a rate that changes needs the month.');
  const line = {
    what: 'heat',
    volume,
    rate: inputs.rate,
    month: inputs.period ?? '2026-01',
    path: 'inputs.rate',
    rule: 'heating.house-meter',
  };
  const { parts, total } = ratedLines(trace, line);
  return { gcal: figure(volume), heat: money(total, trace), heat_parts: parts.map((part) => money(part, trace)) };
});

const flatsShape = z.strictObject({
  ...labels,
  own_gcal: quantity.nullable(),
  area_m2: quantity,
  area_total_m2: positive,
  house_gcal: quantity,
  sum_of_flats_gcal: quantity,
  /** Of the flats that have a meter, where not all have one. */
  area_metered_m2: positive.optional(),
  rate: quantity,
});

/** Own heat and a part of what no flat counted. A flat without a meter takes what the others use on a square metre. */
export const heatingFlatMeters = defineFamily('heating_flat_meters', flatsShape, (inputs, { trace }) => {
  checkArea(inputs.area_m2, inputs.area_total_m2);
  if (inputs.own_gcal !== null && compare(inputs.own_gcal, inputs.sum_of_flats_gcal) > 0)
    throw new InputError('CASE_INVALID', 'inputs.own_gcal: it is more than sum_of_flats_gcal.');
  const metered = inputs.area_metered_m2 ?? inputs.area_total_m2;
  const perArea = divide(inputs.sum_of_flats_gcal, metered);
  const own = inputs.own_gcal ?? multiply(perArea, inputs.area_m2);
  const all = inputs.area_metered_m2 === undefined ? inputs.sum_of_flats_gcal : multiply(perArea, inputs.area_total_m2);
  const rule = inputs.area_metered_m2 === undefined ? 'heating.flat-meters' : 'heating.some-meters';
  trace.note('own', inputs.own_gcal === null ? 'area × metered heat / metered areas' : 'own meter', own, rule);
  const common = trace.note(
    'common',
    'area × (house − sum of flats) / all areas',
    byArea(subtract(inputs.house_gcal, all), inputs.area_m2, inputs.area_total_m2),
    rule,
  );
  const gcal = trace.note('gcal', 'own + common', add(own, common), rule);
  const amount = trace.money('amount', 'gcal × rate', multiply(gcal, inputs.rate), rule);
  return { own_gcal: figure(own), common_gcal: figure(common), gcal: figure(gcal), amount: money(amount, trace) };
});

const correctionShape = z.strictObject({
  ...labels,
  house_gcal_previous_year: quantity,
  house_gcal_year: quantity,
  area_m2: quantity,
  area_total_m2: positive,
  rate: quantity,
  months: count.refine((months) => months >= 1 && months <= 12, 'is no number of months from 1 to 12').default(12),
});

/** A twelfth of last year's heat each month, and once a year what the house's meter says above or below it. */
export const heatingCorrection = defineFamily('heating_annual_correction', correctionShape, (inputs, { trace }) => {
  checkArea(inputs.area_m2, inputs.area_total_m2);
  const share = (gcal: Exact): Exact => multiply(byArea(gcal, inputs.area_m2, inputs.area_total_m2), inputs.rate);
  const twelfth = divide(share(inputs.house_gcal_previous_year), whole(12));
  const monthly = trace.money('monthly', 'last year × area / all areas / 12 × rate', twelfth, 'heating.correction');
  const charged = trace.note(
    'charged',
    'months × monthly',
    multiply(monthly, whole(inputs.months)),
    'heating.correction',
  );
  const actual = trace.money(
    'actual',
    'year × area / all areas × rate',
    share(inputs.house_gcal_year),
    'heating.correction',
  );
  const correction = trace.note('correction', 'actual − charged', subtract(actual, charged), 'heating.correction');
  return {
    ...{ monthly: money(monthly, trace), charged_year: money(charged, trace) },
    ...{ actual_year: money(actual, trace), correction: money(correction, trace) },
  };
});
