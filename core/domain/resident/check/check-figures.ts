import type { BillContent } from '../../billing/bill.ts';
import { totalCommitment } from '../../billing/bill-check.ts';
import { openBill } from '../../billing/bill-open.ts';
import type { OpenedBill, ReadingOpening } from '../../billing/bill-open.ts';
import { rateAt } from '../../billing/tariff.ts';
import type { Point } from '../../crypto/commitment.ts';
import type { InvoiceData, MeteredLine } from '../../ledger/block-data.ts';
import { readRates } from '../read-rates.ts';
import { present } from './bill-evidence.ts';
import type { BillCase } from './bill-evidence.ts';

/** A bill whose figures follow, and C_total, which they open. */
export type CheckedFigures = OpenedBill & { totalPoint: Point };

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
  const rates = readRates(network, evidence.issuer, evidence.rates);
  const resource = Number(content?.resource ?? 0);
  const rateOf = (line: MeteredLine): bigint =>
    rateAt(rates, { provider: evidence.issuer, resource, zone: line.zone, time: line.openTime });
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
  return { ...bill, totalPoint };
}
