import { daysOf } from '../days-of-month.ts';
import { cosemUnit } from '../cosem-units.ts';
import { decimalFromText, shiftDecimal } from '../decimal-text.ts';
import { obisPlace, obisText, parseObis } from '../obis.ts';
import type { Obis } from '../obis.ts';
import type { Reading } from '../reading.ts';

/** One data set: an identification and its values in brackets, without the brackets. */
export type P1Line = { code: string; groups: string[] };

const MEASURE = /^([+-]?\d+(?:\.\d+)?)\*(.+)$/;

/** The data sets of a line (IEC 62056-21, 6.6: one or more); undefined when its brackets do not pair. */
export function splitP1Line(line: string): P1Line[] | undefined {
  const sets: P1Line[] = [];
  for (let at = 0; at < line.length;) {
    const open = line.indexOf('(', at);
    const from = open < 0 ? undefined : groupsFrom(line, open);
    if (from === undefined) return undefined;
    const code = line.slice(at, open).trim();
    if (code.includes(')') || (code === '' && at > 0)) return undefined;
    sets.push({ code, groups: from.groups });
    at = from.next;
  }
  return sets;
}

/** The bracketed groups that begin at `open`, one behind the other. */
function groupsFrom(line: string, open: number): { groups: string[]; next: number } | undefined {
  const groups: string[] = [];
  let at = open;
  while (line[at] === '(') {
    const close = line.indexOf(')', at);
    const group = close < 0 ? undefined : line.slice(at + 1, close);
    if (group === undefined || group.includes('(')) return undefined;
    groups.push(group);
    at = close + 1;
  }
  return { groups, next: at };
}

const LONGEST_TIME = 13;

/** `YYMMDDhhmm[ss][S|W]` in local time; undefined when it is no time. */
export function p1Time(text: string): string | undefined {
  const [, year, month, day, hour, minute, second] = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?[SW]?$/.exec(text) ?? [];
  if (year === undefined || Number(day) < 1 || Number(day) > daysOf(2000 + Number(year), Number(month)))
    return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second ?? '0') > 59) return undefined;
  return `20${year}-${month}-${day}T${hour}:${minute}${second === undefined ? '' : `:${second}`}`;
}

/** Objects without a unit that count or name something with a number. */
function isNumber({ c, d }: Obis): boolean {
  return (c === 96 && (d === 7 || d === 14 || d === 3)) || d === 32 || d === 36 || (c === 24 && (d === 1 || d === 4));
}

/**
 * The readings of a line. Several values under one code are several readings if each has its unit; logs and unknown shapes come as text. Values are in base units.
 */
export function readP1Line({ code, groups }: P1Line): Reading[] {
  const obis = parseObis(code);
  if (obis === undefined) return [{ ...blank(code), text: groups.join(')(') }];
  const base = { ...blank(obisText(obis)), ...obisPlace(obis) };
  const [first = '', second] = groups;
  const time = obis.c === 96 || first.length > LONGEST_TIME ? undefined : p1Time(first);
  if (groups.length === 1) return [readValue(base, obis, first, time)];
  if (groups.length === 2 && second !== undefined && time !== undefined)
    return [readMeasure({ ...base, time }, second)];
  const valveOrLog = groups.some((group) => !MEASURE.test(group));
  if (!valveOrLog) return groups.map((group) => readMeasure(base, group));
  return groups.length === 2 && second !== undefined && MEASURE.test(second)
    ? [{ ...readMeasure(base, second), fault: 'invalid date' }].map(withoutValue)
    : [{ ...base, text: groups.join(')(') }];
}

function withoutValue({ value: _value, ...reading }: Reading): Reading {
  return reading;
}

function blank(obis: string): Reading {
  return { obis, quantity: 'text', unit: '', storage: 0, tariff: 0, subunit: 0, function: 'instantaneous' };
}

function readValue(base: Reading, obis: Obis, text: string, time: string | undefined): Reading {
  if (MEASURE.test(text)) return readMeasure(base, text);
  if (obis.d === 0 && obis.c === 1 && time !== undefined) return { ...base, quantity: 'date and time', time };
  const value = isNumber(obis) ? decimalFromText(text) : undefined;
  return value === undefined ? { ...base, text } : { ...base, quantity: 'number', value };
}

/** `digits*unit` → a reading in base units; without a known unit there is no value. */
export function readMeasure(base: Reading, text: string): Reading {
  const [, digits, unitText] = MEASURE.exec(text) ?? [];
  const unit = unitText === undefined ? undefined : cosemUnit(unitText);
  if (unit === undefined || digits === undefined)
    return { ...base, text, fault: unitText === undefined ? 'no unit' : 'unknown unit' };
  const value = unit.exponent === 0 ? decimalFromText(digits) : shiftDecimal(digits, unit.exponent);
  return { ...base, quantity: unit.quantity, unit: unit.unit, ...(value === undefined ? {} : { value }) };
}
