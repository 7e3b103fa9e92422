import { AMOUNT_EXPONENT, AMOUNT_PER_MINOR, formatAmount } from '../billing/money.ts';
import { localDate, nextPeriod, periodStart } from '../billing/period.ts';
import { lineText } from '../billing/line-text.ts';
import { roundHalfUp } from '../billing/rounding.ts';
import type { BillContent, BillDeclaredLine, BillMeteredLine } from '../billing/bill.ts';
import { InputError } from '../bytes/errors.ts';
import { LABEL, RESOURCE } from '../ledger/kinds.ts';
import { shortest, shownUnits } from './bill-units.ts';
import { sumsOf } from './check-document.ts';
import { parseDocument } from './parse-document.ts';
import type { DocumentLine, Issuer, PayableDocument, Payer } from './payable-document.ts';
import { taxWithin } from './tax-within.ts';

/** Where the ledger has the bill. */
export type BillPlace = Pick<PayableDocument['ledger'], 'network' | 'name' | 'address' | 'block' | 'digest'>;

const KINDS: ReadonlyMap<string, DocumentLine['kind']> = new Map([
  [String(LABEL.norm), 'norm'],
  [String(LABEL.houseNeeds), 'houseNeeds'],
  [String(LABEL.recalculation), 'recalculation'],
  [String(LABEL.privilege), 'privilege'],
  [String(LABEL.penalty), 'penalty'],
  [String(LABEL.upkeep), 'upkeep'],
  [String(LABEL.other), 'other'],
]);
const RESOURCES = new Map(Object.entries(RESOURCE).map(([name, code]) => [String(code), name]));

/**
 * The payable document of a bill that was opened (`openBill`): the same figures, each line rounded to minor units, and what that makes
 * in all in the rounding beside them, so that the document asks for what the ledger asks for.
 * @param paid what the issuer has taken of it already, in 10⁻¹² of the currency unit, at most all of it
 * @param pages the address of the pages that check bills, without a slash at its end
 * @throws InputError BILL_NOT_PAYABLE; as `parseDocument`
 */
export function documentFromBill(args: {
  content: BillContent;
  place: BillPlace;
  issuer: Issuer;
  payer: Payer;
  issuedAt: bigint;
  paid: bigint;
  timeZone: string;
  pages: string;
  language: PayableDocument['language'];
}): PayableDocument {
  const { content, place, issuer, payer, timeZone, paid } = args;
  const total = BigInt(content.total);
  if (total % AMOUNT_PER_MINOR !== 0n || paid % AMOUNT_PER_MINOR !== 0n)
    throw new InputError('BILL_NOT_PAYABLE', 'The bill asks for a part of a minor unit, which no bank moves.');
  const lines = [
    ...content.metered.map(meteredLine),
    ...content.declared.flatMap((line) => declaredLine(line, args.language)),
  ];
  const sums = sumsOf({ lines });
  const account = BigInt(content.account.amount);
  const [debt, advance] = account > 0n ? [minor(account), 0n] : [0n, minor(-account)];
  const shown = sums.charged + sums.recalculated + sums.penalty + debt - advance;
  const period = Number(content.period);
  return parseDocument({
    version: '1',
    language: args.language,
    currency: content.currency,
    number: `${content.period}-${content.series}-${content.invoiceId.slice(2, 10)}`,
    resource: RESOURCES.get(content.resource),
    issuedOn: localDate(args.issuedAt, timeZone),
    period: {
      from: localDate(periodStart(period, timeZone), timeZone),
      to: localDate(periodStart(nextPeriod(period), timeZone) - 1n, timeZone),
    },
    dueOn: localDate(BigInt(content.dueDate), timeZone),
    issuer,
    payer,
    lines,
    readings: content.metered.map((line) => readingOf(line, timeZone)),
    totals: {
      ...{ charged: formatAmount(sums.charged), recalculated: formatAmount(sums.recalculated) },
      ...{ penalty: formatAmount(sums.penalty), rounding: formatAmount(total - shown) },
      ...{ debt: formatAmount(debt), advance: formatAmount(advance), total: formatAmount(total) },
      ...{ paid: formatAmount(paid), due: formatAmount(total - paid) },
      taxIncluded: formatAmount(taxWithin(lines, issuer.tax)),
    },
    ledger: { ...place, invoiceId: content.invoiceId, contractId: content.contractId, rules: content.rules },
    verifyUrl: `${args.pages}/bills/${content.period}-${content.series}-${content.invoiceId.slice(2, 10)}`,
  });
}

function meteredLine(line: BillMeteredLine): DocumentLine {
  const { unit, volume, rate } = shownUnits(line.unit, line.exponent);
  return {
    ...{ kind: 'metered', text: '', zone: zoneOf(line), unit, quantity: volume(line.volume), rate: rate(line.rate) },
    ...money(line.amount),
  };
}

/** The ledger's rounding is no line of a document: it is part of what the document rounds. */
function declaredLine(line: BillDeclaredLine, language: PayableDocument['language']): DocumentLine[] {
  const { label, amount } = line;
  const text = lineText(line, language);
  const kind = KINDS.get(label);
  if (kind === undefined) return [];
  const shown = money(amount);
  return [{ kind, text, zone: '', unit: 'one', quantity: '1', rate: shown.exact, ...shown }];
}

function readingOf(line: BillMeteredLine, timeZone: string): PayableDocument['readings'][number] {
  const { unit, volume } = shownUnits(line.unit, line.exponent);
  return {
    meterId: line.meterId,
    zone: zoneOf(line),
    unit,
    openedOn: localDate(BigInt(line.openTime), timeZone),
    opened: volume(line.openValue),
    closedOn: localDate(BigInt(line.closeTime), timeZone),
    closed: volume(line.closeValue),
  };
}

function zoneOf({ zone }: BillMeteredLine): string {
  return zone === '0' ? '' : zone;
}

function money(amount: string): { amount: string; exact: string } {
  const value = BigInt(amount);
  return { amount: formatAmount(minor(value)), exact: shortest({ mantissa: value, exponent: AMOUNT_EXPONENT }) };
}

function minor(amount: bigint): bigint {
  return roundHalfUp(amount, AMOUNT_PER_MINOR);
}
