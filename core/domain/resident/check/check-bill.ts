import type { BillContent } from '../../billing/bill.ts';
import type { BillState } from '../../billing/payables/payable-book.ts';
import type { OpenedBill, ReadingOpening } from '../../billing/bill-open.ts';
import type { LineRate } from '../../billing/rates/rate-over.ts';
import { readRecorded } from '../recorded.ts';
import type { BillCase } from './bill-evidence.ts';
import { checkFigures } from './check-figures.ts';
import { checkMetered } from './check-metered.ts';
import { checkPaid, type FollowedPayment } from './check-paid.ts';
import { checkPlace } from './check-place.ts';
import { checkTerms } from './check-terms.ts';
import { openContent } from './open-content.ts';
import { runCheck, withPatience } from './run-check.ts';
import type { Check } from './run-check.ts';

/** What the checks establish. Amounts in 10⁻¹² of the currency unit; those are undefined unless their check passed. */
export type BillReport = {
  checks: Check[];
  content: BillContent | undefined;
  opened: OpenedBill | undefined;
  /** Of each metered line the opening and the closing register; undefined where one of them stays closed. */
  readings: ReadingOpening[] | undefined;
  /** The rate of each metered line, in their order, with those that it is the mean of; undefined where the figures do not follow. */
  lineRates: LineRate[] | undefined;
  payments: FollowedPayment[];
  /** What is still to pay: less payments that wait for their answer. Undefined, too, where a payment stays closed. */
  outstanding: bigint | undefined;
  /** By the blocks that are shown; `issued` where they do not follow. */
  state: BillState;
  settled: boolean;
};

/**
 * Checks everything about a bill that its subscriber can: who sent it, that it is sealed and on its ledger, that the terms, meters, readings and rates are
 * those that were signed, and that every figure follows (docs/formats.md; S54, S55). Each check stands alone, so that a fault has a name.
 */
export async function checkBill(bill: BillCase): Promise<BillReport> {
  const { network, evidence } = bill;
  const { invoice: recorded, issuer: from } = evidence;
  const ledgers = [network.contracts.contractLedger, network.contracts.billingLedger];
  const sender = await runCheck('sender', () => readRecorded({ network, recorded, kind: 'INVOICE', from, ledgers }));
  const data = sender.value;
  const place = await checkPlace(bill);
  const opened = await runCheck('opened', () => openContent(bill, data));
  const content = opened.value;
  const terms = await runCheck('terms', () => checkTerms({ network, evidence, data, content }));
  const { checks: metered, readings } = await checkMetered(bill, data?.metered ?? []);
  const arithmetic = await runCheck('arithmetic', () => checkFigures(bill, { data, content, readings }));
  const figures = arithmetic.value;
  const { checks: paid, payments, settlement } = await checkPaid(bill, { content, figures });
  const checks = [sender.check, ...place, opened.check, terms.check, ...metered, arithmetic.check, ...paid];
  return {
    checks: withPatience(checks, { since: recorded.signed.block.timestamp, now: bill.now }),
    content,
    opened: figures,
    readings,
    lineRates: figures?.lineRates,
    payments: payments ?? [],
    outstanding: (settlement ?? { outstanding: outstandingOf(figures?.total, payments) }).outstanding,
    state: settlement?.state ?? 'issued',
    settled: settlement?.state === 'settled',
  };
}

function outstandingOf(
  total: bigint | undefined,
  payments: readonly FollowedPayment[] | undefined,
): bigint | undefined {
  return total === undefined || payments === undefined
    ? undefined
    : payments.reduce((rest, payment) => rest - payment.amount, total);
}
