import { decimalFromText } from '../decimal-text.ts';
import type { Reading } from '../reading.ts';
import { memberText } from './split-ocmf.ts';
import type { JsonObject } from './split-ocmf.ts';

const QUANTITIES: Readonly<Record<string, string>> = {
  kWh: 'energy',
  Wh: 'energy',
  sec: 'duration',
  s: 'duration',
  mOhm: 'resistance',
  uOhm: 'resistance',
};

const REASONS: Readonly<Record<string, string>> = {
  B: 'begin',
  C: 'charging',
  X: 'exception',
  E: 'end',
  L: 'end (local)',
  R: 'end (remote)',
  A: 'end (abort)',
  P: 'end (power failure)',
  S: 'suspended',
  T: 'tariff change',
};

const CLOCKS: Readonly<Record<string, string>> = {
  U: 'clock unsynchronised',
  I: 'clock informative',
  S: 'clock synchronised',
  R: 'clock relative',
};

const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:[,.](\d{1,6}))?(Z|[+-]\d\d:?\d\d)(?:\s+([UISR]))?$/;

/**
 * The readings of a record, in its units. A member that is left out has the previous reading's value, except RV: a reading without one reports an
 * event and gives no value. A status other than G, an energy error flag, and every reading from an exception on are of function "error".
 */
export function readOcmfReadings(list: readonly JsonObject[]): Reading[] {
  let merged: JsonObject = {};
  let broken = false;
  return list.map((entry) => {
    merged = { ...merged, ...entry };
    broken ||= memberText(merged, 'TX') === 'X';
    const status = memberText(merged, 'ST') ?? '';
    const flags = memberText(merged, 'EF') ?? '';
    const bad = broken || status !== 'G' || flags.includes('E');
    return readOne(merged, entry, bad ? 'error' : 'instantaneous', flags.includes('t'));
  });
}

function readOne(merged: JsonObject, entry: JsonObject, kind: 'error' | 'instantaneous', timeBroken: boolean): Reading {
  const unit = memberText(merged, 'RU') ?? '';
  const reading: Reading = {
    quantity: QUANTITIES[unit] ?? 'unknown',
    unit,
    storage: 0,
    tariff: 0,
    subunit: 0,
    function: kind,
  };
  const obis = memberText(merged, 'RI');
  if (obis !== undefined && obis !== '') reading.obis = obis;
  const qualifiers = [REASONS[memberText(merged, 'TX') ?? '']];
  const text = memberText(entry, 'RV');
  const value = text === undefined ? undefined : decimalFromText(text);
  if (text === undefined) reading.fault = 'no value';
  else if (value === undefined) reading.fault = 'not a decimal number';
  else if (unit === '') reading.fault = 'no unit';
  else reading.value = value;
  const [, date, fraction, zone, clock] = TIME.exec(memberText(merged, 'TM') ?? '') ?? [];
  if (date !== undefined && zone !== undefined) {
    const offset = zone === 'Z' || zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
    reading.time = `${date}${fraction === undefined ? '' : `.${fraction}`}${offset}`;
    qualifiers.push(timeBroken ? 'clock error' : CLOCKS[clock ?? 'U']);
  }
  const known = qualifiers.filter((qualifier) => qualifier !== undefined);
  if (known.length > 0) reading.qualifiers = known;
  return reading;
}
