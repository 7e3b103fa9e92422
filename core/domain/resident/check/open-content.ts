import type { BillContent } from '../../billing/bill.ts';
import { InputError } from '../../bytes/errors.ts';
import type { InvoiceData } from '../../ledger/block-data.ts';
import { carriedBy } from '../../sealed/carried-envelope.ts';
import { openSealed } from '../../sealed/sealed-content.ts';
import { same } from '../recorded.ts';
import { present } from './bill-evidence.ts';
import type { BillCase } from './bill-evidence.ts';

/**
 * The bill inside a signed invoice, which must be for this account, from its issuer and in the ledger's currency.
 * @throws InputError EARLIER_CHECK, BILL_OTHER, and those of envelopes and bills
 */
export async function openContent(
  { network, account, evidence }: BillCase,
  data: InvoiceData | undefined,
): Promise<BillContent> {
  const invoice = present(data, 'EARLIER_CHECK', 'The bill is not signed by its issuer.');
  const carried = carriedBy(evidence.invoice.signed, invoice);
  const content = await openSealed({ network, account, kind: 'INVOICE', carried });
  if (!same(content.subscriber, account.address) || !same(content.issuer, evidence.issuer)) {
    throw new InputError('BILL_OTHER', 'The bill inside is for somebody else, or from somebody else.');
  }
  if (content.currency !== network.currency) {
    throw new InputError('BILL_OTHER', `The bill counts in ${content.currency}, the ledger in ${network.currency}.`);
  }
  return content;
}
