import { InputError } from '../bytes/errors.ts';
import { AMOUNT_PER_MINOR, formatAmount, parseAmount } from '../billing/money.ts';
import { roundHalfUp } from '../billing/rounding.ts';
import { parseDecimal, rescale } from '../bytes/decimal.ts';
import { taxWithin } from './tax-within.ts';
import type { DocumentLine, PayableDocument } from './payable-document.ts';

/** The sums that each kind of line belongs to. */
const PARTS: Readonly<Record<DocumentLine['kind'], 'charged' | 'recalculated' | 'penalty'>> = {
  ...{ metered: 'charged', norm: 'charged', houseNeeds: 'charged', upkeep: 'charged', other: 'charged' },
  ...{ recalculation: 'recalculated', privilege: 'recalculated', penalty: 'penalty' },
};
const MINOR_EXPONENT = -2;

/**
 * Whether a document of the right form says one thing: its sums, days and currency.
 * @throws InputError DOCUMENT_SUMS_WRONG, DOCUMENT_INVALID
 */
export function checkDocument(document: PayableDocument): void {
  const { lines, totals, period, issuer, currency } = document;
  lines.forEach(checkLine);
  const sums = sumsOf(document);
  for (const part of ['charged', 'recalculated', 'penalty'] as const) expectSum(part, totals[part], sums[part]);
  const amount = (name: keyof typeof totals): bigint => parseAmount(totals[name]);
  const total =
    amount('rounding') + amount('debt') - amount('advance') + sums.charged + sums.recalculated + sums.penalty;
  expectSum('total', totals.total, total);
  const rounded = amount('rounding');
  // Half a minor unit of each line and of what was taken over, one of the ledger's own line.
  if ((rounded < 0n ? -rounded : rounded) * 2n > BigInt(lines.length + 3) * AMOUNT_PER_MINOR)
    throw new InputError(
      'DOCUMENT_SUMS_WRONG',
      `The document says rounding ${totals.rounding}, which is more than ${lines.length} lines can leave.`,
    );
  expectSum('due', totals.due, amount('total') - amount('paid'));
  expectSum('taxIncluded', totals.taxIncluded, taxWithin(lines, issuer.tax));
  if (amount('debt') > 0n && amount('advance') > 0n)
    throw new InputError(
      'DOCUMENT_SUMS_WRONG',
      'The document has both a debt and an advance; one is the rest of the other.',
    );
  if (period.from > period.to)
    throw new InputError('DOCUMENT_INVALID', 'The document: its period ends before it begins.');
  if (currency !== (issuer.bank.kind === 'ru' ? 'RUB' : 'EUR'))
    throw new InputError(
      'DOCUMENT_INVALID',
      `The document: an account of kind ${issuer.bank.kind} takes no ${currency}.`,
    );
}

/** What the lines shown add up to, in 10⁻¹² of the currency unit. */
export function sumsOf({ lines }: Pick<PayableDocument, 'lines'>): {
  charged: bigint;
  recalculated: bigint;
  penalty: bigint;
} {
  const sums = { charged: 0n, recalculated: 0n, penalty: 0n };
  for (const { kind, amount } of lines) sums[PARTS[kind]] += parseAmount(amount);
  return sums;
}

/** A line's exact value is its quantity at its rate, and its amount is that in whole minor units. @throws InputError DOCUMENT_SUMS_WRONG */
function checkLine({ quantity, rate, exact, amount }: DocumentLine, index: number): void {
  const [of, at, shown] = [parseDecimal(quantity), parseDecimal(rate), parseDecimal(exact)];
  const product = { mantissa: of.mantissa * at.mantissa, exponent: of.exponent + at.exponent };
  const finest = Math.min(product.exponent, shown.exponent, MINOR_EXPONENT);
  const value = rescale(product, finest);
  if (value !== rescale(shown, finest))
    throw new InputError('DOCUMENT_SUMS_WRONG', `Line ${index + 1} says ${exact}, which is not ${quantity} × ${rate}.`);
  const unit = 10n ** BigInt(MINOR_EXPONENT - finest);
  expectSum(`amount of line ${index + 1}`, amount, (roundHalfUp(value, unit) / unit) * AMOUNT_PER_MINOR);
}

function expectSum(name: string, shown: string, sum: bigint): void {
  if (parseAmount(shown) !== sum)
    throw new InputError(
      'DOCUMENT_SUMS_WRONG',
      `The document says ${name} ${shown}, but it adds up to ${formatAmount(sum)}.`,
    );
}
