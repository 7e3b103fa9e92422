import { z } from 'zod';
import { InputError } from '../../../bytes/errors.ts';
import { compare, divide, multiply, ONE, subtract, sum, whole, type Exact } from '../number/exact.ts';
import { shareRounded } from '../number/shares.ts';
import { chargedByArea, houseResidual } from '../volume/house-needs.ts';
import type { Trace } from '../trace.ts';
import { defineFamily, figure, money } from './family.ts';
import { count, labels, positive, quantity } from './shapes.ts';

const parts = count.refine((many) => many >= 1 && many <= 120, 'is no number of parts from 1 to 120');

/** Equal parts in whole minor units that add up; the units left over go to the first ones. */
function equalParts(trace: Trace, what: string, amount: Exact, many: number, rule: string): Exact[] {
  const equal = shareRounded(amount, Array<Exact>(many).fill(ONE), trace.rounding);
  equal.forEach((part, index) =>
    trace.note(`${what} ${index + 1}`, `in ${many} equal parts, largest remainder`, part, rule),
  );
  return equal;
}

const averageShape = z.strictObject({
  ...labels,
  house_meter: z.array(quantity).min(1).max(1200),
  sum_of_premises: z.array(quantity).min(1).max(1200),
  area_m2: quantity,
  area_total_m2: positive,
  rate: quantity,
});

/** House needs by decision of the meeting: the average month of last year, by area; nothing where that is negative. */
export const houseNeedsAverage = defineFamily('house_needs_average', averageShape, (inputs, { trace }) => {
  const { house_meter: house, sum_of_premises: premises } = inputs;
  if (house.length !== premises.length)
    throw new InputError('CASE_INVALID', 'inputs.sum_of_premises: there are not as many months as in house_meter.');
  if (compare(inputs.area_m2, inputs.area_total_m2) > 0)
    throw new InputError('CASE_INVALID', 'inputs.area_m2: it is more than area_total_m2.');
  const mean = divide(houseResidual(sum(house), premises), whole(house.length));
  trace.note('average month', '(sum of house − sum of premises) / months', mean, 'soi.average');
  const volume = chargedByArea(mean, inputs.area_m2, inputs.area_total_m2);
  trace.note('volume', 'average month × area / all areas', volume, 'soi.average');
  const amount = trace.money('amount', 'volume × rate', multiply(volume, inputs.rate), 'soi.average');
  return { house_needs: figure(mean), volume: figure(volume), amount: money(amount, trace) };
});

/** What a year by norm was above or below the house's meter, in equal parts over the next year. */
export const houseNeedsTrueUp = defineFamily(
  'house_needs_true_up',
  z.strictObject({ ...labels, by_meter: quantity, charged: quantity, parts: parts.default(12) }),
  (inputs, { trace }) => {
    const difference = trace.note(
      'difference',
      'by meter − charged',
      subtract(inputs.by_meter, inputs.charged),
      'soi.true-up',
    );
    const equal = equalParts(trace, 'part', difference, inputs.parts, 'soi.true-up');
    return { difference: money(sum(equal), trace), parts: equal.map((part) => money(part, trace)) };
  },
);

/** A debt that may be paid in equal parts. */
export const instalments = defineFamily(
  'instalments',
  z.strictObject({ ...labels, amount: quantity, parts }),
  (inputs, { trace }) => {
    const equal = equalParts(trace, 'instalment', inputs.amount, inputs.parts, 'payment.pro-rata');
    return { parts: equal.map((part) => money(part, trace)), sum: money(sum(equal), trace) };
  },
);
