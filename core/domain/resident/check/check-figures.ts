import type { BillContent } from '../../billing/bill.ts';
import { totalCommitment } from '../../billing/bill-commitments.ts';
import { openBill } from '../../billing/bill-open.ts';
import type { OpenedBill, ReadingOpening } from '../../billing/bill-open.ts';
import { rateOver, type LineRate } from '../../billing/rates/rate-over.ts';
import type { Rate } from '../../billing/rates/tariff.ts';
import { InputError } from '../../bytes/errors.ts';
import type { Point } from '../../crypto/commitment.ts';
import type { InvoiceData, MeteredLine } from '../../ledger/block-data.ts';
import { readRateHistory } from '../read-rates.ts';
import { present } from './bill-evidence.ts';
import type { BillCase } from './bill-evidence.ts';

const DAY = 86_400n;

/** A bill whose figures follow, C_total, which they open, and the rate of each metered line with those that it is the mean of. */
export type CheckedFigures = OpenedBill & { totalPoint: Point; lineRates: LineRate[] };

/** What the checks before found; undefined where one of them failed. */
type Found = {
  data: InvoiceData | undefined;
  content: BillContent | undefined;
  readings: ReadingOpening[] | undefined;
};

/**
 * Checks that every figure of a bill follows from its readings, the issuer's signed rates and the bill before.
 * @throws InputError EARLIER_CHECK, and those of `openBill`, of `readRates` and of rates
 */
export function checkFigures({ network, evidence }: BillCase, { data, content, readings }: Found): CheckedFigures {
  const invoiceData = present(data, 'EARLIER_CHECK', 'The bill is not signed by its issuer.');
  const resource = Number(content?.resource ?? 0);
  const overBy = (rates: readonly Rate[], { zone, openTime: from, closeTime: to }: MeteredLine): LineRate =>
    rateOver(rates, { provider: evidence.issuer, resource, zone, from, to });
  // Two blocks of one day may be recorded in either order. By which rates the ledger counted, the total tells that it keeps.
  const explains = (rates: readonly Rate[]): boolean =>
    invoiceData.metered.every((line, index) =>
      isBilledAt(content?.metered[index]?.rate, () => overBy(rates, line).rate),
    );
  const signedBefore = evidence.invoice.signed.block.timestamp - DAY;
  const history = readRateHistory(network, evidence.issuer, evidence.rates, signedBefore);
  present(content, 'EARLIER_CHECK', 'The bill was not opened.');
  const rates = history.findLast(explains) ?? history.at(-1) ?? [];
  const over = (line: MeteredLine): LineRate => overBy(rates, line);
  const rateOf = (line: MeteredLine): bigint => over(line).rate;
  const totalPoint = totalCommitment(invoiceData, rateOf);
  const bill = openBill({
    content: present(content, 'EARLIER_CHECK', 'The bill was not opened.'),
    invoiceData,
    readings: present(readings, 'EARLIER_CHECK', 'The readings were not opened.'),
    rateOf,
    ledgerTotal: totalPoint,
    previous: evidence.previous,
    terms: evidence.terms,
  });
  return { ...bill, totalPoint, lineRates: invoiceData.metered.map(over) };
}

function isBilledAt(shown: string | undefined, rateOf: () => bigint): boolean {
  try {
    return shown === String(rateOf());
  } catch (error) {
    if (error instanceof InputError && error.code === 'NO_RATE') return false;
    throw error;
  }
}
