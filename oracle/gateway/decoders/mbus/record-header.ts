import { refuse } from '../reading.ts';
import type { ReadingFunction, Refusal } from '../reading.ts';
import { hexByte } from './integers.ts';
import { COMBINABLE, COMBINABLE_FC } from './vife-combinable.ts';
import type { Combinable } from './vife-combinable.ts';
import type { ValueInformation, ValueKind } from './value-information.ts';
import { FB_VIF } from './vif-extension-fb.ts';
import { FD_VIF } from './vif-extension-fd.ts';
import { PRIMARY_VIF } from './vif-primary.ts';

/** Data and value information of one record (EN 13757-3, 6.3 and 6.4), without its data. */
export type RecordHeader = {
  /** Index of the first byte after the header. */
  next: number;
  /** Low nibble of the DIF: how the data is coded. */
  dataField: number;
  storage: number;
  tariff: number;
  subunit: number;
  function: ReadingFunction;
  quantity: string;
  unit: string;
  exponent: number;
  factor: number;
  kind: ValueKind;
  qualifiers: string[] | undefined;
  fault: string | undefined;
};

const FUNCTIONS = ['instantaneous', 'maximum', 'minimum', 'error'] as const;
const MAX_EXTENSIONS = 10;

function unknown(quantity: string, fault?: string): ValueInformation & { fault?: string } {
  const base = { quantity, unit: '', exponent: 0, factor: 1, kind: 'number' as const };
  return fault === undefined ? base : { ...base, fault };
}

const MANUFACTURER = unknown('manufacturer specific');
const RESERVED = unknown('reserved', 'reserved VIF');
const ANY = unknown('any');

/** Reads DIF, DIFE, VIF and VIFE at `at`; the DIF must not be a special function (low nibble F). */
export function readRecordHeader(bytes: Uint8Array, at: number, end: number): RecordHeader | Refusal {
  const dif = bytes[at] ?? 0;
  let next = at + 1;
  let storage = (dif >> 6) & 1;
  let tariff = 0;
  let subunit = 0;
  let extended = (dif & 0x80) !== 0;
  for (let count = 0; extended; count++) {
    const dife = bytes[next];
    if (dife === undefined || next >= end) return truncated('DIFE', next);
    if (count === MAX_EXTENSIONS) return refuse('TOO_MANY_DIFE', `More than ten DIFE in the record at byte ${at}.`);
    storage += (dife & 0x0f) * 2 ** (1 + 4 * count);
    tariff += ((dife >> 4) & 3) * 4 ** count;
    subunit += ((dife >> 6) & 1) * 2 ** count;
    extended = (dife & 0x80) !== 0;
    next++;
  }
  const vif = bytes[next];
  if (vif === undefined || next >= end) return truncated('VIF', next);
  const header: RecordHeader = {
    next: next + 1,
    dataField: dif & 0x0f,
    storage,
    tariff,
    subunit,
    function: FUNCTIONS[(dif >> 4) & 3] ?? 'error',
    quantity: '',
    unit: '',
    exponent: 0,
    factor: 1,
    kind: 'number',
    qualifiers: undefined,
    fault: undefined,
  };
  return readValueInformation(header, bytes, vif, end);
}

function readValueInformation(
  header: RecordHeader,
  bytes: Uint8Array,
  vif: number,
  end: number,
): RecordHeader | Refusal {
  const more = (vif & 0x80) !== 0;
  const code = vif & 0x7f;
  if (vif === 0xfb || vif === 0xfd) {
    const extension = bytes[header.next];
    if (extension === undefined || header.next >= end) return truncated('VIFE', header.next);
    header.next++;
    take(header, (vif === 0xfb ? FB_VIF : FD_VIF)[extension & 0x7f] ?? RESERVED);
    return (extension & 0x80) === 0 ? header : readExtensions(header, bytes, end, false, 1);
  }
  if (code === 0x7c) {
    const refusal = takePlainText(header, bytes, end);
    if (refusal !== undefined) return refusal;
  } else if (code === 0x7f) {
    take(header, MANUFACTURER);
  } else if (code === 0x7e) {
    take(header, ANY);
  } else {
    take(header, PRIMARY_VIF[code] ?? RESERVED);
  }
  return more ? readExtensions(header, bytes, end, code === 0x7f, 0) : header;
}

function take(header: RecordHeader, info: ValueInformation & { fault?: string }): void {
  header.quantity = info.quantity;
  header.unit = info.unit;
  header.exponent = info.exponent;
  header.factor = info.factor;
  header.kind = info.kind;
  if (info.fault !== undefined) header.fault = info.fault;
}

/** VIF 7C: the unit in plain text, length first, last character first. */
function takePlainText(header: RecordHeader, bytes: Uint8Array, end: number): Refusal | undefined {
  const length = bytes[header.next];
  if (length === undefined || header.next + 1 + length > end) return truncated('plain-text VIF', header.next);
  let text = '';
  for (let index = header.next + length; index > header.next; index--) text += String.fromCharCode(bytes[index] ?? 0);
  header.next += 1 + length;
  header.quantity = 'plain text unit';
  header.unit = text;
  return undefined;
}

function readExtensions(
  header: RecordHeader,
  bytes: Uint8Array,
  end: number,
  manufacturer: boolean,
  already: number,
): RecordHeader | Refusal {
  let own = manufacturer;
  let raw = '';
  for (let count = already; ; count++) {
    const vife = bytes[header.next];
    if (vife === undefined || header.next >= end) return truncated('VIFE', header.next);
    if (count === MAX_EXTENSIONS) return refuse('TOO_MANY_VIFE', `More than ten VIFE before byte ${header.next}.`);
    header.next++;
    const more = (vife & 0x80) !== 0;
    const code = vife & 0x7f;
    if (own) {
      raw += hexByte(vife);
    } else if (code === 0x7f) {
      own = true;
    } else if (code === 0x7c && more) {
      const second = bytes[header.next];
      if (second === undefined || header.next >= end) return truncated('VIFE', header.next);
      header.next++;
      apply(header, COMBINABLE_FC[second & 0x7f], `FC${hexByte(second)}`);
      if ((second & 0x80) === 0) return header;
      continue;
    } else {
      apply(header, COMBINABLE[code], hexByte(vife));
    }
    if (!more) break;
  }
  if (own) qualify(header, raw === '' ? 'manufacturer specific' : `manufacturer specific ${raw}`);
  return header;
}

function qualify(header: RecordHeader, text: string): void {
  if (header.qualifiers === undefined) header.qualifiers = [text];
  else header.qualifiers.push(text);
}

function apply(header: RecordHeader, meaning: Combinable | undefined, name: string): void {
  if (meaning === undefined) {
    header.fault ??= `unknown VIFE ${name}`;
    return;
  }
  switch (meaning.kind) {
    case 'none':
      return;
    case 'fault':
      header.fault ??= meaning.text;
      return;
    case 'unit':
      header.unit += meaning.suffix;
      return qualify(header, meaning.text);
    case 'note':
      return qualify(header, meaning.text);
    case 'exponent':
      header.exponent += meaning.by;
      return;
    case 'unsigned':
      if (header.kind === 'number') header.kind = 'unsigned';
      return;
    case 'opaque':
      header.kind = 'opaque';
      return qualify(header, meaning.text);
    case 'moment':
      return turn(header, 'moment', '', 1, meaning.text);
    case 'count':
      return turn(header, 'number', '', 1, meaning.text);
    case 'seconds':
      return turn(header, 'number', 's', meaning.factor, meaning.text);
    default:
      meaning satisfies never;
  }
}

/** The data is now about the quantity (when, how often, how long), no longer an amount of it. */
function turn(header: RecordHeader, kind: ValueKind, unit: string, factor: number, text: string): void {
  header.kind = kind;
  header.unit = unit;
  header.exponent = 0;
  header.factor = factor;
  qualify(header, text);
}

function truncated(what: string, at: number): Refusal {
  return refuse('TRUNCATED_RECORD', `The telegram ends at byte ${at}, where a ${what} should stand.`);
}
