import { toHex, uintBytes, ZERO_32 } from '../../../core/domain/bytes/hex.ts';
import { invoiceIdOf } from '../../../core/domain/ledger/ids.ts';
import type { RecordedBlock } from '../../../core/chain/follow.ts';
import type { BlockData } from '../../../core/domain/ledger/block-data.ts';
import type { ReadModelWriter } from '../database/tables.ts';

export async function applyOffer(
  writer: ReadModelWriter,
  recorded: RecordedBlock,
  data: BlockData['OFFER'],
): Promise<void> {
  const { from, to } = recorded.block;
  await writer
    .insertInto('contracts')
    .values({
      contract_id: recorded.digest,
      offeror: from,
      receiver: to,
      resource: data.resource,
      meter_id: data.meterId,
      withdrawn: null,
    })
    .execute();
}

export async function applyCopy(
  writer: ReadModelWriter,
  recorded: RecordedBlock,
  data: BlockData['COPY'],
): Promise<void> {
  await writer
    .insertInto('contract_papers')
    .values({
      digest: recorded.digest,
      contract_id: data.contractId,
      party: recorded.block.from,
      paper: 'copy',
      subject_hash: data.subjectHash,
      effective_date: null,
    })
    .execute();
}

export async function applyCancel(
  writer: ReadModelWriter,
  recorded: RecordedBlock,
  data: BlockData['CANCEL'],
): Promise<void> {
  await writer
    .insertInto('contract_papers')
    .values({
      digest: recorded.digest,
      contract_id: data.contractId,
      party: recorded.block.from,
      paper: 'cancel',
      subject_hash: null,
      effective_date: data.effectiveDate,
    })
    .execute();
}

export async function applyOfferWithdraw(
  writer: ReadModelWriter,
  recorded: RecordedBlock,
  { contractId }: BlockData['OFFER_WITHDRAW'],
): Promise<void> {
  await writer
    .updateTable('contracts')
    .set({ withdrawn: recorded.digest })
    .where('contract_id', '=', contractId)
    .execute();
}

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
      settled: false,
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
      receipted: false,
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
  if (paymentId !== null) {
    await writer.updateTable('payments').set({ receipted: true }).where('payment_id', '=', paymentId).execute();
  }
  if (data.settles) {
    await writer.updateTable('invoices').set({ settled: true }).where('invoice_id', '=', data.invoiceId).execute();
  }
}
