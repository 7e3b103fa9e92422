/** How a unit is reported: `value × 10^exponent` in `unit`, about `quantity`. */
export type CosemUnit = { unit: string; exponent: number; quantity: string };

const BASE: Readonly<Record<string, string>> = {
  Wh: 'energy',
  varh: 'reactive energy',
  VAh: 'apparent energy',
  J: 'energy',
  W: 'power',
  var: 'reactive power',
  VA: 'apparent power',
  V: 'voltage',
  A: 'current',
  Hz: 'frequency',
  m3: 'volume',
  'm3/h': 'volume flow',
  s: 'duration',
  '°C': 'temperature',
  bar: 'pressure',
};

const PREFIXES: Readonly<Record<string, number>> = { '': 0, m: -3, k: 3, M: 6, G: 9 };
const SCALED = /^([mkMG]?)(Wh|varh|VAh|J|W|var|VA|V|A|Hz)$/;

/** Some receivers turn a whole telegram into lower case; only m and M would then be the same. */
const LOWER_CASE: Readonly<Record<string, string>> = Object.fromEntries(
  Object.keys(BASE).flatMap((unit) => [
    [unit.toLowerCase(), unit],
    [`k${unit.toLowerCase()}`, `k${unit}`],
  ]),
);

/** A unit as text protocols write it (kWh, kVArh, m3, GJ …) in base units; undefined for units that are not known. */
export function cosemUnit(text: string): CosemUnit | undefined {
  return COMMON.get(text) ?? readUnit(text);
}

function readUnit(text: string): CosemUnit | undefined {
  const plain = text.replace(/VAr/i, 'var');
  const [, prefix, base] = SCALED.exec(plain) ?? SCALED.exec(LOWER_CASE[plain] ?? '') ?? [];
  if (base !== undefined) return { unit: base, exponent: PREFIXES[prefix ?? ''] ?? 0, quantity: BASE[base] ?? '' };
  if (plain === 'dm3' || plain === 'l') return { unit: 'm3', exponent: -3, quantity: 'volume' };
  const quantity = BASE[plain];
  return quantity === undefined ? undefined : { unit: plain, exponent: 0, quantity };
}

/** What nearly every line of a P1 telegram carries, read once. */
const COMMON: ReadonlyMap<string, CosemUnit | undefined> = new Map(
  ['kWh', 'kvarh', 'kVArh', 'kW', 'kvar', 'kVAr', 'kVA', 'W', 'V', 'A', 'm3', 'GJ', 's'].map((text) => [
    text,
    readUnit(text),
  ]),
);

/** Units of COSEM objects (IEC 62056-6-2, table of units) that meters push. */
export const DLMS_UNITS: Readonly<Record<number, CosemUnit>> = {
  7: { unit: 's', exponent: 0, quantity: 'duration' },
  9: { unit: '°C', exponent: 0, quantity: 'temperature' },
  13: { unit: 'm3', exponent: 0, quantity: 'volume' },
  14: { unit: 'm3', exponent: 0, quantity: 'volume' },
  15: { unit: 'm3/h', exponent: 0, quantity: 'volume flow' },
  16: { unit: 'm3/h', exponent: 0, quantity: 'volume flow' },
  23: { unit: 'Pa', exponent: 0, quantity: 'pressure' },
  24: { unit: 'bar', exponent: 0, quantity: 'pressure' },
  25: { unit: 'J', exponent: 0, quantity: 'energy' },
  26: { unit: 'J/h', exponent: 0, quantity: 'power' },
  27: { unit: 'W', exponent: 0, quantity: 'power' },
  28: { unit: 'VA', exponent: 0, quantity: 'apparent power' },
  29: { unit: 'var', exponent: 0, quantity: 'reactive power' },
  30: { unit: 'Wh', exponent: 0, quantity: 'energy' },
  31: { unit: 'VAh', exponent: 0, quantity: 'apparent energy' },
  32: { unit: 'varh', exponent: 0, quantity: 'reactive energy' },
  33: { unit: 'A', exponent: 0, quantity: 'current' },
  35: { unit: 'V', exponent: 0, quantity: 'voltage' },
  44: { unit: 'Hz', exponent: 0, quantity: 'frequency' },
  56: { unit: '%', exponent: 0, quantity: 'share' },
  255: { unit: '', exponent: 0, quantity: 'number' },
};
