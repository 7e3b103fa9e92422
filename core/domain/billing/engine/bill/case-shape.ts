import { z } from 'zod';
import { dayOf } from '../calendar/day.ts';
import { count, date, dated, decimal, fraction, month, name, percent, positive, quantity } from '../families/shapes.ts';
import { ONE, ZERO } from '../number/exact.ts';
import { always } from '../price/dated.ts';
import type { Tier } from '../price/tiers.ts';

/** A bill of many lines: components, each a basis at a price, with what holds when, shares, tax and limits. docs/billing.md explains each. */

const LIST = 10_000;
/** A number of people, or several by the day from which each holds. */
const people = z.union([
  count.transform((value) => always({ n: BigInt(value), d: 1n })),
  z
    .array(z.strictObject({ from: date, count }))
    .min(1)
    .max(1000)
    .transform((list) => list.map((one) => ({ from: dayOf(one.from), value: { n: BigInt(one.count), d: 1n } }))),
]);
const area = z.union([
  quantity.transform(always),
  z
    .array(z.strictObject({ from: date, area: quantity }))
    .min(1)
    .max(1000)
    .transform((list) => list.map((one) => ({ from: dayOf(one.from), value: one.area }))),
]);

const tier = z
  .strictObject({ up_to: positive.nullable(), per_unit: quantity.default(ZERO), flat: quantity.default(ZERO) })
  .transform((one): Tier => ({ upTo: one.up_to, perUnit: one.per_unit, flat: one.flat }));
const tierList = z.array(tier).min(1).max(100);

const estimate = z.strictObject({
  volumes_before: z.array(quantity).max(1000).default([]),
  /** How many months before this one were estimated already. */
  months_missed: count.default(0),
  norm: quantity.optional(),
  /** Whether the meter failed: then the norm comes with the coefficient. */
  coefficient: positive.default(ONE),
});

const basis = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('register'),
    meters: z.array(name).min(1).max(50),
    register: name.optional(),
    estimate: estimate.optional(),
    /** What estimates of the months before were billed with: taken back, a line each. */
    estimated_before: z
      .array(z.strictObject({ period: month, amount: quantity }))
      .max(1000)
      .optional(),
  }),
  z.strictObject({ kind: z.literal('interval'), series: name }),
  z.strictObject({ kind: z.literal('peak'), series: name }),
  z.strictObject({
    kind: z.literal('norm'),
    per: z.enum(['person', 'm2']),
    norm: quantity,
    coefficient: quantity.refine(({ n, d }) => n >= d, 'is less than 1').default(ONE),
  }),
  z.strictObject({ kind: z.literal('area') }),
  z.strictObject({ kind: z.literal('fixed'), per: z.enum(['day', 'month', 'bill']) }),
  z.strictObject({
    kind: z.literal('house_residual'),
    house: quantity,
    taken: z.array(quantity).max(LIST),
    carried: decimal.refine(({ n }) => n <= 0n, 'is more than 0').default(ZERO),
  }),
  z.strictObject({ kind: z.literal('units'), quantity: decimal }),
  z.strictObject({
    kind: z.literal('sum_of'),
    components: z.array(name).min(1).max(100),
    factor: quantity.default(ONE),
  }),
  z.strictObject({ kind: z.literal('amount_of'), components: z.array(name).min(1).max(100) }),
]);

const price = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('unit'), rate: dated }),
  z.strictObject({ kind: z.literal('graduated'), tiers: tierList, prorate: z.boolean().default(false) }),
  z.strictObject({ kind: z.literal('volume'), tiers: tierList, prorate: z.boolean().default(false) }),
  z.strictObject({ kind: z.literal('package'), size: positive, price: quantity, free: quantity.default(ZERO) }),
  /** A price of its own for each interval, in the series' order. */
  z.strictObject({ kind: z.literal('series'), rates: z.array(decimal).max(LIST) }),
]);

const when = z.strictObject({
  /** Hours of the day, [from, to); over midnight where `to` is the smaller. */
  hours: z
    .array(z.strictObject({ from: count.refine((hour) => hour < 24), to: count.refine((hour) => hour <= 24) }))
    .max(24)
    .optional(),
  /** 1 is Monday. */
  weekdays: z
    .array(count.refine((day) => day >= 1 && day <= 7, 'is no day of the week from 1 to 7'))
    .max(7)
    .optional(),
  months: z
    .array(count.refine((one) => one >= 1 && one <= 12, 'is no month from 1 to 12'))
    .max(12)
    .optional(),
});

const component = z.strictObject({
  id: name,
  resource: name.optional(),
  unit: name.optional(),
  basis,
  price,
  when: when.optional(),
  /** The part of the quantity that this premises bears, such as its area of all areas. */
  share: z.strictObject({ part: quantity, of: positive }).optional(),
  tax: z.strictObject({ percent, included: z.boolean().default(false) }).optional(),
  limits: z.strictObject({ min: quantity.optional(), max: quantity.optional() }).optional(),
  valid: z.strictObject({ from: date, to: date.optional() }).optional(),
  /** Paid out instead of charged, as for what is fed in. */
  credit: z.boolean().default(false),
  /** The rule of the pack that is cited; by default that of the basis. */
  rule: name.optional(),
});

const act = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('absence'), component: name, left: date, returned: date, absent: count }),
  z.strictObject({
    kind: z.literal('breaks'),
    component: name,
    hours: z.array(quantity).max(1000),
    allowed_month: quantity,
    allowed_once: quantity.optional(),
    percent_per_hour: quantity,
  }),
  z.strictObject({ kind: z.literal('quality'), component: name, percent: quantity }),
  z.strictObject({ kind: z.literal('upkeep'), component: name, full_days: count }),
  z.strictObject({ kind: z.literal('privilege'), component: name, share: fraction, within: quantity.optional() }),
  z.strictObject({
    kind: z.literal('correction'),
    component: name,
    amount: decimal,
    reason: z.string().min(1).max(500),
  }),
]);

const account = z.strictObject({
  bills: z
    .array(
      z.strictObject({
        id: name,
        due: date,
        lines: z.array(decimal).min(1).max(1000),
        kind: z.enum(['services', 'capital-repair']).default('services'),
      }),
    )
    .max(1200)
    .default([]),
  payments: z
    .array(z.strictObject({ date, amount: positive, bill: name.optional() }))
    .max(10_000)
    .default([]),
  voided: z
    .array(z.strictObject({ bill: name, date }))
    .max(1200)
    .default([]),
  key_rates: dated.optional(),
  as_of: date,
});

export const billCase = z.strictObject({
  version: z.literal('1'),
  id: name.optional(),
  pack: name,
  currency: z.string().regex(/^[A-Z]{3}$/, 'is no currency such as RUB'),
  period: z.strictObject({ from: date, to: date }),
  rounding: z.string().max(200).optional(),
  switches: z.record(z.string(), z.string()).optional(),
  premises: z.strictObject({ area: area.optional(), residents: people.optional() }).default({}),
  meters: z
    .array(
      z.strictObject({
        id: name,
        digits: count.refine((digits) => digits <= 30).optional(),
        factor: positive.default(ONE),
      }),
    )
    .max(100)
    .default([]),
  readings: z
    .array(z.strictObject({ meter: name, register: name.optional(), date, value: quantity }))
    .max(LIST)
    .default([]),
  series: z
    .array(
      z.strictObject({
        id: name,
        intervals: z
          .array(z.strictObject({ date, hour: count.refine((hour) => hour < 24), quantity: decimal }))
          .max(LIST),
      }),
    )
    .max(20)
    .default([]),
  components: z.array(component).min(1).max(200),
  acts: z.array(act).max(200).default([]),
  /** Budget billing: what is asked this month instead of the total; the difference stands in `budget_balance`. */
  budget: z
    .strictObject({ amount: quantity, balance: decimal.default(ZERO), settle: z.boolean().default(false) })
    .optional(),
  account: account.optional(),
});

export type BillCase = z.output<typeof billCase>;
export type Component = BillCase['components'][number];
export type Act = BillCase['acts'][number];
export type AccountCase = z.output<typeof account>;
