import { coefficientOf } from '../../core/domain/billing/bill-lines.ts';
import { formatExact, exact, subtract, ONE } from '../../core/domain/billing/engine/number/exact.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { LABEL, RESOURCE } from '../../core/domain/ledger/kinds.ts';
import { estimatedPieces } from '../estimates/estimated-pieces.ts';
import { factsOfKind } from './fact-shapes.ts';
import { houseNeeds } from './house-needs.ts';
import type { Occasion } from './occasion.ts';
import type { Json, Piece } from './piece.ts';
import { meet, monthText, periodSpan, ratesOfContract, stretchesOf, validSpan, type Span } from './span.ts';
import { priceOfFactUnit, priceOfUnit, unitOfTerms } from './units.ts';

/**
 * The components of a contract's bill. The first ones are what the contract is about: acts change these.
 * @throws InputError NO_RATE, NORM_MISSING, AREA_MISSING, HOUSE_FACT_MISSING, TARIFF_MISSING, FACT_UNIT
 */
export function componentsOf(of: Occasion): Piece[] {
  const { terms } = of;
  const resource = Number(terms.resource);
  if (terms.meterIds.length > 0) {
    if (of.estimation !== undefined) return [...estimatedPieces(of, of.estimation), ...houseNeeds(of)];
    const own = of.metered.map(meteredPiece(of));
    return [...own, ...heatOfWater(of, own), ...houseNeeds(of)];
  }
  const span = validSpan(of);
  if (span === undefined) return [];
  if (resource === RESOURCE.upkeep) return [upkeepPiece(of, span), ...houseNeeds(of)];
  return [...(resource === RESOURCE.heat ? heating(of, span) : byNorm(of, span)), ...houseNeeds(of)];
}

function meteredPiece({ terms, metered }: Occasion) {
  return ({ quantity, price }: Occasion['metered'][number], index: number): Piece => ({
    component: {
      id: metered.length === 1 ? 'metered' : `metered-${index + 1}`,
      unit: unitOfTerms(terms),
      basis: { kind: 'units', quantity },
      price: { kind: 'unit', rate: price },
    },
    label: undefined,
    code: 'metered',
  });
}

function ownPrice(of: Occasion): Json {
  const rate = ratesOfContract(of).map(({ from, rate }) => ({ from, rate: priceOfUnit(rate, of.terms) }));
  return { kind: 'unit', rate };
}

function upkeepPiece(of: Occasion, valid: Span): Piece {
  const component = { id: 'upkeep', unit: 'm²', basis: { kind: 'area' }, price: ownPrice(of), valid };
  return { component, label: LABEL.upkeep, code: 'upkeep' };
}

function byNorm(of: Occasion, valid: Span): Piece[] {
  const { terms, rules } = of;
  if (terms.norm === null)
    throw new InputError('NORM_MISSING', 'The contract names neither meters nor a norm; nothing can be billed by it.');
  const price = ownPrice(of);
  const unit = unitOfTerms(terms);
  const basis = { kind: 'norm', per: 'person', norm: terms.norm };
  const norm: Piece = { component: { id: 'norm', unit, basis, price, valid }, label: LABEL.norm, code: 'norm' };
  const coefficient = exact(coefficientOf(terms, rules));
  const heat = heatOfWater(of, [norm]);
  if (coefficient.n === coefficient.d) return [norm, ...heat];
  const more = { kind: 'sum_of', components: ['norm'], factor: formatExact(subtract(coefficient, ONE)) };
  const component = { id: 'coefficient', unit, basis: more, price, rule: 'norm.coefficient' };
  return [norm, { component, label: LABEL.norm, code: `coefficient:${formatExact(coefficient)}` }, ...heat];
}

/** What heats hot water, where that is a component of its own: by what was used, without the coefficient, which is of the cold water alone. */
function heatOfWater({ terms, facts, period }: Occasion, own: readonly Piece[]): Piece[] {
  if (Number(terms.resource) !== RESOURCE.hotWater || own.length === 0) return [];
  const first = periodSpan(period).from;
  const all = factsOfKind(facts, 'hot-water-heat').toSorted((a, b) => (a.from < b.from ? -1 : 1));
  const now = all.findLast(({ from }) => from <= first);
  if (now === undefined) return [];
  const byDay = new Map(all.filter(({ unit }) => unit === now.unit).map(({ from, price }) => [from, price]));
  const basis = { kind: 'sum_of', components: own.map(({ component }) => component.id), factor: now.per_m3 };
  const price = { kind: 'unit', rate: [...byDay].map(([from, rate]) => ({ from, rate })) };
  const component = { id: 'heat', unit: now.unit, basis, price, rule: 'hot-water.two-component' };
  return [{ component, label: LABEL.other, code: 'hot-water-heat' }];
}

/** By the house's meter where it was read for the month, else by norm and area on days of the season. */
function heating(of: Occasion, valid: Span): Piece[] {
  const { terms, facts } = of;
  const areas = stretchesOf(of.flat.area, valid, terms.area);
  if (areas.some(({ value }) => !/[1-9]/.test(value)))
    throw new InputError('AREA_MISSING', `Heating is counted by area; that of contract ${of.contractId} is not known.`);
  const house = factsOfKind(facts, 'house-heat');
  const month = house.findLast(({ period }) => period === monthText(of.period));
  const seasons = factsOfKind(facts, 'heating-season');
  const heated = seasons.flatMap((season) => meet(valid, season) ?? []);
  if (month === undefined && (seasons.length === 0 || (house.length > 0 && heated.length > 0)))
    throw new InputError(
      'HOUSE_FACT_MISSING',
      `What heated the house in ${monthText(of.period)} is not known. Add a fact house-heat, or heating-season.`,
    );
  const numbered = (index: number, many: number): string => (many === 1 ? 'heating' : `heating-${index + 1}`);
  if (month !== undefined) {
    const { unit, volume, area } = month;
    const rate = ratesOfContract(of).map((one) => ({ from: one.from, rate: priceOfFactUnit(one.rate, terms, unit) }));
    return areas.map(({ from, to, value }, index) => ({
      component: {
        ...{ id: numbered(index, areas.length), unit, basis: { kind: 'units', quantity: volume } },
        ...{ price: { kind: 'unit', rate }, share: { part: value, of: area }, valid: { from, to } },
        rule: 'heating.house-meter',
      },
      label: LABEL.other,
      code: 'heating-meter',
    }));
  }
  if (terms.norm === null)
    throw new InputError('NORM_MISSING', 'The contract names no norm; heating cannot be billed by area.');
  return heated.map((days, index) => ({
    component: {
      ...{ id: numbered(index, heated.length), unit: unitOfTerms(terms) },
      ...{
        basis: { kind: 'norm', per: 'm2', norm: terms.norm },
        price: ownPrice(of),
        valid: days,
        rule: 'heating.area',
      },
    },
    label: LABEL.other,
    code: 'heating-norm',
  }));
}
