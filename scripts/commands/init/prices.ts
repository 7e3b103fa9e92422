import { formatDecimal, parseDecimal } from '../../../core/domain/bytes/decimal.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { RESOURCE, UNIT } from '../../../core/domain/ledger/kinds.ts';
import { resourceOption } from '../arguments.ts';

/** How people say prices and norms of a resource, and how its meters count: `priced` digits further left is a unit of the meter, `normed` further right the unit of norms. */
type Measure = { person: string; unit: keyof typeof UNIT; exponent: number; priced: number; normed: number };
const MEASURES: ReadonlyMap<number, Measure> = new Map([
  [RESOURCE.electricity, { person: 'kWh', unit: 'Wh', exponent: 0, priced: 3, normed: 3 }],
  [RESOURCE.coldWater, { person: 'm³', unit: 'm3', exponent: -3, priced: 3, normed: 0 }],
  [RESOURCE.hotWater, { person: 'm³', unit: 'm3', exponent: -3, priced: 3, normed: 0 }],
  [RESOURCE.heat, { person: 'GJ', unit: 'J', exponent: 6, priced: 3, normed: 9 }],
  [RESOURCE.gas, { person: 'm³', unit: 'm3', exponent: -3, priced: 3, normed: 0 }],
]);

/** How meters of a resource count. @throws InputError RESOURCE_UNKNOWN for what no meter counts */
export function measureOf(resource: number): Measure {
  const found = MEASURES.get(resource);
  if (found === undefined)
    throw new InputError('RESOURCE_UNKNOWN', 'No meter counts upkeep: its price is of a m² of the flat.');
  return found;
}

/** `electricity=5.47`, of a kWh, a m³ or a GJ (upkeep: a m²), as a rate that is in force from a day on; `electricity/2=2.13` of a zone. @throws InputError PRICE_INVALID, RESOURCE_UNKNOWN */
export function parseRate(text: string, validFrom: string): object {
  const [, name = '', zone = '0', price = ''] = /^([a-z-]+)(?:\/(\d))?=(\d{1,9}(?:\.\d{1,6})?)$/.exec(text) ?? [];
  if (price === '') throw refused('--rate', text, 'electricity=5.47 or electricity/2=2.13');
  const resource = resourceOption(name);
  return { resource, zone: Number(zone), rate: shifted(price, -(MEASURES.get(resource)?.priced ?? 0)), validFrom };
}

/** `cold-water=4.745`, a month and person, in the unit in which a price is said. @throws InputError PRICE_INVALID, RESOURCE_UNKNOWN */
export function parseNorm(text: string): { resource: number; norm: string } {
  const [, name = '', norm = ''] = /^([a-z-]+)=(\d{1,6}(?:\.\d{1,6})?)$/.exec(text) ?? [];
  if (norm === '') throw refused('--norm', text, 'cold-water=4.745');
  const resource = resourceOption(name);
  return { resource, norm: shifted(norm, measureOf(resource).normed) };
}

function refused(option: string, text: string, example: string): InputError {
  return new InputError('PRICE_INVALID', `${option} takes ${example}, not "${text}".`);
}

/** The decimal point so many digits further right, or left where it is negative; no zeros at the end. */
function shifted(decimal: string, digits: number): string {
  const { mantissa, exponent } = parseDecimal(decimal);
  const text = formatDecimal({ mantissa, exponent: exponent + digits });
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
