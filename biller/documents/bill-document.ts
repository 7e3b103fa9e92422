import { InputError } from '../../core/domain/bytes/errors.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { documentFromBill } from '../../core/domain/documents/document-from-bill.ts';
import type { PayableDocument } from '../../core/domain/documents/payable-document.ts';
import { openDesk } from '../commands/act-by-hand.ts';
import { payablesOf, type DecisionContext } from '../decide/decision-context.ts';
import { openedOf, openMoney } from '../decide/open-money.ts';
import type { BillerSettings } from '../settings.ts';
import { UnreadableContent } from '../../core/domain/sealed/sealed-content.ts';
import type { Invoice, Payment } from '../state.ts';
import { readDocumentsFile, type DocumentsFile } from './documents-file.ts';

/**
 * The payable document of an own bill, as much of it as is still open: every figure of the bill is checked on the way, as a resident checks it.
 * @throws InputError DOCUMENTS_FILE_MISSING, BILL_UNKNOWN, BILL_NOT_PAYABLE; as `openDesk`, `readDocumentsFile`
 */
export async function billDocument(args: {
  settings: BillerSettings;
  signal: AbortSignal;
  invoiceId: Hex;
}): Promise<PayableDocument> {
  const { settings, signal, invoiceId } = args;
  if (settings.documentsFile === undefined)
    throw new InputError(
      'DOCUMENTS_FILE_MISSING',
      'The biller has no documentsFile in its settings, so nobody knows whom to pay. See docs/documents.md.',
    );
  const file = readDocumentsFile(settings.documentsFile);
  const { context } = await openDesk(settings, signal);
  return documentOf(context, file, invoiceId);
}

/** @throws InputError BILL_UNKNOWN, BILL_NOT_PAYABLE; as `documentFromBill` */
export async function documentOf(
  context: DecisionContext,
  { language, pages, issuer, payers }: DocumentsFile,
  invoiceId: Hex,
): Promise<PayableDocument> {
  const { state, network } = context;
  const invoice = state.invoices.get(invoiceId);
  if (invoice === undefined) throw new InputError('BILL_UNKNOWN', `This biller has no invoice ${invoiceId}.`);
  const { content, total } = await context.decryptor.invoice(invoice);
  const name = payablesOf(context);
  const { digest, block } = invoice.recorded;
  return documentFromBill({
    ...{ content, issuer, pages, language, timeZone: network.timeZone, issuedAt: invoice.recorded.signedAt },
    place: { network: network.name, name, address: network.contracts[name], block: String(block), digest },
    // Without a number of the issuer's own, a payment is found again by the beginning of the contract's id.
    payer: payers.get(invoice.subscriber) ?? { account: content.contractId.slice(2, 14) },
    paid: total - (await openOf(context, invoice)),
  });
}

/** What is still to be paid of a bill, in 10⁻¹² of the currency unit, and nothing where more was; a payment that nobody answered yet is not asked for again. */
async function openOf(context: DecisionContext, invoice: Invoice): Promise<bigint> {
  const { state, invoiceId, payments } = invoice;
  if (state === 'settled') return 0n;
  if (state !== 'issued')
    throw new InputError('BILL_NOT_PAYABLE', `Invoice ${invoiceId} is ${state}: it is not paid by itself any more.`);
  const book = await openMoney(context, invoice.data.contractId);
  const open = openedOf(context, book, invoice)?.value;
  const waiting = await Promise.all(
    payments.filter((one) => one.state === 'recorded').map((one) => amountOf(context, one)),
  );
  if (open === undefined || waiting.includes(undefined))
    throw new InputError(
      'BILL_NOT_PAYABLE',
      `A payment of invoice ${invoiceId} cannot be read, so nobody knows what is open of it. Answer it first.`,
    );
  const rest = waiting.reduce<bigint>((left, amount) => left - (amount ?? 0n), open);
  return rest > 0n ? rest : 0n;
}

async function amountOf({ decryptor }: DecisionContext, payment: Payment): Promise<bigint | undefined> {
  try {
    return (await decryptor.payment(payment)).amount;
  } catch (error) {
    if (error instanceof UnreadableContent) return undefined;
    throw error;
  }
}
