import {
  divide,
  exact,
  formatExact,
  most,
  multiply,
  ONE,
  subtract,
  sum,
  whole,
  ZERO,
  type Exact,
} from '../../core/domain/billing/engine/number/exact.ts';
import { roundExact } from '../../core/domain/billing/engine/number/rounding-rule.ts';
import { shareRounded } from '../../core/domain/billing/engine/number/shares.ts';
import { packAt } from '../../core/domain/billing/engine/packs/pack.ts';
import { carryNegative, houseResidual } from '../../core/domain/billing/engine/volume/house-needs.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { LABEL, RESOURCE } from '../../core/domain/ledger/kinds.ts';
import { factsOfKind, type ContentOf, type FactUnit } from './fact-shapes.ts';
import type { Occasion } from './occasion.ts';
import type { Json, Piece } from './piece.ts';
import { monthText, periodSpan, stretchesOf, validSpan, type Span } from './span.ts';

type ResourceName = keyof typeof RESOURCE;
const WORDS: Readonly<Record<ResourceName, string>> = {
  electricity: 'electricity',
  coldWater: 'cold water',
  hotWater: 'hot water',
  heat: 'heat',
  gas: 'gas',
  upkeep: 'upkeep',
};

/**
 * What the house itself used of a resource: with upkeep where the company bills it, else with the resource's own contract. By the house's meter where it was read
 * for the month, with what was negative in months before; else by norm.
 * @throws InputError TARIFF_MISSING, AREA_MISSING
 */
export function houseNeeds(of: Occasion): Piece[] {
  const span = validSpan(of);
  if (span === undefined) return [];
  const names = Object.keys(WORDS).filter((name): name is ResourceName =>
    isBilledHere(of, RESOURCE[name as ResourceName]),
  );
  return names.flatMap((name) => {
    const average = byAverage(of, span, name);
    const month = average.length > 0 ? average : [...byMeter(of, span, name), ...byNormOf(of, span, name)];
    return [...month, ...trueUp(of, span, name)];
  });
}

/** Water, electricity, sewage: heat has its own formulas. */
function isBilledHere({ terms, isCompany }: Occasion, resource: number): boolean {
  const own = Number(terms.resource);
  if (resource === RESOURCE.heat || resource === RESOURCE.upkeep) return false;
  return isCompany ? own === RESOURCE.upkeep : own === resource;
}

function byMeter(of: Occasion, span: Span, resource: ResourceName): Piece[] {
  const months = newestByPeriod(factsOfKind(of.facts, 'house-needs').filter((one) => one.resource === resource));
  const month = months.get(monthText(of.period));
  if (month === undefined) return [];
  let carried = ZERO;
  for (const [period, { house, taken }] of [...months].sort(([a], [b]) => (a < b ? -1 : 1)))
    if (period < month.period) ({ carried } = carryNegative(houseResidual(exact(house), taken.map(exact)), carried));
  const { house, taken, unit, area } = month;
  const basis = { kind: 'house_residual', house, taken, carried: formatExact(carried) };
  return pieces(of, span, { resource, unit, basis, area, rule: 'soi.meter', code: 'needs-meter' });
}

/** While it holds it goes before what was read or set as a norm; where the average is negative nothing is charged. */
function byAverage(of: Occasion, span: Span, resource: ResourceName): Piece[] {
  const first = periodSpan(of.period).from;
  const holding = factsOfKind(of.facts, 'house-needs-average').findLast(
    (one) => one.resource === resource && one.from <= first && (one.to === undefined || first < one.to),
  );
  if (holding === undefined) return [];
  const { house, taken, unit, area } = holding;
  if (house.length !== taken.length)
    throw new InputError(
      'FACT_UNFIT',
      `The average month of ${WORDS[resource]} has ${house.length} months of the house and ${taken.length} of its premises. Enter it anew.`,
    );
  const mean = divide(houseResidual(sum(house.map(exact)), taken.map(exact)), whole(house.length));
  const quantity = toPlaces(most(mean, ZERO));
  const basis = { kind: 'units', quantity };
  return pieces(of, span, { resource, unit, basis, area, rule: 'soi.average', code: 'needs-average' });
}

/** A flat's part of what a year was above or below the house's meter: whole minor units, the first ones a unit more. */
function trueUp(of: Occasion, span: Span, resource: ResourceName): Piece[] {
  const facts = factsOfKind(of.facts, 'house-needs-true-up').filter((one) => one.resource === resource);
  return [...new Map(facts.map((one) => [one.period, one])).values()].flatMap((one, index) => {
    const month = monthsFrom(one.period, of.period);
    if (month < 0 || month >= one.parts) return [];
    const [{ value } = { value: '0' }] = stretchesOf(of.flat.area, span, of.terms.area);
    if (!/[1-9]/.test(value)) throw areaMissing(of);
    const { rounding } = packAt(of.country, periodSpan(of.period).from);
    const own = divide(multiply(subtract(exact(one.by_meter), exact(one.charged)), exact(value)), exact(one.area));
    const part = shareRounded(own, Array<Exact>(one.parts).fill(ONE), rounding)[month] ?? ZERO;
    const isBack = part.n < 0n;
    const rate = formatExact(isBack ? { n: -part.n, d: part.d } : part);
    const component = {
      ...{ id: `true-up-${resource}-${index + 1}`, basis: { kind: 'fixed', per: 'bill' }, rule: 'soi.true-up' },
      ...{ price: { kind: 'unit', rate }, ...(isBack ? { credit: true } : {}) },
    };
    return [{ component, label: LABEL.houseNeeds, code: `needs-true-up:${resource}` }];
  });
}

/** How many months a period lies behind a month. */
function monthsFrom(month: string, period: number): number {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return Math.floor(period / 100) * 12 + (period % 100) - (year * 12 + number);
}

/** A quotient as a case takes it: with as many places as lines count. */
function toPlaces(value: Exact): string {
  return formatExact(roundExact(value, { mode: 'half-up', decimals: 12 }));
}

function areaMissing({ contractId }: Occasion): InputError {
  return new InputError(
    'AREA_MISSING',
    `House needs are counted by area; that of contract ${contractId} is not known.`,
  );
}

function byNormOf(of: Occasion, span: Span, resource: ResourceName): Piece[] {
  const isRead = factsOfKind(of.facts, 'house-needs').some(
    (one) => one.resource === resource && one.period === monthText(of.period),
  );
  if (isRead) return [];
  const norm = factsOfKind(of.facts, 'house-needs-norm')
    .filter((one) => one.resource === resource && one.from <= periodSpan(of.period).from)
    .reduce<ContentOf<'house-needs-norm'> | undefined>(
      (best, one) => (best && best.from > one.from ? best : one),
      undefined,
    );
  if (norm === undefined) return [];
  const quantity = formatExact(multiply(exact(norm.norm), exact(norm.common_area)));
  const { unit, area } = norm;
  return pieces(of, span, {
    resource,
    unit,
    basis: { kind: 'units', quantity },
    area,
    rule: 'soi.norm',
    code: 'needs-norm',
  });
}

function pieces(
  of: Occasion,
  span: Span,
  needs: { resource: ResourceName; unit: FactUnit; basis: Json; area: string; rule: string; code: string },
): Piece[] {
  const { resource, unit, basis, area, rule, code } = needs;
  const areas = stretchesOf(of.flat.area, span, of.terms.area);
  if (areas.some(({ value }) => !/[1-9]/.test(value))) throw areaMissing(of);
  const price = { kind: 'unit', rate: tariffs(of, resource, unit) };
  return areas.map(({ from, to, value }, index) => ({
    component: {
      ...{ id: `needs-${resource}${areas.length === 1 ? '' : `-${index + 1}`}`, unit, basis, price, rule },
      ...{ share: { part: value, of: area }, valid: { from, to } },
    },
    label: LABEL.houseNeeds,
    code: `${code}:${resource}`,
  }));
}

/** Of one day the one entered last. */
function tariffs(
  { facts, period }: Occasion,
  resource: ResourceName,
  unit: FactUnit,
): { from: string; rate: string }[] {
  const found = factsOfKind(facts, 'tariff').filter((one) => one.resource === resource && one.unit === unit);
  const byDay = new Map(found.map(({ from, price }) => [from, { from, rate: price }]));
  const first = periodSpan(period).from;
  if (![...byDay.keys()].some((from) => from <= first))
    throw new InputError(
      'TARIFF_MISSING',
      `There is no price of ${WORDS[resource]} in ${unit} for house needs on ${first}. Add a fact tariff.`,
    );
  return [...byDay.values()];
}

function newestByPeriod(list: readonly ContentOf<'house-needs'>[]): Map<string, ContentOf<'house-needs'>> {
  return new Map(list.map((one) => [one.period, one]));
}
