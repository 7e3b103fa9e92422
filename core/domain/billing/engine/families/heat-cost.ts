import { z } from 'zod';
import { InputError } from '../../../bytes/errors.ts';
import {
  add,
  compare,
  divide,
  exact,
  multiply,
  ONE,
  ratio,
  subtract,
  sum,
  whole,
  ZERO,
  type Exact,
} from '../number/exact.ts';
import { roundExact } from '../number/rounding-rule.ts';
import { exactShares, shareRounded } from '../number/shares.ts';
import { ruleAt, valueOf } from '../packs/pack.ts';
import type { Trace } from '../trace.ts';
import { defineFamily, figure, money, type Result } from './family.ts';
import { date, decimal, fraction, labels, name, percent, positive, quantity } from './shapes.ts';

const LIST = 10_000;
const splitShape = z.strictObject({
  ...labels,
  total: quantity,
  base_share: fraction,
  areas_m2: z.array(quantity).min(1).max(LIST),
  consumption: z.array(quantity).min(1).max(LIST),
  unit: name.optional(),
});

/** One part of the cost by area and the rest by use; what a flat owes is one line, and the lines add up to the cost. */
export const heatCostSplit = defineFamily('heat_cost_split', splitShape, (inputs, { trace }) => {
  const { areas_m2: areas, consumption, total } = inputs;
  if (areas.length !== consumption.length)
    throw new InputError('CASE_INVALID', 'inputs.consumption: there are not as many flats as in areas_m2.');
  if (sum(areas).n === 0n) throw new InputError('CASE_INVALID', 'inputs.areas_m2: the flats have no area to share by.');
  const base = multiply(total, inputs.base_share);
  const use = subtract(total, base);
  const parts = splitByUse(trace, { base, use, areas, consumption });
  const flats = shareRounded(total, parts, trace.rounding);
  trace.note('base', 'cost × base share, by area', base, 'heat.split');
  trace.note('use', 'the rest, by use', use, 'heat.split');
  flats.forEach((flat, index) =>
    trace.note(`flat ${index + 1}`, 'base by area + use, largest remainder', flat, 'cost-share'),
  );
  return {
    flats: flats.map((flat) => money(flat, trace)),
    base: figure(base),
    use: figure(use),
    sum: money(sum(flats), trace),
  };
});

/** What each flat owes, exact. @throws InputError HEAT_NOT_COUNTED where nothing was used and the pack was told not to go by area then */
function splitByUse(trace: Trace, args: { base: Exact; use: Exact; areas: Exact[]; consumption: Exact[] }): Exact[] {
  const { base, use, areas, consumption } = args;
  const nothing = use.n !== 0n && sum(consumption).n === 0n;
  if (nothing && trace.reading('heat.no-use') === 'refuse')
    throw new InputError(
      'HEAT_NOT_COUNTED',
      'inputs.consumption: nothing was counted, so nothing can be split by use.',
    );
  const byUse = exactShares(use, nothing ? areas : consumption);
  return exactShares(base, areas).map((part, index) => add(part, byUse[index] ?? ZERO));
}

const sharesShape = z.strictObject({
  ...labels,
  costs: z.array(decimal).min(1).max(LIST),
  shares_percent: z.array(percent).min(1).max(LIST).optional(),
  shares_permille: z.array(quantity).min(1).max(LIST).optional(),
  areas: z.array(quantity).min(1).max(LIST).optional(),
  areas_m2: z.array(quantity).min(1).max(LIST).optional(),
  residents: z.array(quantity).min(1).max(LIST).optional(),
  occupants: z.array(quantity).min(1).max(LIST).optional(),
  units: z.array(quantity).min(1).max(LIST).optional(),
  weights: z.array(quantity).min(1).max(LIST).optional(),
});

/** Costs of a house over its flats, each flat one line; they add up to the costs where the shares are all of them. */
export const houseCostShares = defineFamily('house_cost_shares', sharesShape, (inputs, { trace }) => {
  const { costs, ...more } = inputs;
  const given = Object.entries(more).flatMap(([one, list]) => (Array.isArray(list) ? [[one, list] as const] : []));
  const [key, weights] = given[0] ?? [];
  if (key === undefined || weights === undefined || given.length > 1)
    throw new InputError('CASE_INVALID', 'inputs.areas: exactly one key to share by is expected.');
  const cost = trace.note('cost', 'sum of costs', sum(costs), 'cost-share');
  const whole100 = key === 'shares_percent' ? whole(100) : key === 'shares_permille' ? whole(1000) : sum(weights);
  const left = subtract(whole100, sum(weights));
  if (whole100.n === 0n) throw new InputError('CASE_INVALID', `inputs.${key}: the flats have nothing to share by.`);
  if (left.n < 0n) throw new InputError('CASE_INVALID', `inputs.${key}: the shares are more than all of it.`);
  const { rounding } = trace;
  // Where the shares are not all of it, what the flats owe need not add up to anything.
  const flats =
    left.n === 0n
      ? shareRounded(cost, weights, rounding)
      : weights.map((weight) => roundExact(divide(multiply(cost, weight), whole100), rounding));
  flats.forEach((flat, index) =>
    trace.note(`flat ${index + 1}`, `cost × ${key}, largest remainder`, flat, 'cost-share'),
  );
  return { flats: flats.map((flat) => money(flat, trace)), sum: money(sum(flats), trace) };
});

const warmShape = z.strictObject({
  ...labels,
  volume_m3: quantity.optional(),
  area_m2: quantity.optional(),
  temperature_c: quantity.optional(),
  cold_temperature_c: quantity.optional(),
  factor: positive.optional(),
});

/** Heat in warm water: 2.5 V (t − 10), or by area where the volume cannot be measured; then by what the supply counts. */
export const warmWaterHeat = defineFamily('warm_water_heat', warmShape, (inputs, { trace, asked }) => {
  const id = 'heat.warm-water';
  const kwh = trace.note('kwh', 'factor × V × (t − cold), or factor × area', warmHeat(trace, inputs), id);
  const calorific = multiply(kwh, trace.value(id, 'calorific'));
  const commercial = divide(kwh, trace.value(id, 'commercial'));
  const pump = multiply(kwh, trace.value(id, 'heat_pump'));
  trace.note('gas by calorific value', 'kWh × 1.11', calorific, id);
  trace.note('commercial heat supply', 'kWh / 1.15', commercial, id);
  trace.note('heat pump', 'kWh × 0.30', pump, id);
  const fuels = asked.flatMap((key): [string, Result][] => {
    const value = /^[a-z_0-9]+_at_(\d+(?:[._]\d+)?)_kwh$/.exec(key)?.[1];
    return value === undefined ? [] : [[key, figure(divide(kwh, exact(value.replace('_', '.'))))]];
  });
  return {
    kwh: figure(kwh),
    gas_by_calorific_value_kwh: figure(calorific),
    commercial_heat_supply_kwh: figure(commercial),
    heat_pump_kwh: figure(pump),
    ...Object.fromEntries(fuels),
  };
});

function warmHeat(trace: Trace, inputs: z.output<typeof warmShape>): Exact {
  const id = 'heat.warm-water';
  if (inputs.volume_m3 === undefined) {
    if (inputs.area_m2 === undefined || inputs.temperature_c !== undefined)
      throw new InputError('CASE_INVALID', 'inputs.volume_m3: a volume with its temperature, or an area is expected.');
    return multiply(inputs.area_m2, inputs.factor ?? trace.value(id, 'per_m2'));
  }
  if (inputs.temperature_c === undefined || inputs.area_m2 !== undefined)
    throw new InputError(
      'CASE_INVALID',
      'inputs.temperature_c: a volume stands with its temperature, and without an area.',
    );
  const warmer = subtract(inputs.temperature_c, inputs.cold_temperature_c ?? trace.value(id, 'cold'));
  if (warmer.n < 0n)
    throw new InputError('CASE_INVALID', 'inputs.temperature_c: warm water is colder than cold water.');
  return multiply(multiply(inputs.volume_m3, warmer), inputs.factor ?? trace.value(id, 'factor'));
}

const validationShape = z.strictObject({
  ...labels,
  country: z.enum(['at', 'de']).optional(),
  on: date,
  before_on: date.optional(),
  share_by_use_percent: z.array(quantity).max(LIST).optional(),
  share_to_heating_percent: z.array(quantity).max(LIST).optional(),
  cooling_by_use_percent: z.array(quantity).max(LIST).optional(),
});
const RULES = {
  share_by_use_percent: 'share-by-use',
  share_to_heating_percent: 'share-to-heating',
  cooling_by_use_percent: 'cooling-by-use',
};

function countryOf(id: string): string | undefined {
  if (/heizkg/.test(id)) return 'at';
  return /heizkostenv|hkvo/.test(id) ? 'de' : /^(at|de)-/.exec(id)?.[1];
}

/** Which shares an act allows on a date. The country is told, or follows from the case's id. */
export const ruleValidation = defineFamily('rule_validation', validationShape, (inputs, { trace, id }) => {
  const country = inputs.country ?? countryOf(id);
  if (country === undefined) throw new InputError('CASE_INVALID', 'inputs.country: it is not said whose act is asked.');
  const given = Object.entries(RULES).flatMap(([key, rule]) => {
    const list = Object.entries(inputs).find(([one]) => one === key)?.[1];
    return Array.isArray(list) ? [{ rule: `${rule}.${country}`, list }] : [];
  });
  const one = given[0];
  if (one === undefined || given.length > 1)
    throw new InputError('CASE_INVALID', 'inputs.share_by_use_percent: exactly one list is expected.');
  const judge = (on: string): boolean[] => one.list.map((share) => allowed(trace, one.rule, on, share));
  const before = inputs.before_on === undefined ? {} : { accepted_before: judge(inputs.before_on) };
  return { accepted: judge(inputs.on), ...before };
});

function allowed(trace: Trace, id: string, on: string, share: Exact): boolean {
  const rule = ruleAt(trace.pack, id, on);
  const [least, most] = [exact(valueOf(rule, 'least')), exact(valueOf(rule, 'most'))];
  const good = compare(share, least) >= 0 && compare(share, most) <= 0;
  trace.steps.push({
    what: 'accepted',
    formula: `${valueOf(rule, 'least')} … ${valueOf(rule, 'most')} % on ${on}`,
    value: good ? ONE : ratio(0, 1),
    rule,
  });
  return good;
}
