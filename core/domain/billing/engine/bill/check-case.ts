import { InputError } from '../../../bytes/errors.ts';
import { dayOf } from '../calendar/day.ts';
import type { BillCase } from './case-shape.ts';

/** What the shape cannot say. @throws InputError CASE_INVALID */
export function checkBillCase(one: BillCase): void {
  const fail = (path: string, says: string): never => {
    throw new InputError('CASE_INVALID', `${path}: ${says}`);
  };
  if (dayOf(one.period.to) <= dayOf(one.period.from)) fail('period.to', 'is not behind period.from');
  if (dayOf(one.period.to) - dayOf(one.period.from) > 3700)
    fail('period.to', 'is more than ten years behind period.from');
  const ids = one.components.map(({ id }) => id);
  ids.forEach((id, index) => {
    if (ids.indexOf(id) !== index) fail(`components.${index}.id`, `"${id}" is there twice`);
  });
  const [first, end] = [dayOf(one.period.from), dayOf(one.period.to)];
  one.components.forEach((component, index) => {
    const { basis: of, price: at, valid } = component;
    const path = `components.${index}`;
    if (of.kind === 'amount_of') {
      for (const key of ['share', 'valid', 'when'] as const)
        if (component[key] !== undefined) fail(`${path}.${key}`, 'does not go with amounts of others');
      if (at.kind === 'unit' && at.rate.some(({ from }) => from > first && from < end))
        fail(`${path}.price.rate`, 'changes within the period, which amounts of others cannot follow');
    }
    if (of.kind === 'sum_of' || of.kind === 'amount_of')
      of.components.forEach((id, at) => {
        if (!ids.slice(0, index).includes(id))
          fail(`${path}.basis.components.${at}`, `no component "${id}" stands before this one`);
      });
    if (of.kind === 'register')
      of.meters.forEach((id, at) => {
        if (!one.meters.some((meter) => meter.id === id))
          fail(`${path}.basis.meters.${at}`, `there is no meter "${id}"`);
      });
    if ((of.kind === 'interval' || of.kind === 'peak') && !one.series.some(({ id }) => id === of.series))
      fail(`${path}.basis.series`, `there is no series "${of.series}"`);
    if (valid?.to !== undefined && valid.to <= valid.from) fail(`${path}.valid.to`, 'is not behind valid.from');
  });
  one.readings.forEach(({ meter }, index) => {
    if (!one.meters.some(({ id }) => id === meter)) fail(`readings.${index}.meter`, `there is no meter "${meter}"`);
  });
  one.acts.forEach(({ component: id }, index) => {
    if (!ids.includes(id)) fail(`acts.${index}.component`, `there is no component "${id}"`);
  });
}
