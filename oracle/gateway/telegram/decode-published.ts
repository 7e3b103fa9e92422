import { refuse } from '../decoders/reading.ts';
import type { Decoded, Reading } from '../decoders/reading.ts';
import type { MeterEntry } from '../meters/meter-register.ts';

/** Names of wmbusmeters' totals → what they are. Zones follow as `total_energy_consumption_tariff_1_kwh`. */
const TOTALS: readonly (readonly [RegExp, quantity: string, unit: string])[] = [
  [/^total_m3$/, 'volume', 'm3'],
  [/^total_energy_consumption_(kwh|mj|gj)$/, 'energy', ''],
  [/^total_energy_consumption_tariff_(?<tariff>[1-9])_(kwh|mj|gj)$/, 'energy', ''],
];
const UNITS: Readonly<Record<string, string>> = { kwh: 'kWh', mj: 'MJ', gj: 'GJ' };
const DECIMAL = /^\d{1,15}(\.\d{1,9})?$/;
const MAX_TEXT = 16_384;

/**
 * Readings that wmbusmeters decoded and published as JSON: `{id, media, total_m3 | total_energy_consumption_kwh …, timestamp}`. Numbers are
 * taken as the digits of the JSON text, never through a float; an exponent notation is refused. The program that published decoded and
 * decrypted: only entries that say `published` take them. Refuses PUBLISHED_NOT_ALLOWED, MALFORMED.
 */
export function decodePublished(meter: MeterEntry, text: string): Decoded {
  if (meter.published !== true) {
    return refuse(
      'PUBLISHED_NOT_ALLOWED',
      `${meter.name} does not take readings that others decoded. Say "published": true in its entry.`,
    );
  }
  const members = text.length > MAX_TEXT ? undefined : sourceMembers(text);
  if (members === undefined) return refuse('MALFORMED', 'The published readings are no flat JSON object.');
  const id = members.get('id')?.text;
  if (id === undefined) return refuse('MALFORMED', 'The published readings name no meter ("id").');
  const readings: Reading[] = [];
  for (const [name, { source }] of members) {
    for (const [pattern, quantity, unit] of TOTALS) {
      const match = pattern.exec(name);
      if (match === null || source === undefined) continue;
      if (!DECIMAL.test(source)) return refuse('MALFORMED', `${name} is not written as a plain decimal.`);
      const scale = unit === '' ? (UNITS[name.slice(name.lastIndexOf('_') + 1)] ?? '') : unit;
      const tariff = Number(match.groups?.['tariff'] ?? 0);
      readings.push({
        quantity,
        unit: scale,
        value: source,
        storage: 0,
        tariff,
        subunit: 0,
        function: 'instantaneous',
      });
    }
  }
  const medium = members.get('media')?.text ?? meter.medium ?? '';
  return { ok: true, meter: { manufacturer: meter.manufacturer, id, version: '', medium }, readings, unchecked: true };
}

/** `id` of published readings, by which their meters are found. */
export function publishedId(text: string): string | undefined {
  return text.length > MAX_TEXT ? undefined : sourceMembers(text)?.get('id')?.text;
}

type Member = { text?: string; source?: string };

/** The members of a flat object: texts, and numbers by their digits in the source. */
function sourceMembers(json: string): Map<string, Member> | undefined {
  const members = new Map<string, Member>();
  let nested = false;
  const keep = function (this: unknown, name: string, value: unknown, context?: { source?: string }): unknown {
    if (typeof value === 'number') members.set(name, { source: context?.source ?? '' });
    if (typeof value === 'string') members.set(name, { text: value });
    if (name !== '' && typeof value === 'object' && value !== null) nested = true;
    return value;
  };
  try {
    const value: unknown = JSON.parse(json, keep);
    if (nested || typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  } catch {
    return undefined;
  }
  return members;
}
