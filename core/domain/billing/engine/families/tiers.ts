import { z } from 'zod';
import { daysInMonth } from '../calendar/day.ts';
import { least, most, multiply, sum, whole, ZERO, type Exact } from '../number/exact.ts';
import { packageAmount, packagesBegun } from '../price/packages.ts';
import { graduatedParts, tierFormula, totalOf, volumePart, type Tier, type TierPart } from '../price/tiers.ts';
import type { Trace } from '../trace.ts';
import { defineFamily, figure, money, type Results } from './family.ts';
import { count, decimal, labels, positive, quantity } from './shapes.ts';
import { InputError } from '../../../bytes/errors.ts';

/** What is not said of the last is without end. */
const bound = positive.nullable().default(null);
const tier = z
  .strictObject({ up_to: bound, per_unit: quantity.optional(), flat: quantity.optional() })
  .transform(({ up_to, per_unit = ZERO, flat = ZERO }): Tier => ({ upTo: up_to, perUnit: per_unit, flat }));
const block = z
  .strictObject({ up_to: bound, rate: quantity })
  .transform(({ up_to, rate }): Tier => ({ upTo: up_to, perUnit: rate, flat: ZERO }));

/** What a bill is at least and at most. */
const limits = { minimum_amount: quantity.optional(), maximum_amount: quantity.optional() };
type Limits = { minimum_amount?: Exact | undefined; maximum_amount?: Exact | undefined };

const ofUnits = z.strictObject({ ...labels, units: decimal, tiers: z.array(tier).min(1).max(100), ...limits });
const ofBlocks = z.strictObject({
  ...labels,
  units: decimal.optional(),
  kwh: decimal.optional(),
  blocks: z.array(block).min(1).max(100),
  ...limits,
});
/** A load that never changes through the months of a year; hours are those of the calendar, without clock changes. */
const ofLoad = z.strictObject({
  ...labels,
  load_kw: z.string().regex(/^\d+(\.\d+)?( constant)?$/, 'is no load such as "1.5 constant"'),
  blocks: z.array(block).min(1).max(100),
  fixed_monthly: quantity.optional(),
  minimum_monthly: quantity.optional(),
  year: count.refine((year) => year >= 1900 && year <= 9999, 'is no year from 1900 to 9999'),
});

function bill(trace: Trace, parts: TierPart[], { minimum_amount: lowest, maximum_amount: highest }: Limits): Exact {
  const all = totalOf(parts);
  const raised = lowest === undefined ? all : most(all, lowest);
  const held = highest === undefined ? raised : least(raised, highest);
  return trace.money('total', tierFormula(parts), held, 'ranges');
}

export const tiersGraduated = defineFamily(
  'tiers_graduated',
  z.union([ofUnits, ofBlocks, ofLoad]),
  (inputs, { trace }): Results => {
    if ('tiers' in inputs) {
      const parts = graduatedParts(inputs.units, inputs.tiers);
      return { total: money(bill(trace, parts, inputs), trace), parts: showParts(parts) };
    }
    if (!('load_kw' in inputs)) {
      const given = inputs.units ?? inputs.kwh;
      if (given === undefined) throw new InputError('CASE_INVALID', 'inputs.units: it is missing.');
      return { total: money(bill(trace, graduatedParts(given, inputs.blocks), inputs), trace) };
    }
    const load = decimal.parse(inputs.load_kw.split(' ')[0]);
    const months = Array.from({ length: 12 }, (_, index) => `${inputs.year}-${String(index + 1).padStart(2, '0')}`);
    const amounts = months.map((month) => {
      const units = multiply(load, whole(24 * daysInMonth(month)));
      const exact = sum([totalOf(graduatedParts(units, inputs.blocks)), inputs.fixed_monthly ?? ZERO]);
      const held =
        inputs.minimum_monthly !== undefined && exact.n * inputs.minimum_monthly.d < inputs.minimum_monthly.n * exact.d;
      return trace.money(month, 'blocks', held ? (inputs.minimum_monthly ?? exact) : exact, 'ranges');
    });
    return { months: amounts.map((amount) => money(amount, trace)), total: money(sum(amounts), trace) };
  },
);

export const tiersVolume = defineFamily('tiers_volume', ofUnits, (inputs, { trace }) => {
  const parts = volumePart(inputs.units, inputs.tiers);
  return { total: money(bill(trace, parts, inputs), trace) };
});

const packageShape = z.strictObject({
  ...labels,
  units: quantity,
  package: positive,
  price: quantity,
  free: quantity.default(ZERO),
});

export const packages = defineFamily('packages', packageShape, (inputs, { trace }) => {
  const counted = { units: inputs.units, size: inputs.package, free: inputs.free, price: inputs.price };
  const begun = trace.note('packages', 'begun of (units − free) / package', packagesBegun(counted), 'price');
  const total = trace.money('total', 'packages × price', packageAmount(counted), 'price');
  return { packages: figure(begun), total: money(total, trace) };
});

const rangesShape = z.strictObject({
  ...labels,
  kwh: quantity,
  upper_bounds_kwh: z.array(positive).max(20),
  rates: z.array(quantity).min(1).max(21),
});

/** Every range is a line of its own, rounded as such. */
export const consumptionRanges = defineFamily('consumption_ranges', rangesShape, (inputs, { trace }) => {
  const { upper_bounds_kwh: bounds, rates } = inputs;
  if (rates.length !== bounds.length + 1)
    throw new InputError('CASE_INVALID', 'inputs.rates: there is one rate more than there are upper bounds.');
  const tiers = rates.map((rate, index): Tier => ({ upTo: bounds[index] ?? null, perUnit: rate, flat: ZERO }));
  const reached = graduatedParts(inputs.kwh, tiers);
  const parts = tiers.map((tier, index) => reached[index] ?? { ...tier, units: ZERO, amount: ZERO });
  const amounts = parts.map((part, index) =>
    trace.money(`range ${index + 1}`, tierFormula([part]), part.amount, 'ranges'),
  );
  return {
    parts: parts.map(({ units }, index) => ({ kwh: figure(units), amount: money(amounts[index] ?? ZERO, trace) })),
    total: money(trace.note('total', 'sum of ranges', sum(amounts)), trace),
  };
});

function showParts(parts: readonly TierPart[]): Results[] {
  return parts.map(({ units, amount }) => ({ units: figure(units), amount: figure(amount) }));
}
