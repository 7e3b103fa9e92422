import type { BillState, PaymentState } from '../../../core/domain/billing/payables/payable-book.ts';
import { workingDaysEnd } from '../../../core/domain/billing/payables/working-days.ts';
import { toHex, uintBytes, ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { invoiceIdOf } from '../../../core/domain/ledger/ids.ts';
import { DAYS_TO_ANSWER } from '../../../core/domain/limits.ts';
import type { RecordedBlock } from '../../../core/chain/follow.ts';
import type { BlockData } from '../../../core/domain/ledger/block-data.ts';
import type { ReadModelWriter } from '../database/tables.ts';

export async function applyInvoice(
  writer: ReadModelWriter,
  recorded: RecordedBlock,
  data: BlockData['INVOICE'],
): Promise<void> {
  const { from, to } = recorded.block;
  await writer
    .insertInto('invoices')
    .values({
      invoice_id: invoiceIdOf(from, data.contractId, data.period, data.series),
      digest: recorded.digest,
      ledger: recorded.ledger,
      issuer: from,
      subscriber: to,
      contract_id: data.contractId,
      period: data.period,
      series: data.series,
      due_date: data.dueDate,
      state: 'issued',
      replaces: data.replaces === ZERO_32 ? null : data.replaces,
    })
    .execute();
}

export async function applyPayment(
  writer: ReadModelWriter,
  recorded: RecordedBlock,
  data: BlockData['PAYMENT'],
): Promise<void> {
  await writer
    .insertInto('payments')
    .values({
      payment_id: recorded.digest,
      invoice_id: data.invoiceId,
      payment_reference: data.paymentReference,
      commitment_x: toHex(uintBytes(data.commitment.x, 32)),
      commitment_y: toHex(uintBytes(data.commitment.y, 32)),
      state: 'recorded',
      paid_at: data.paidAt,
      answer_by: workingDaysEnd(recorded.blockTimestamp, DAYS_TO_ANSWER),
      payer: data.payer,
    })
    .execute();
}

export async function applyReceipt(
  writer: ReadModelWriter,
  recorded: RecordedBlock,
  data: BlockData['RECEIPT'],
): Promise<void> {
  const paymentId = data.paymentId === ZERO_32 ? null : data.paymentId;
  await writer
    .insertInto('receipts')
    .values({ digest: recorded.digest, invoice_id: data.invoiceId, payment_id: paymentId, settles: data.settles })
    .execute();
  if (paymentId !== null) await setPayment(writer, paymentId, 'taken');
  if (data.settles) await setInvoice(writer, data.invoiceId, 'settled');
}

/** PAYMENT_REFUSED, PAYMENT_DEEMED and PAYMENT_REVERSED. */
export async function applyAnswered(
  writer: ReadModelWriter,
  recorded: RecordedBlock,
  { invoiceId, paymentId }: { invoiceId: Hex; paymentId: Hex },
  state: PaymentState,
): Promise<void> {
  await keepAct(writer, recorded, invoiceId);
  await setPayment(writer, paymentId, state);
}

/** CARRY and VOID. */
export async function applyClosed(
  writer: ReadModelWriter,
  recorded: RecordedBlock,
  { invoiceId }: { invoiceId: Hex },
  state: BillState,
): Promise<void> {
  await keepAct(writer, recorded, invoiceId);
  await setInvoice(writer, invoiceId, state);
}

export async function applyRefundOrder(
  writer: ReadModelWriter,
  { digest }: RecordedBlock,
  { contractId }: BlockData['REFUND_ORDER'],
): Promise<void> {
  await writer
    .insertInto('refund_orders')
    .values({ order_id: digest, contract_id: contractId, refund: null })
    .execute();
}

export async function applyRefund(
  writer: ReadModelWriter,
  { digest }: RecordedBlock,
  { orderId }: BlockData['REFUND'],
): Promise<void> {
  await writer.updateTable('refund_orders').set({ refund: digest }).where('order_id', '=', orderId).execute();
}

async function keepAct(writer: ReadModelWriter, { digest }: RecordedBlock, invoiceId: Hex): Promise<void> {
  await writer.insertInto('invoice_acts').values({ digest, invoice_id: invoiceId }).execute();
}

async function setPayment(writer: ReadModelWriter, paymentId: Hex, state: PaymentState): Promise<void> {
  await writer.updateTable('payments').set({ state }).where('payment_id', '=', paymentId).execute();
}

async function setInvoice(writer: ReadModelWriter, invoiceId: Hex, state: BillState): Promise<void> {
  await writer.updateTable('invoices').set({ state }).where('invoice_id', '=', invoiceId).execute();
}
