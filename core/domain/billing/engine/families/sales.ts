import { z } from 'zod';
import {
  divide,
  exact,
  formatExact,
  least,
  most,
  multiply,
  add,
  ratio,
  subtract,
  sum,
  whole,
  ZERO,
  ONE,
  type Exact,
} from '../number/exact.ts';
import { roundExact, roundLines } from '../number/rounding-rule.ts';
import { registerUse } from '../volume/register-use.ts';
import { defineFamily, figure, money } from './family.ts';
import { count, decimal, fraction, labels, percent, positive, quantity } from './shapes.ts';
import { InputError } from '../../../bytes/errors.ts';

const readings = z.array(quantity).min(2).max(1000);

/** A use that is told, or follows from readings in the order of time. */
function useOf(inputs: {
  given: Exact | undefined;
  readings: Exact[] | undefined;
  digits?: number | undefined;
  path: string;
}): Exact {
  if ((inputs.given === undefined) === (inputs.readings === undefined))
    throw new InputError('CASE_INVALID', `inputs.${inputs.path}: either a quantity or readings are expected.`);
  if (inputs.readings === undefined) return inputs.given ?? ZERO;
  const values = inputs.readings.map((value, day) => ({ day, value }));
  return registerUse(values, { digits: inputs.digits ?? null, factor: ONE, path: 'inputs.readings' });
}

const vatShape = z.strictObject({
  ...labels,
  kwh: quantity.optional(),
  m3: quantity.optional(),
  units: quantity.optional(),
  hours: quantity.optional(),
  readings: readings.optional(),
  digits: count.optional(),
  rate: decimal,
  standing: quantity.optional(),
  standing_charge: quantity.optional(),
  standing_per_day: quantity.optional(),
  days: count.optional(),
  /** Once a bill, with a tax of its own where that is said. */
  flat: quantity.optional(),
  start_fee: quantity.optional(),
  flat_vat: fraction.optional(),
  start_fee_vat: fraction.optional(),
  /** Without the tax. */
  min_price: quantity.optional(),
  max_price: quantity.optional(),
  vat: fraction.optional(),
  vat_percent: percent.optional(),
});

/** One price, what stands each day or bill, and the tax on their exact sum, held between the least and the most: rounded once, as a price that is shown with its tax. */
export const vat = defineFamily('vat', vatShape, (inputs, { trace }) => {
  const given = inputs.kwh ?? inputs.m3 ?? inputs.units ?? inputs.hours;
  const used = useOf({ given, readings: inputs.readings, digits: inputs.digits, path: 'kwh' });
  if ((inputs.standing_per_day === undefined) !== (inputs.days === undefined))
    throw new InputError('CASE_INVALID', 'inputs.days: a charge by day and the days stand together.');
  const daily = multiply(inputs.standing_per_day ?? ZERO, whole(inputs.days ?? 0));
  const standing = sum([daily, inputs.standing ?? ZERO, inputs.standing_charge ?? ZERO]);
  const vatRate = inputs.vat ?? (inputs.vat_percent && divide(inputs.vat_percent, whole(100)));
  if (vatRate === undefined) throw new InputError('CASE_INVALID', 'inputs.vat: no rate of tax is given.');
  const taxed = add(multiply(used, inputs.rate), standing);
  const flat = add(inputs.flat ?? ZERO, inputs.start_fee ?? ZERO);
  const flatTax = multiply(flat, inputs.flat_vat ?? inputs.start_fee_vat ?? vatRate);
  const net = trace.note('net', 'use × rate + standing + flat', held(inputs, add(taxed, flat), ONE), 'metered');
  const gross = held(inputs, sum([taxed, multiply(taxed, vatRate), flat, flatTax]), add(ONE, vatRate));
  const tax = trace.money('vat', 'each part × its rate of tax', subtract(gross, net), 'tax');
  const total = trace.money('total', 'net + tax', gross, 'tax');
  return {
    use: figure(used),
    standing: figure(standing),
    net: figure(net),
    vat: money(tax, trace),
    total: money(total, trace),
  };
});

/** Between the least and the most, each with its tax where `factor` has it. */
function held(limits: z.output<typeof vatShape>, value: Exact, factor: Exact): Exact {
  const { min_price: lowest, max_price: highest } = limits;
  const raised = lowest === undefined ? value : most(value, multiply(lowest, factor));
  return highest === undefined ? raised : least(raised, multiply(highest, factor));
}

const invoiceShape = z.strictObject({
  ...labels,
  lines: z
    .array(
      z.strictObject({
        quantity: decimal,
        price: quantity,
        base_quantity: positive.default(ONE),
        vat_percent: percent.optional(),
      }),
    )
    .min(1)
    .max(1000),
  vat_percent: percent.optional(),
  /** Of the whole document, at its rate of tax. */
  allowance: quantity.default(ZERO),
  charge: quantity.default(ZERO),
  prepaid: decimal.default(ZERO),
});

/** EN 16931: lines are rounded, then added; the tax is once per rate on the sum. */
export const invoiceTotals = defineFamily('invoice_totals', invoiceShape, (inputs, { trace }) => {
  const exactLines = inputs.lines.map((line) => divide(multiply(line.quantity, line.price), line.base_quantity));
  const lines = exactLines.map((line, index) => trace.money(`line ${index + 1}`, 'quantity × price', line, 'invoice'));
  const charge = trace.money('charge', 'of the whole document', inputs.charge, 'invoice');
  const allowance = trace.money('allowance', 'of the whole document', inputs.allowance, 'invoice');
  const prepaid = trace.money('prepaid', 'paid before', inputs.prepaid, 'invoice');
  const more = subtract(charge, allowance);
  const net = trace.note('net', 'sum of lines − allowance + charge', add(sum(lines), more), 'invoice');
  const byRate = new Map<string, Exact>();
  const addAt = (own: Exact | undefined, base: Exact, path: string): void => {
    const rate = own ?? inputs.vat_percent;
    if (rate === undefined) throw new InputError('CASE_INVALID', `inputs.${path}: no rate of tax is given.`);
    const key = formatExact(rate);
    byRate.set(key, add(byRate.get(key) ?? ZERO, base));
  };
  inputs.lines.forEach((line, index) => addAt(line.vat_percent, lines[index] ?? ZERO, `lines.${index}.vat_percent`));
  if (more.n !== 0n) addAt(undefined, more, 'vat_percent');
  const taxes = [...byRate].map(([rate, base]) =>
    trace.money(`vat ${rate} %`, 'sum of its lines × rate', multiply(base, divide(exact(rate), whole(100))), 'tax'),
  );
  const tax = sum(taxes);
  const total = trace.note('total', 'net + vat', add(net, tax), 'invoice');
  const due = trace.note('due', 'total − prepaid', subtract(total, prepaid), 'invoice');
  const once = roundLines([...exactLines, subtract(inputs.charge, inputs.allowance)], {
    ...trace.rounding,
    place: 'total',
  }).total;
  return {
    lines: lines.map((line) => money(line, trace)),
    ...{ net: money(net, trace), net_rounded_once_would_be: money(once, trace) },
    ...{ vat: money(tax, trace), total: money(total, trace), due: money(due, trace) },
  };
});

const conversionShape = z.strictObject({
  ...labels,
  m3: quantity.optional(),
  readings: readings.optional(),
  digits: count.optional(),
  /** Of a meter that does not count cubic metres, such as 2.83 a hundred cubic feet. */
  m3_per_unit: positive.optional(),
  correction: positive.default(ONE),
  calorific_mj_m3: positive,
  divisor: positive.default(exact('3.6')),
  rate: quantity.optional(),
});

export const unitConversion = defineFamily('unit_conversion', conversionShape, (inputs, { trace }) => {
  const counted = useOf({ given: inputs.m3, readings: inputs.readings, digits: inputs.digits, path: 'm3' });
  const used = multiply(counted, inputs.m3_per_unit ?? ONE);
  const corrected = trace.note('corrected', 'm³ × correction', multiply(used, inputs.correction), 'conversion');
  const mj = trace.note('mj', 'corrected × calorific value', multiply(corrected, inputs.calorific_mj_m3), 'conversion');
  const kwh = trace.note('kwh', 'MJ / divisor', divide(mj, inputs.divisor), 'conversion');
  const shown = { m3: figure(used), corrected: figure(corrected), mj: figure(mj), kwh: figure(kwh) };
  if (inputs.rate === undefined) return shown;
  return { ...shown, amount: money(trace.money('amount', 'kWh × rate', multiply(kwh, inputs.rate), 'metered'), trace) };
});

const budgetShape = z.strictObject({
  ...labels,
  residents: count,
  gallons_per_day: quantity,
  days: count,
  gallons_per_unit: positive,
});

export const waterBudget = defineFamily('water_budget', budgetShape, (inputs, { trace }) => {
  const people = multiply(whole(inputs.residents), whole(inputs.days));
  const gallons = trace.note(
    'gallons',
    'residents × gallons a day × days',
    multiply(people, inputs.gallons_per_day),
    'water-budget',
  );
  const units = roundExact(divide(gallons, inputs.gallons_per_unit), trace.rounding);
  trace.note('units', 'gallons / gallons a unit', units, 'water-budget');
  return { gallons: figure(gallons), units: money(units, trace) };
});

export const overchargeFine = defineFamily(
  'overcharge_fine',
  z.strictObject({ ...labels, charged: quantity, should_be: quantity, fine_share: fraction.optional() }),
  ({ charged, should_be, fine_share }, { trace }) => {
    const over = subtract(charged, should_be);
    const excess = trace.money(
      'excess',
      'charged − right charge, where that is more than 0',
      over.n > 0n ? over : ZERO,
      'overcharge.fine',
    );
    const share = fine_share ?? trace.value('overcharge.fine', 'share');
    const fine = trace.money('fine', 'excess × share', multiply(excess, share), 'overcharge.fine');
    return { excess: money(excess, trace), fine: money(fine, trace), back: money(add(excess, fine), trace) };
  },
);

/** Of a breach of upkeep: the service's price of the month by days. */
export const upkeepReduction = defineFamily(
  'upkeep_reduction',
  z.strictObject({ ...labels, price_of_service_in_month: quantity, days_in_month: count, full_days_of_breach: count }),
  (inputs, { trace }) => {
    const { days_in_month: of, full_days_of_breach: days } = inputs;
    if (of < 28 || of > 31) throw new InputError('CASE_INVALID', 'inputs.days_in_month: no month has so many days.');
    if (days > of) throw new InputError('CASE_INVALID', 'inputs.full_days_of_breach: the month has not so many days.');
    const price = inputs.price_of_service_in_month;
    const reduction = trace.money(
      'reduction',
      'price × full days / days',
      multiply(price, ratio(days, of)),
      'upkeep.breach',
    );
    const charge = trace.money('charge', 'price − reduction', subtract(price, reduction), 'upkeep.breach');
    return { reduction: money(reduction, trace), charge: money(charge, trace) };
  },
);
