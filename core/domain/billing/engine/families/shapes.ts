import { z } from 'zod';
import { isCalendarDate } from '../../../bytes/calendar-date.ts';
import { dayOf } from '../calendar/day.ts';
import { exact, whole, type Exact } from '../number/exact.ts';
import { always, type Dated } from '../price/dated.ts';

/** The fields of a case. Numbers are decimal strings of any length; what is whole may be a JSON integer. No float is ever read. */

const LONGEST = 10_000;
const number = (pattern: RegExp, says: string): z.ZodType<Exact, string | number> =>
  z
    .union([z.string().max(LONGEST).regex(pattern, says), z.int().refine((value) => pattern.test(String(value)), says)])
    .transform((value) => (typeof value === 'number' ? whole(value) : exact(value)));

export const decimal = number(/^-?\d+(\.\d+)?$/, 'is no decimal number such as 12.34');
/** 0 or more. */
export const quantity = number(/^\d+(\.\d+)?$/, 'is no decimal number from 0 on such as 12.34');
export const positive = number(/^(?=.*[1-9])\d+(\.\d+)?$/, 'is no decimal number above 0 such as 12.34');
/** A part of one. */
export const fraction = quantity.refine(({ n, d }) => n <= d, 'is more than 1');
export const percent = quantity.refine(({ n, d }) => n <= 100n * d, 'is more than 100');

/** A whole number from 0 on, of people, days or months. */
export const count = z
  .union([z.int().min(0).max(1_000_000), z.string().regex(/^\d{1,6}$/, 'is no whole number from 0 on')])
  .transform(Number);
export const date = z.string().refine(isCalendarDate, 'is no date YYYY-MM-DD of the calendar');
export const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'is no month YYYY-MM');
export const name = z.string().min(1).max(100);

/** What any case may say of itself beside its numbers; a month chooses the rules of its time. */
export const labels = {
  resource: name.optional(),
  service: name.optional(),
  unit: name.optional(),
  currency: name.optional(),
  period: month.optional(),
};

/** A value, or several by the day from which each holds. */
export const dated: z.ZodType<Dated<Exact>[], unknown> = z.union([
  quantity.transform(always),
  z
    .array(z.strictObject({ from: date, rate: quantity }))
    .min(1)
    .max(1000)
    .transform((list) => list.map(({ from, rate }) => ({ from: dayOf(from), value: rate }))),
]);
