import { canonicalJson, parseCanonicalJson } from '../bytes/canonical-json.ts';
import { InputError } from '../bytes/errors.ts';
import { utf8, type Hex, fromUtf8 } from '../bytes/hex.ts';
import { LABEL } from '../ledger/kinds.ts';
import { strictFields } from '../bytes/strict-json.ts';

/**
 * The content of an invoice's envelope: what the parties see and nobody else. Integers are decimal strings; amounts count 10⁻¹² of the currency unit,
 * register values and volumes count mantissas of `unit × 10^exponent`, times are unix seconds, blindings are integers mod n.
 */
export type BillContent = {
  version: '1';
  invoiceId: Hex;
  contractId: Hex;
  issuer: Hex;
  subscriber: Hex;
  period: string;
  series: string;
  resource: string;
  currency: string;
  metered: BillMeteredLine[];
  declared: BillDeclaredLine[];
  /** What the contract's account held, which the total takes over; zeros where the bill draws nothing. Negative is a credit of the subscriber. */
  account: { amount: string; blinding: string };
  total: string;
  dueDate: string;
  /** What the bill before left over, and what this one leaves: its rounding line is `carriedOut − carriedIn`. */
  rounding: { carriedIn: string; carriedOut: string };
  /** Name of the dated rule table, e.g. `ru-2026-03`. */
  rules: string;
};

/** One register over the period; `amount = rate × volume`, `volume = closeValue − openValue`. `rate` is that of `rateOver`: a mean where it changes within. */
export type BillMeteredLine = {
  meterId: Hex;
  obis: Hex;
  zone: string;
  unit: string;
  exponent: string;
  openSequence: string;
  openTime: string;
  openValue: string;
  closeSequence: string;
  closeTime: string;
  closeValue: string;
  volume: string;
  rate: string;
  amount: string;
};

/** A line that the issuer declares: committed on the ledger under the same label, itemised here. */
export type BillDeclaredLine = {
  label: string;
  text: string;
  amount: string;
  blinding: string;
  /** What it is, for every language (`lineText`); older bills have none. */
  code?: string;
  /** How the amount came about; the rounding has none. */
  derivation?: Derivation;
};

/** How the engine came to an amount: its formula, and the act and point that say so. */
export type Derivation = { formula: string; act: string; point: string };

const KEYS = [
  ...['version', 'invoiceId', 'contractId', 'issuer', 'subscriber', 'period', 'series', 'resource', 'currency'],
  ...['metered', 'declared', 'account', 'total', 'dueDate', 'rounding', 'rules'],
];
const METERED_KEYS = [
  ...['meterId', 'obis', 'zone', 'unit', 'exponent', 'openSequence', 'openTime', 'openValue'],
  ...['closeSequence', 'closeTime', 'closeValue', 'volume', 'rate', 'amount'],
];
const NATURAL = /^(0|[1-9]\d{0,77})$/;
const INTEGER = /^(0|-?[1-9]\d{0,76})$/;
const PLAIN = /^[^\p{Cc}]*$/u;
const LINE_CODE = /^[a-z-]{1,20}(:[A-Za-z0-9.-]{1,20})?$/;
const CODE = 'BILL_INVALID';
const ROUNDING = String(LABEL.rounding);

/** Bytes for the invoice's envelope. */
export function encodeBill(content: BillContent): Uint8Array {
  return utf8(canonicalJson({ ...content }));
}

/** Bytes of UTF-8 that a text and the parts of a derivation have at most. */
export const TEXT_BYTES = { text: 130, formula: 200, act: 100, point: 100 } as const;

/**
 * Bytes that any bill with as many lines needs at most, for amounts below 10¹² of the currency unit and texts within `TEXT_BYTES`. How many lines a bill
 * has, and their labels, are public; what stands in them must not show in its length.
 */
export function billRoom({ metered, declared }: Pick<BillContent, 'metered' | 'declared'>): number {
  const derived = declared.filter(({ label }) => label !== ROUNDING).length;
  return 660 + 400 * metered.length + 390 * declared.length + 450 * derived;
}

/** Opens the envelope's bytes. @throws InputError BILL_INVALID, JSON_NOT_CANONICAL */
export function decodeBill(bytes: Uint8Array): BillContent {
  return parseBill(parseCanonicalJson(fromUtf8(bytes)));
}

/** Strict parse: shape only, `openBill` checks what it says. @throws InputError BILL_INVALID */
export function parseBill(value: unknown): BillContent {
  const fields = strictFields(value, KEYS, 'The bill', CODE);
  if (fields.text('version') !== '1') throw new InputError(CODE, 'The bill has an unknown version.');
  const account = strictFields(fields.value('account'), ['amount', 'blinding'], "The bill's account", CODE);
  const rounding = strictFields(fields.value('rounding'), ['carriedIn', 'carriedOut'], "The bill's rounding", CODE);
  return {
    version: '1',
    invoiceId: fields.hex('invoiceId', 32),
    contractId: fields.hex('contractId', 32),
    issuer: fields.hex('issuer', 20),
    subscriber: fields.hex('subscriber', 20),
    period: fields.text('period', /^[1-9]\d{3}(0[1-9]|1[0-2])$/),
    series: fields.text('series', /^(0|[1-9]\d{0,2})$/),
    resource: fields.text('resource', /^[1-6]$/),
    currency: fields.text('currency', /^[A-Z]{3}$/),
    metered: fields.list('metered', 64).map(meteredLine),
    declared: fields.list('declared', 64).map(declaredLine),
    account: { amount: account.text('amount', INTEGER), blinding: account.text('blinding', NATURAL) },
    total: fields.text('total', INTEGER),
    dueDate: fields.text('dueDate', NATURAL),
    rounding: { carriedIn: rounding.text('carriedIn', INTEGER), carriedOut: rounding.text('carriedOut', INTEGER) },
    rules: fields.text('rules', /^[a-z]{2}-\d{4}-\d{2}$/),
  };
}

function meteredLine(value: unknown, index: number): BillMeteredLine {
  const fields = strictFields(value, METERED_KEYS, `The bill's metered line ${index + 1}`, CODE);
  return {
    meterId: fields.hex('meterId', 32),
    obis: fields.hex('obis', 6),
    zone: fields.text('zone', /^(0|[1-9]\d?)$/),
    unit: fields.text('unit', /^[1-4]$/),
    exponent: fields.text('exponent', /^(0|-?[1-9]\d?)$/),
    openSequence: fields.text('openSequence', NATURAL),
    openTime: fields.text('openTime', NATURAL),
    openValue: fields.text('openValue', NATURAL),
    closeSequence: fields.text('closeSequence', NATURAL),
    closeTime: fields.text('closeTime', NATURAL),
    closeValue: fields.text('closeValue', NATURAL),
    volume: fields.text('volume', NATURAL),
    rate: fields.text('rate', NATURAL),
    amount: fields.text('amount', NATURAL),
  };
}

function declaredLine(value: unknown, index: number): BillDeclaredLine {
  const what = `The bill's declared line ${index + 1}`;
  const optional = ['code', 'derivation'];
  const fields = strictFields(value, ['label', 'text', 'amount', 'blinding'], what, CODE, { optional });
  const line = {
    label: fields.text('label', /^[1-8]$/),
    text: fields.text('text', PLAIN, 400),
    amount: fields.text('amount', INTEGER),
    blinding: fields.text('blinding', NATURAL),
    ...(fields.has('code') ? { code: fields.text('code', LINE_CODE) } : {}),
  };
  if (!fields.has('derivation')) return line;
  const derived = strictFields(fields.value('derivation'), ['formula', 'act', 'point'], what, CODE);
  const part = (key: string): string => derived.text(key, PLAIN, 400);
  return { ...line, derivation: { formula: part('formula'), act: part('act'), point: part('point') } };
}
