import type { ContractForm, ContractTerms } from './contract-terms.ts';
import { parseDecimal, rescale } from '../bytes/decimal.ts';
import { InputError } from '../bytes/errors.ts';
import type { Hex } from '../bytes/hex.ts';
import { RESOURCE, UNIT } from '../ledger/kinds.ts';
import { billedRegisters, zoneOfObis } from './rates/tariff.ts';

/** What a provider promises for one resource, before it knows the flat. */
export type ServiceTemplate = {
  resource: number;
  unit: number;
  exponent: number;
  /** Per resident and month in the unit, for flats without a meter; null where the service needs a meter or has none (upkeep). */
  norm: string | null;
  installation: 'possible' | 'impossible';
};

/** What the public Meters register says of one meter. */
export type MeterFacts = {
  meterId: Hex;
  owner: Hex;
  provider: Hex;
  resource: number;
  unit: number;
  exponent: number;
  obis: readonly Hex[];
};

/** The usual template of each resource; a provider's settings give the norm. */
export function defaultTemplate(resource: number, norm: string | null): ServiceTemplate {
  const shape = SHAPES.get(resource);
  if (shape === undefined) throw new InputError('RESOURCE_UNKNOWN', `There is no resource ${resource}. Use 1 to 6.`);
  return { resource, ...shape, norm: resource === RESOURCE.upkeep ? null : norm, installation: 'possible' };
}

const SHAPES: ReadonlyMap<number, { unit: number; exponent: number }> = new Map([
  [RESOURCE.electricity, { unit: UNIT.Wh, exponent: 0 }],
  [RESOURCE.coldWater, { unit: UNIT.m3, exponent: -3 }],
  [RESOURCE.hotWater, { unit: UNIT.m3, exponent: -3 }],
  [RESOURCE.heat, { unit: UNIT.J, exponent: 6 }],
  [RESOURCE.gas, { unit: UNIT.m3, exponent: -3 }],
  [RESOURCE.upkeep, { unit: 0, exponent: 0 }],
]);

/**
 * Completes a subscriber's form to the terms that the provider signs (paper S37, D_P1). All meters that the register names for this subscriber, provider
 * and resource belong to the contract, whether the form lists them or not, so nobody with a meter is billed by the norm.
 * @param premise what the provider itself knows of the flat: completes an area or number of residents that the form leaves at 0
 * @throws InputError METER_NOT_OF_CONTRACT, METERS_DIFFER, RESIDENTS_MISSING, AREA_MISSING, SERVICE_NEEDS_METER, RESOURCE_NOT_SERVED, PREMISE_DIFFERS
 */
export function completeTerms(args: {
  form: ContractForm;
  template: ServiceTemplate;
  meters: readonly MeterFacts[];
  premise?: { area: string; residents: string } | undefined;
}): ContractTerms {
  const { template, premise } = args;
  const form = premise === undefined ? args.form : withPremise(args.form, premise);
  if (form.resource !== String(template.resource)) {
    throw new InputError(
      'RESOURCE_NOT_SERVED',
      `The form asks for resource ${form.resource}; this template is for ${template.resource}.`,
    );
  }
  const own = args.meters.filter(
    (meter) =>
      meter.resource === template.resource && same(meter.owner, form.subscriber) && same(meter.provider, form.provider),
  );
  const strange = form.meterIds.find((id) => !own.some((meter) => same(meter.meterId, id)));
  if (strange !== undefined) {
    throw new InputError(
      'METER_NOT_OF_CONTRACT',
      `Meter ${strange} is not registered for this subscriber, provider and resource.`,
    );
  }
  const upkeep = template.resource === RESOURCE.upkeep;
  const metered = !upkeep && own.length > 0;
  if (upkeep && isZero(form.area))
    throw new InputError('AREA_MISSING', 'Upkeep is counted by area; the form gives none.');
  if (!upkeep && !metered && template.norm === null) {
    throw new InputError(
      'SERVICE_NEEDS_METER',
      'This service has no norm: it needs a meter that the register names for the subscriber.',
    );
  }
  if (!upkeep && !metered && form.residents === '0') {
    throw new InputError('RESIDENTS_MISSING', 'A flat without a meter is billed by residents; the form gives none.');
  }
  const first = metered ? own[0] : undefined;
  if (own.some((meter) => first !== undefined && (meter.unit !== first.unit || meter.exponent !== first.exponent))) {
    throw new InputError('METERS_DIFFER', 'The meters of one contract must count in one unit and exponent.');
  }
  return {
    ...form,
    meterIds: metered ? own.map((meter) => meter.meterId) : [],
    zones: metered ? zonesOf(own) : '1',
    unit: String(first?.unit ?? template.unit),
    exponent: String(first?.exponent ?? template.exponent),
    norm: metered || upkeep ? null : template.norm,
    installation: template.installation,
  };
}

function withPremise(form: ContractForm, premise: { area: string; residents: string }): ContractForm {
  const area = isZero(form.area) ? premise.area : form.area;
  const residents = isZero(form.residents) ? premise.residents : form.residents;
  if (!sameNumber(area, premise.area) || residents !== premise.residents) {
    throw new InputError(
      'PREMISE_DIFFERS',
      "The form gives another area or number of residents than the company's list of premises.",
    );
  }
  return { ...form, area, residents };
}

function isZero(decimal: string): boolean {
  return parseDecimal(decimal).mantissa === 0n;
}

function sameNumber(a: string, b: string): boolean {
  return rescale(parseDecimal(a), -9) === rescale(parseDecimal(b), -9);
}

/** The number of zones that every meter of the contract has its own registers for. */
function zonesOf(meters: readonly MeterFacts[]): ContractTerms['zones'] {
  const counts = meters.map((meter) => {
    const zones = billedRegisters(meter.obis, 3).map(zoneOfObis);
    return zones.includes(3) && zones.includes(2) && zones.includes(1)
      ? 3
      : zones.includes(2) && zones.includes(1)
        ? 2
        : 1;
  });
  const least = Math.min(...counts);
  return least === 3 ? '3' : least === 2 ? '2' : '1';
}

/**
 * What the subscriber's side checks before it signs: the provider kept every field of the form and only completed the rest; an area or a number of
 * residents that the form leaves at 0 counts as open.
 * @throws InputError TERMS_CHANGED naming the field
 */
export function checkCompletion(form: ContractForm, terms: ContractTerms): void {
  const open = (key: string): boolean =>
    (key === 'area' && isZero(form.area)) || (key === 'residents' && isZero(form.residents));
  const changed = (['version', 'resource', 'provider', 'subscriber', 'area', 'residents', 'from'] as const).find(
    (key) => !open(key) && form[key].toLowerCase() !== terms[key].toLowerCase(),
  );
  const missing = form.meterIds.some((id) => !terms.meterIds.some((given) => same(given, id)));
  const what = changed ?? (missing ? 'meterIds' : undefined);
  if (what !== undefined)
    throw new InputError('TERMS_CHANGED', `The provider's copy changes "${what}" of the form. Do not sign it.`);
}

function same(a: Hex, b: Hex): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
