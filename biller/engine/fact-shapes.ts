import { z } from 'zod';
import { isCalendarDate } from '../../core/domain/bytes/calendar-date.ts';

/** What bills need beside the ledgers: who was away, what was broken, what the house's meters said. docs/billing.md explains each kind. */

const decimal = z.string().regex(/^\d{1,20}(\.\d{1,12})?$/, 'a decimal from 0 on such as 12.34');
const positive = decimal.refine((text) => /[1-9]/.test(text), 'more than 0');
const signed = z.string().regex(/^-?\d{1,20}(\.\d{1,12})?$/, 'a decimal such as -12.34');
const share = decimal.refine((text) => /^(0(\.\d+)?|1(\.0+)?)$/.test(text), 'a part of one such as 0.5');
const date = z.string().refine(isCalendarDate, 'a date YYYY-MM-DD of the calendar');
const period = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month YYYY-MM');
const contract = z.string().regex(/^0x[0-9a-f]{64}$/, "a contract's id");
const count = z.int().min(1).max(999);
const resource = z.enum(['electricity', 'coldWater', 'hotWater', 'heat', 'gas', 'upkeep']);
const unit = z.enum(['Wh', 'kWh', 'm3', 'MJ', 'GJ', 'Gcal']);

export const factContent = z.discriminatedUnion('kind', [
  /** People of a flat without a meter were away; days of leaving and of return do not count. */
  z.strictObject({ kind: z.literal('absence'), contract, left: date, returned: date, absent: count }),
  /** Breaks of a supply, of one contract or of all of that resource. */
  z.strictObject({
    ...{
      kind: z.literal('breaks'),
      resource,
      contract: contract.optional(),
      period,
      hours: z.array(decimal).min(1).max(100),
    },
    ...{ allowed_month: decimal, allowed_once: decimal.optional(), percent_per_hour: decimal },
  }),
  /** What was supplied was not as it has to be. */
  z.strictObject({ kind: z.literal('quality'), resource, contract: contract.optional(), period, percent: decimal }),
  /** Upkeep that was not done, for so many full days. */
  z.strictObject({ kind: z.literal('upkeep-breach'), contract: contract.optional(), period, full_days: count }),
  z.strictObject({
    ...{ kind: z.literal('privilege'), contract, from: date, to: date.optional(), share, within: decimal.optional() },
  }),
  z.strictObject({
    kind: z.literal('correction'),
    contract,
    period,
    amount: signed,
    reason: z.string().min(1).max(150),
  }),
  /** The yearly rate that penalties go by, in percent; without any none is counted. */
  z.strictObject({ kind: z.literal('key-rate'), from: date, percent: decimal }),
  /** What the house's heat meter said of a month, and the area of all premises. */
  z.strictObject({ kind: z.literal('house-heat'), period, unit, volume: decimal, area: positive }),
  /** When the house is heated: on these days a flat without a meter is billed by the norm of its contract, per m². */
  z.strictObject({ kind: z.literal('heating-season'), from: date, to: date }),
  /** What the house's meter said of a month, and what its premises took of that. */
  z.strictObject({
    ...{ kind: z.literal('house-needs'), resource, period, unit, house: decimal },
    ...{ taken: z.array(decimal).min(1).max(100), area: positive },
  }),
  /** House needs by norm from a day on: of 1 m² of the common area a month. */
  z.strictObject({
    ...{
      kind: z.literal('house-needs-norm'),
      resource,
      from: date,
      unit,
      norm: decimal,
      common_area: decimal,
      area: positive,
    },
  }),
  /** House needs by the average month of a year, by decision of the meeting: the house's meter and what its premises took, month by month. */
  z.strictObject({
    ...{ kind: z.literal('house-needs-average'), resource, from: date, to: date.optional(), unit, area: positive },
    ...{ house: z.array(decimal).min(1).max(24), taken: z.array(decimal).min(1).max(24) },
  }),
  /** What house needs of a year come to by the house's meter, and what was charged for it: the difference in equal parts from a month on. */
  z.strictObject({
    ...{ kind: z.literal('house-needs-true-up'), resource, period, parts: z.int().min(1).max(24) },
    ...{ by_meter: decimal, charged: decimal, area: positive },
  }),
  /** Hot water of two components: what heats one m³ from a day on, and the price of that. The contract's own price is of the cold water. */
  z.strictObject({ kind: z.literal('hot-water-heat'), from: date, unit, per_m3: decimal, price: decimal }),
  /** A price that house needs go by from a day on. */
  z.strictObject({ kind: z.literal('tariff'), resource, from: date, unit, price: decimal }),
  z.strictObject({ kind: z.literal('withdrawal'), number: z.int().min(1) }),
]);

export type FactContent = z.output<typeof factContent>;
export type FactKind = FactContent['kind'];
export type ContentOf<Kind extends FactKind> = Extract<FactContent, { kind: Kind }>;
export type FactUnit = ContentOf<'tariff'>['unit'];

/** A fact as it was entered: `date` of its evidence, `enteredAt` unix seconds. */
export type HouseFact = {
  number: number;
  enteredAt: bigint;
  date: string;
  author: string;
  evidence: string;
  content: FactContent;
};

/** What of a kind stands, in the order in which it was entered. */
export function factsOfKind<Kind extends FactKind>(facts: readonly HouseFact[], kind: Kind): ContentOf<Kind>[] {
  return facts.flatMap(({ content }) => (isOfKind(content, kind) ? [content] : []));
}

function isOfKind<Kind extends FactKind>(content: FactContent, kind: Kind): content is ContentOf<Kind> {
  return content.kind === kind;
}
