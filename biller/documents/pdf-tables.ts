import { formatDecimal, parseDecimal } from '../../core/domain/bytes/decimal.ts';
import type { DocumentLine, PayableDocument } from '../../core/domain/documents/payable-document.ts';
import { SHEET_WIDTH, type Cell, type Column, type Sheet } from './sheet.ts';
import type { Texts } from './texts.ts';

const LEFT = 36;
const GAP = 6;

export function chargesTable(sheet: Sheet, document: PayableDocument, texts: Texts): void {
  const { labels } = texts;
  const head = [labels.line, labels.quantity, labels.unit, labels.rate, labels.amount];
  const rows = document.lines.map((line) => lineCells(line, document, texts));
  sheet.table(columns([0.48, 0.13, 0.09, 0.15, 0.15]), head, [...rows, ...sumRows(document, texts)]);
}

export function readingsTable(sheet: Sheet, document: PayableDocument, texts: Texts): void {
  const { labels } = texts;
  const head = [labels.meter, labels.opened, labels.closed, labels.used, labels.unit];
  const rows = document.readings.map(({ meterId, zone, opened, openedOn, closed, closedOn, unit }): Cell[] => [
    { text: zone === '' ? shortId(meterId) : `${shortId(meterId)}, ${texts.zone} ${zone}` },
    { text: shownNumber(opened, texts), note: day(openedOn) },
    { text: shownNumber(closed, texts), note: day(closedOn) },
    { text: shownNumber(difference(closed, opened), texts) },
    { text: texts.units[unit] },
  ]);
  sheet.table(columns([0.37, 0.19, 0.19, 0.16, 0.09]), head, rows);
}

function lineCells(line: DocumentLine, { resource }: PayableDocument, texts: Texts): Cell[] {
  const zone = line.zone === '' ? '' : `, ${texts.zone} ${line.zone}`;
  const name = `${texts.resources[resource]}, ${texts.kinds[line.kind]}${zone}`;
  const counted = line.unit !== 'one';
  return [
    { text: name, ...(line.text === '' ? {} : { note: line.text }) },
    { text: counted ? shownNumber(line.quantity, texts) : '' },
    { text: texts.units[line.unit] },
    { text: counted ? shownNumber(line.rate, texts) : '' },
    { text: shownMoney(line.amount, texts) },
  ];
}

function sumRows({ totals, currency }: PayableDocument, texts: Texts): Cell[][] {
  const { labels } = texts;
  const money = texts.currencies[currency] ?? currency;
  const sum = (label: string, amount: string, always: boolean, strong = false): Cell[][] => {
    if (!always && /^-?0\.00$/.test(amount)) return [];
    const style = strong ? { font: 'bold' as const } : {};
    return [
      [{ text: label, style }, { text: '' }, { text: '' }, { text: '' }, { text: shownMoney(amount, texts), style }],
    ];
  };
  return [
    ...sum(labels.charged, totals.charged, true),
    ...sum(labels.tax, totals.taxIncluded, false),
    ...sum(labels.recalculated, totals.recalculated, false),
    ...sum(labels.penalty, totals.penalty, false),
    ...sum(labels.debt, totals.debt, false),
    ...sum(labels.advance, `-${totals.advance}`, false),
    ...sum(labels.rounding, totals.rounding, false),
    ...sum(`${labels.total}, ${money}`, totals.total, true, true),
    ...sum(labels.paid, `-${totals.paid}`, false),
    ...sum(`${labels.due}, ${money}`, totals.due, true, true),
  ];
}

/** @param texts which columns behind the first hold text, not numbers */
export function columns(shares: readonly number[], texts: readonly number[] = []): Column[] {
  let x = LEFT;
  return shares.map((share, at) => {
    const width = SHEET_WIDTH * share;
    const column = { x, width: width - GAP, right: at > 0 && !texts.includes(at) };
    x += width;
    return column;
  });
}

/** '1234.5' → '1 234,5' in Russian, '1,234.5' in English: digits and signs as they were. */
function shownNumber(text: string, texts: Texts): string {
  const [whole = '', fraction] = text.split('.');
  const russian = texts.units.kWh !== 'kWh';
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, russian ? '\u00a0' : ',').replace('-', '−');
  return fraction === undefined ? grouped : `${grouped}${russian ? ',' : '.'}${fraction}`;
}

export function shownMoney(text: string, texts: Texts): string {
  return shownNumber(text, texts);
}

function difference(a: string, b: string): string {
  const [one, other] = [parseDecimal(a), parseDecimal(b)];
  const exponent = Math.min(one.exponent, other.exponent);
  const at = ({ mantissa, exponent: from }: typeof one): bigint => mantissa * 10n ** BigInt(from - exponent);
  return formatDecimal({ mantissa: at(one) - at(other), exponent });
}

function shortId(id: string): string {
  return `${id.slice(2, 10)}…${id.slice(-6)}`;
}

/** 31.12.2026: no reader takes it for another day. */
export function day(date: string): string {
  return date.split('-').reverse().join('.');
}
