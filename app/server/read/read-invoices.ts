import { need, pick, recordedByDigest } from './recorded-json.ts';
import type { Kysely } from 'kysely';
import type { BillState } from '../../../core/domain/billing/payables/payable-book.ts';
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
  state: BillState;
  /** The void invoice in whose place it came. */
  replaces: Hex | null;
  invoice: RecordedJson;
  payments: RecordedJson[];
  receipts: RecordedJson[];
  /** Refused, deemed and reversed payments, CARRY and VOID, in the ledger's order. */
  acts: RecordedJson[];
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
  const acts = await inOrder(readModel, 'invoice_acts', ids);
  const recorded = await recordedByDigest(readModel, [
    ...invoices.map((invoice) => invoice.digest),
    ...[...payments, ...receipts, ...acts].map((row) => row.digest),
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
      state: invoice.state,
      replaces: invoice.replaces,
      invoice: need(recorded, invoice.digest),
      payments: of(payments),
      receipts: of(receipts),
      acts: of(acts),
    };
  });
}

async function inOrder(
  readModel: Kysely<ReadModelTables>,
  table: 'payments' | 'receipts' | 'invoice_acts',
  ids: Hex[],
): Promise<{ digest: Hex; invoice_id: Hex }[]> {
  const rows = await said(readModel, table)
    .where('invoice_id', 'in', ids)
    .innerJoin('internal_blocks', 'internal_blocks.digest', 'said.digest')
    .select(['said.digest', 'said.invoice_id'])
    .orderBy('internal_blocks.block_number')
    .orderBy('internal_blocks.log_index')
    .execute();
  return rows;
}

/** Digest and invoice of what is said in one of these tables. */
function said(readModel: Kysely<ReadModelTables>, table: 'payments' | 'receipts' | 'invoice_acts') {
  const rows =
    table === 'payments'
      ? readModel.selectFrom('payments').select(['payment_id as digest', 'invoice_id'])
      : table === 'receipts'
        ? readModel.selectFrom('receipts').select(['digest', 'invoice_id'])
        : readModel.selectFrom('invoice_acts').select(['digest', 'invoice_id']);
  return readModel.selectFrom(rows.as('said'));
}
