import { need, pick, recordedByDigest } from './recorded-json.ts';
import type { Kysely } from 'kysely';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { ReadModelTables } from '../database/tables.ts';
import type { RecordedJson } from './recorded-json.ts';

export type InvoiceJson = {
  invoiceId: Hex;
  issuer: Hex;
  contractId: Hex;
  period: number;
  series: number;
  dueDate: string;
  ledgerName: string;
  state: 'open' | 'settled';
  invoice: RecordedJson;
  payments: RecordedJson[];
  receipts: RecordedJson[];
};

/** The one list of payables of these addresses (A4), from both ledgers that hold invoices, newest first. */
export async function readInvoices(readModel: Kysely<ReadModelTables>, own: readonly Hex[]): Promise<InvoiceJson[]> {
  if (own.length === 0) return [];
  const invoices = await readModel
    .selectFrom('invoices')
    .innerJoin('internal_blocks', 'internal_blocks.digest', 'invoices.digest')
    .selectAll('invoices')
    .select('internal_blocks.ledger_name')
    .where('subscriber', 'in', own)
    .orderBy('internal_blocks.block_number', 'desc')
    .orderBy('internal_blocks.log_index', 'desc')
    .execute();
  if (invoices.length === 0) return [];
  const ids = invoices.map((invoice) => invoice.invoice_id);
  const payments = await inOrder(readModel, 'payments', ids);
  const receipts = await inOrder(readModel, 'receipts', ids);
  const recorded = await recordedByDigest(readModel, [
    ...invoices.map((invoice) => invoice.digest),
    ...[...payments, ...receipts].map((row) => row.digest),
  ]);
  return invoices.map((invoice) => {
    const of = (rows: { digest: Hex; invoice_id: Hex }[]): RecordedJson[] =>
      pick(
        recorded,
        rows.filter((row) => row.invoice_id === invoice.invoice_id).map((row) => row.digest),
      );
    return {
      invoiceId: invoice.invoice_id,
      issuer: invoice.issuer,
      contractId: invoice.contract_id,
      period: invoice.period,
      series: invoice.series,
      dueDate: invoice.due_date,
      ledgerName: invoice.ledger_name,
      state: invoice.settled ? 'settled' : 'open',
      invoice: need(recorded, invoice.digest),
      payments: of(payments),
      receipts: of(receipts),
    };
  });
}

async function inOrder(
  readModel: Kysely<ReadModelTables>,
  table: 'payments' | 'receipts',
  ids: Hex[],
): Promise<{ digest: Hex; invoice_id: Hex }[]> {
  const rows =
    table === 'payments'
      ? readModel
          .selectFrom('payments')
          .innerJoin('internal_blocks', 'internal_blocks.digest', 'payments.payment_id')
          .select(['payments.payment_id as digest', 'payments.invoice_id'])
          .where('payments.invoice_id', 'in', ids)
          .orderBy('internal_blocks.block_number')
          .orderBy('internal_blocks.log_index')
      : readModel
          .selectFrom('receipts')
          .innerJoin('internal_blocks', 'internal_blocks.digest', 'receipts.digest')
          .select(['receipts.digest as digest', 'receipts.invoice_id'])
          .where('receipts.invoice_id', 'in', ids)
          .orderBy('internal_blocks.block_number')
          .orderBy('internal_blocks.log_index');
  return rows.execute();
}
