import {
  allocatePayment,
  billLineAmounts,
  encodeReceipt,
  receiptRoom,
  settlementOpening,
  type PaymentContent,
} from '../../core/domain/billing/bill-settle.ts';
import { ZERO_32, type Hex } from '../../core/domain/bytes/hex.ts';
import type { OpenedInvoice } from '../decryptor.ts';
import { message, type Intent, type Message } from '../sender.ts';
import type { Invoice } from '../state.ts';
import { orFault, payablesOf, sealForBoth, type DecisionContext } from './decision-context.ts';

/**
 * A receipt for every payment that opens to the amount inside it, shared over the bill's lines. The newest one settles the bill when nothing is outstanding; a bill
 * that asks for nothing, or whose last receipt came before its last payment counted, is settled by a receipt without a payment.
 */
export async function issueReceipts(context: DecisionContext): Promise<Intent[]> {
  const intents: Intent[] = [];
  for (const invoice of context.state.invoices.values()) {
    if (invoice.settled && invoice.payments.every((payment) => payment.receipted)) continue;
    intents.push(...((await orFault(context, invoice.invoiceId, () => receiptsOf(context, invoice))) ?? []));
  }
  return intents;
}

async function receiptsOf(context: DecisionContext, invoice: Invoice): Promise<Intent[]> {
  const paid: { paymentId: Hex; receipted: boolean; content: PaymentContent | undefined }[] = [];
  for (const payment of invoice.payments) {
    const content = await orFault(context, payment.paymentId, () => context.decryptor.payment(payment));
    paid.push({ paymentId: payment.paymentId, receipted: payment.receipted, content });
  }
  const opened = await context.decryptor.invoice(invoice);
  const known = paid.flatMap(({ content }) => (content === undefined ? [] : [content]));
  const settlement = settlementOpening({ ...opened, payments: known });
  // A payment that does not open makes the rest unprovable, whatever the sum of the others.
  const settles = settlement.settles && known.length === paid.length && !invoice.settled;
  const waiting = paid.filter(({ receipted, content }) => !receipted && content !== undefined);
  if (waiting.length === 0 && settles) {
    const make = (): Promise<Message> =>
      makeReceipt({ context, invoice, opened, paymentId: ZERO_32, amount: 0n, known, opening: settlement.opening });
    return [{ key: `settle:${invoice.invoiceId}`, make }];
  }
  return waiting.map(({ paymentId, content }): Intent => {
    const opening = settles && paymentId === paid.at(-1)?.paymentId ? settlement.opening : undefined;
    const make = (): Promise<Message> =>
      makeReceipt({ context, invoice, opened, paymentId, amount: content?.amount ?? 0n, known, opening });
    return { key: `receipt:${paymentId}`, make };
  });
}

async function makeReceipt(args: {
  context: DecisionContext;
  invoice: Invoice;
  opened: OpenedInvoice;
  paymentId: Hex;
  amount: bigint;
  known: readonly PaymentContent[];
  opening: bigint | undefined;
}): Promise<Message> {
  const { context, invoice, opened, paymentId, amount, opening } = args;
  const { invoiceId } = invoice;
  const paid = args.known.reduce((sum, one) => sum + one.amount, 0n);
  const allocation = allocatePayment(billLineAmounts(opened.content), amount).map(String);
  const content = encodeReceipt({
    version: '1',
    invoiceId,
    paymentId,
    amount: String(amount),
    total: String(opened.total),
    paid: String(paid),
    outstanding: String(opened.total - paid),
    allocation,
  });
  const place = { ledger: payablesOf(context), kind: 'RECEIPT', subject: invoiceId } as const;
  const envelope = await sealForBoth(context, place, content, invoice.subscriber, receiptRoom(allocation.length));
  const data = { invoiceId, paymentId, settles: opening !== undefined, opening: opening ?? 0n, envelope };
  return message(place, invoice.subscriber, data);
}
