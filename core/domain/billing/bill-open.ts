import type { BillContent, BillMeteredLine } from './bill.ts';
import { linesByTerms, rateDays, shareOfPeriod } from './bill-lines.ts';
import { roundingOf } from './rounding.ts';
import { commit, equalPoints, mod, opens, type Point } from '../crypto/commitment.ts';
import type { ContractTerms } from './contract-terms.ts';
import type { InvoiceData, MeteredLine } from '../ledger/block-data.ts';
import { InputError } from '../bytes/errors.ts';
import type { Hex } from '../bytes/hex.ts';
import { channelOf, invoiceIdOf } from '../ledger/ids.ts';
import { LABEL } from '../ledger/kinds.ts';
import { AMOUNT_PER_MINOR, formatAmount } from './money.ts';
import type { Rate } from './rates/tariff.ts';
import type { BillingRules } from './tariff-rules.ts';

/** What one who may read the frames knows of one of them. */
export type ReadingOpening = { channel: Hex; sequence: bigint; value: bigint; blinding: bigint };
/** A bill that was opened: its total in 10⁻¹² of the currency unit and the blinding of its commitment. */
export type OpenedBill = { total: bigint; totalBlinding: bigint };

/**
 * Checks every figure of a bill as a party can: each metered line against the opened frames and the register's rate, each declared line against its
 * commitment, the rounding rule, the sums, the id, and that the whole opens the ledger's C_total.
 * @param readings openings of the frames that the bill names
 * @param rateOf the rate that the Tariffs register holds for the line
 * @param ledgerTotal C_total as the ledger keeps it
 * @param previous the contract's bill before, when the reader has it: then the carried rounding is checked too
 * @param terms the signed contract, when the reader has it: then parties, resource and the meters' unit are checked too
 * @throws InputError ACCOUNT_NOT_OPENED, INVOICE_ID_WRONG, HEADER_WRONG, LINES_DIFFER, LINE_NOT_OPENED, LINE_UNIT_WRONG, LINE_RATE_WRONG, LINE_AMOUNT_WRONG, DECLARED_NOT_OPENED,
 * ROUNDING_WRONG, TOTAL_WRONG, LEDGER_TOTAL_WRONG; the message names the line
 */
export function openBill(args: {
  content: BillContent;
  invoiceData: Omit<InvoiceData, 'envelope'>;
  readings: readonly ReadingOpening[];
  rateOf: (line: MeteredLine) => bigint;
  ledgerTotal: Point;
  previous?: BillContent | undefined;
  terms?: ContractTerms | undefined;
}): OpenedBill {
  const { content, invoiceData } = args;
  checkHeader(content, invoiceData);
  if (args.terms !== undefined) checkTerms(content, args.terms);
  const openings = new Map(args.readings.map((reading) => [frameKey(reading.channel, reading.sequence), reading]));
  if (
    content.metered.length !== invoiceData.metered.length ||
    content.declared.length !== invoiceData.declared.length
  ) {
    throw new InputError('LINES_DIFFER', 'The bill shows another number of lines than the ledger holds.');
  }
  let sum = 0n;
  let blinding = 0n;
  for (const [index, onLedger] of invoiceData.metered.entries()) {
    const line = at(content.metered, index);
    const factor = checkMeteredLine(`Metered line ${index + 1}`, line, onLedger, openings, args.rateOf(onLedger));
    sum += BigInt(line.amount);
    blinding += BigInt(line.rate) * factor;
  }
  for (const [index, onLedger] of invoiceData.declared.entries()) {
    const line = at(content.declared, index);
    if (
      line.label !== String(onLedger.label) ||
      !opens(onLedger.commitment, BigInt(line.amount), BigInt(line.blinding))
    ) {
      throw new InputError(
        'DECLARED_NOT_OPENED',
        `Declared line ${index + 1} ("${line.text}") is not what the ledger holds a commitment to.`,
      );
    }
    sum += BigInt(line.amount);
    blinding += BigInt(line.blinding);
  }
  checkRounding(content, args.previous);
  const account = openAccount(content, invoiceData.account);
  sum += account.amount;
  blinding += account.blinding;
  const total = BigInt(content.total);
  if (total !== sum) {
    throw new InputError(
      'TOTAL_WRONG',
      `Lines and account sum to ${formatAmount(sum)}, but the bill asks for ${formatAmount(total)}.`,
    );
  }
  const totalBlinding = mod(blinding);
  if (!equalPoints(commit(total, totalBlinding), args.ledgerTotal)) {
    throw new InputError('LEDGER_TOTAL_WRONG', "The bill's total does not open the commitment that the ledger holds.");
  }
  return { total, totalBlinding };
}

/**
 * For contracts without meters: computes norm and upkeep lines again from the signed terms, the public rates and the dated rules.
 * @param rates the issuer's, in the register's order
 * @throws InputError DECLARED_AMOUNT_WRONG, NO_RATE
 */
export function checkLinesByTerms(args: {
  content: BillContent;
  terms: ContractTerms;
  rates: readonly Rate[];
  rules: BillingRules;
  timeZone: string;
  until?: bigint | undefined;
}): void {
  const { content, terms, rules, timeZone, until } = args;
  const span = { from: terms.from, until, period: Number(content.period), timeZone };
  const query = { provider: terms.provider, resource: Number(terms.resource), zone: 0 };
  const isMetered = terms.meterIds.length > 0;
  const parts = isMetered ? [] : rateDays(span, args.rates, query);
  const expected = isMetered ? [] : linesByTerms({ terms, parts, of: shareOfPeriod(span).of, rules });
  const labels = [LABEL.norm, LABEL.upkeep].map(String);
  const found = content.declared.filter((line) => labels.includes(line.label));
  const wrong =
    expected.find(
      (line, index) => found[index]?.label !== String(line.label) || found[index]?.amount !== String(line.amount),
    ) ?? (found.length > expected.length ? { text: found.at(-1)?.text ?? '' } : undefined);
  if (wrong !== undefined) {
    throw new InputError(
      'DECLARED_AMOUNT_WRONG',
      `The line "${wrong.text}" does not follow from the contract's terms, the rates and ${rules.name}.`,
    );
  }
}

function openAccount({ account }: BillContent, onLedger: Point): { amount: bigint; blinding: bigint } {
  const opening = { amount: BigInt(account.amount), blinding: BigInt(account.blinding) };
  if (opens(onLedger, opening.amount, opening.blinding)) return opening;
  throw new InputError(
    'ACCOUNT_NOT_OPENED',
    'What the bill takes over from the account is not what the ledger took over by it.',
  );
}

function checkHeader(content: BillContent, data: Omit<InvoiceData, 'envelope'>): void {
  const shown = [content.contractId, content.period, content.series, content.dueDate];
  const held = [data.contractId.toLowerCase(), String(data.period), String(data.series), String(data.dueDate)];
  const wrong = ['contract', 'period', 'series', 'due date'].find((_, index) => shown[index] !== held[index]);
  if (wrong !== undefined) throw new InputError('HEADER_WRONG', `The bill names another ${wrong} than the ledger.`);
  if (content.invoiceId !== invoiceIdOf(content.issuer, content.contractId, data.period, data.series)) {
    throw new InputError(
      'INVOICE_ID_WRONG',
      "The bill's id is not the one of its issuer, contract, period and series.",
    );
  }
}

function checkTerms(content: BillContent, terms: ContractTerms): void {
  const shown = [content.issuer, content.subscriber, content.resource];
  const held = [terms.provider, terms.subscriber, terms.resource];
  const wrong = ['issuer', 'subscriber', 'resource'].find((_, index) => shown[index] !== held[index]?.toLowerCase());
  if (wrong !== undefined)
    throw new InputError('HEADER_WRONG', `The bill names another ${wrong} than the signed contract.`);
  const line = content.metered.findIndex(({ unit, exponent }) => unit !== terms.unit || exponent !== terms.exponent);
  if (line !== -1)
    throw new InputError(
      'LINE_UNIT_WRONG',
      `Metered line ${line + 1} counts in another unit than the signed contract.`,
    );
}

/** @returns the difference of the two blindings */
function checkMeteredLine(
  name: string,
  line: BillMeteredLine,
  onLedger: MeteredLine,
  openings: ReadonlyMap<string, ReadingOpening>,
  rate: bigint,
): bigint {
  const shown = [
    line.meterId,
    line.obis,
    line.zone,
    line.openSequence,
    line.openTime,
    line.closeSequence,
    line.closeTime,
  ];
  const { meterId, obis, zone, openSequence, openTime, closeSequence, closeTime } = onLedger;
  const held = [meterId.toLowerCase(), obis.toLowerCase(), zone, openSequence, openTime, closeSequence, closeTime].map(
    String,
  );
  if (shown.some((field, index) => field !== held[index])) {
    throw new InputError('LINES_DIFFER', `${name} names another register, frame or time than the ledger.`);
  }
  const channel = channelOf(line.meterId, line.obis);
  const open = openFrameOf(name, openings.get(frameKey(channel, openSequence)), onLedger.open, line.openValue);
  const close = openFrameOf(name, openings.get(frameKey(channel, closeSequence)), onLedger.close, line.closeValue);
  if (BigInt(line.rate) !== rate) {
    throw new InputError(
      'LINE_RATE_WRONG',
      `${name} counts with a rate of ${formatAmount(BigInt(line.rate))}; the register says ${formatAmount(rate)}.`,
    );
  }
  const volume = BigInt(line.closeValue) - BigInt(line.openValue);
  if (volume < 0n || BigInt(line.volume) !== volume || BigInt(line.amount) !== volume * rate) {
    throw new InputError(
      'LINE_AMOUNT_WRONG',
      `${name} does not multiply: (${line.closeValue} − ${line.openValue}) × ${rate} is not ${line.amount}.`,
    );
  }
  return close.blinding - open.blinding;
}

function openFrameOf(name: string, opening: ReadingOpening | undefined, point: Point, shown: string): ReadingOpening {
  if (opening === undefined) throw new InputError('LINE_NOT_OPENED', `${name} names a frame that you have not opened.`);
  if (String(opening.value) !== shown || !opens(point, opening.value, opening.blinding)) {
    throw new InputError(
      'LINE_NOT_OPENED',
      `${name} shows a register value that frame ${opening.sequence} does not open to.`,
    );
  }
  return opening;
}

function checkRounding(content: BillContent, previous: BillContent | undefined): void {
  const lines = content.declared.filter((line) => line.label === String(LABEL.rounding));
  const rounding = lines.reduce((sum, line) => sum + BigInt(line.amount), 0n);
  const exact =
    [...content.metered, ...content.declared].reduce((sum, line) => sum + BigInt(line.amount), 0n) - rounding;
  const carriedIn = BigInt(content.rounding.carriedIn);
  const expected = roundingOf(exact, carriedIn);
  const half = AMOUNT_PER_MINOR / 2n;
  if (
    lines.length !== 1 ||
    carriedIn > half ||
    carriedIn < -half ||
    (previous !== undefined && previous.rounding.carriedOut !== content.rounding.carriedIn) ||
    rounding !== expected.amount ||
    BigInt(content.rounding.carriedOut) !== expected.carriedOut
  ) {
    throw new InputError(
      'ROUNDING_WRONG',
      'The rounding line does not bring the total to whole minor units by carrying the remainder forward.',
    );
  }
}

function frameKey(channel: Hex, sequence: bigint): string {
  return `${channel.toLowerCase()}/${sequence}`;
}

function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new InputError('LINES_DIFFER', `The bill has no line ${index + 1}.`);
  return item;
}
