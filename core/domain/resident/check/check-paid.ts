import type { BillContent } from '../../billing/bill.ts';
import { checkOutstanding } from '../../seal/invoice-proof.ts';
import { checkSealedHeader } from '../../seal/light-client.ts';
import { present, proofOf } from './bill-evidence.ts';
import type { BillCase } from './bill-evidence.ts';
import type { CheckedFigures } from './check-figures.ts';
import { checkReceipts, openPayments } from './check-receipts.ts';
import type { OpenedPayment } from './check-receipts.ts';
import { absentUnless, runCheck } from './run-check.ts';
import type { Check } from './run-check.ts';

/** What the checks before found; undefined where one of them failed. */
type Found = { content: BillContent | undefined; figures: CheckedFigures | undefined };

type Paid = {
  checks: Check[];
  payments: OpenedPayment[];
  settlement: { outstanding: bigint; settled: boolean } | undefined;
};

/** What was paid of a bill: the rest that the ledger holds is the total less the payments, and the issuer's receipts say the same. */
export async function checkPaid(bill: BillCase, { content, figures }: Found): Promise<Paid> {
  const { network, account, evidence } = bill;
  const { ledger } = evidence.invoice.signed;
  const balance = await runCheck('balance', () => checkBalance(bill, { content, figures }));
  let payments: OpenedPayment[] = [];
  const receipt = await runCheck('receipt', async () => {
    payments = await openShown(bill, content);
    const { invoiceId } = present(content, 'EARLIER_CHECK', 'The bill was not opened.');
    const { issuer, receipts } = evidence;
    const checked = present(figures, 'EARLIER_CHECK', "The bill's arithmetic was not accepted.");
    return checkReceipts({ network, account, ledger, issuer, invoiceId, ...checked, payments, receipts });
  });
  const shown = evidence.payments.length + evidence.receipts.length > 0;
  return { checks: [balance.check, absentUnless(shown, receipt.check)], payments, settlement: receipt.value };
}

async function checkBalance(bill: BillCase, { content, figures }: Found): Promise<void> {
  const { seal, header, accountProof, storageProofs } = proofOf(bill.evidence);
  const { totalPoint } = present(figures, 'EARLIER_CHECK', "The bill's arithmetic was not accepted.");
  const { invoiceId } = present(content, 'EARLIER_CHECK', 'The bill was not opened.');
  const shown = await openShown(bill, content);
  checkOutstanding({
    stateRoot: checkSealedHeader(seal, header).stateRoot,
    ledger: bill.evidence.invoice.signed.ledger,
    invoiceId,
    accountProof,
    storageProofs,
    total: totalPoint,
    payments: shown.map(({ commitment }) => commitment),
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
