import type { BillContent } from '../../billing/bill.ts';
import { counts, type BillState } from '../../billing/payables/payable-book.ts';
import { InputError } from '../../bytes/errors.ts';
import { isLostKeyCode } from '../../crypto/lost-key.ts';
import { checkOutstanding } from '../../seal/invoice-proof.ts';
import { checkSealedHeader } from '../../seal/light-client.ts';
import { present, proofOf } from './bill-evidence.ts';
import type { BillCase } from './bill-evidence.ts';
import type { CheckedFigures } from './check-figures.ts';
import { checkReceipts, openPayments } from './check-receipts.ts';
import type { OpenedPayment } from './check-receipts.ts';
import { followMoney, type FollowedMoney, type PaymentFate } from './follow-money.ts';
import { absentUnless, runCheck } from './run-check.ts';
import type { Check } from './run-check.ts';

/** What the checks before found; undefined where one of them failed. */
type Found = { content: BillContent | undefined; figures: CheckedFigures | undefined };

/** A payment, and what became of it as far as it is shown and follows; `recorded` where that does not follow. */
export type FollowedPayment = OpenedPayment & Omit<PaymentFate, 'paymentId'>;

type Paid = {
  checks: Check[];
  /** Undefined where one of them stays closed to a reader whose key was lost. */
  payments: FollowedPayment[] | undefined;
  settlement: { outstanding: bigint | undefined; state: BillState } | undefined;
};

/** What was paid of a bill: what the ledger holds as unpaid follows from what is shown, and the issuer's receipts name the same amounts. */
export async function checkPaid(bill: BillCase, { content, figures }: Found): Promise<Paid> {
  const { network, account, evidence } = bill;
  const { ledger } = evidence.invoice.signed;
  let money: FollowedMoney | undefined;
  const balance = await runCheck('balance', () => {
    money = follow(bill, { content, figures });
    checkBalance(bill, { content, money });
  });
  const paid = await runCheck('receipt', () => openShown(bill, content));
  const receipt = paid.value === undefined ? paid : await runCheck('receipt', () => checkAnswers(paid.value ?? []));
  async function checkAnswers(opened: readonly OpenedPayment[]): Promise<void> {
    const { invoiceId } = present(content, 'EARLIER_CHECK', 'The bill was not opened.');
    const { issuer, receipts } = evidence;
    const { total } = present(figures, 'EARLIER_CHECK', "The bill's arithmetic was not accepted.");
    await checkReceipts({ network, account, ledger, issuer, invoiceId, total, payments: opened, receipts });
    const { fates } = follow(bill, { content, figures });
    if (fates.some(({ state }) => state === 'recorded'))
      throw new InputError('RECEIPT_MISSING', 'The issuer has not answered the payment yet.');
  }
  const opened = isLostKeyCode(paid.check.code) ? undefined : (paid.value ?? []);
  const payments = opened?.map((payment): FollowedPayment => {
    const fate = money?.fates.find(({ paymentId }) => paymentId === payment.paymentId);
    return { ...payment, state: 'recorded', answerBy: 0n, reason: undefined, ...fate };
  });
  const shown = evidence.payments.length + evidence.receipts.length > 0;
  const checks = [balance.check, absentUnless(shown, receipt.check)];
  return { checks, payments, settlement: settlementOf(money, figures, payments) };
}

/** What is still to pay: what the ledger holds, less what is paid and waits for its answer. */
function settlementOf(
  money: FollowedMoney | undefined,
  figures: CheckedFigures | undefined,
  payments: readonly FollowedPayment[] | undefined,
): Paid['settlement'] {
  if (money === undefined || figures === undefined) return undefined;
  const { state } = money.bill;
  if (state !== 'issued') return { outstanding: 0n, state };
  if (payments === undefined) return { outstanding: undefined, state };
  const outstanding = payments
    .filter((payment) => counts(payment.state) || payment.state === 'recorded')
    .reduce((rest, { amount }) => rest - amount, figures.total);
  return { outstanding, state };
}

function follow(bill: BillCase, { content, figures }: Found): FollowedMoney {
  const { invoiceId } = present(content, 'EARLIER_CHECK', 'The bill was not opened.');
  return followMoney(bill, { invoiceId, figures });
}

function checkBalance(
  bill: BillCase,
  { content, money }: { content: BillContent | undefined; money: FollowedMoney },
): void {
  const { seal, header, accountProof, storageProofs } = proofOf(bill.evidence);
  const { invoiceId } = present(content, 'EARLIER_CHECK', 'The bill was not opened.');
  checkOutstanding({
    stateRoot: checkSealedHeader(seal, header).stateRoot,
    ledger: bill.evidence.invoice.signed.ledger,
    invoiceId,
    accountProof,
    storageProofs,
    outstanding: money.bill.outstanding,
  });
}

/** The payments that are shown, opened. A block for the other ledger counts for nothing there, whatever invoice it names. */
async function openShown(
  { network, account, evidence }: BillCase,
  content: BillContent | undefined,
): Promise<OpenedPayment[]> {
  const { invoiceId } = present(content, 'EARLIER_CHECK', 'The bill was not opened.');
  const { ledger } = evidence.invoice.signed;
  return openPayments({ network, account, ledger, invoiceId, payments: evidence.payments });
}
