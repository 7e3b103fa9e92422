import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDesk } from '../../biller/commands/act-by-hand.ts';
import { documentOf } from '../../biller/documents/bill-document.ts';
import { readDocumentsFile } from '../../biller/documents/documents-file.ts';
import { formatAmount } from '../../core/domain/billing/money.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { ublInvoice } from '../../core/domain/documents/ubl/ubl-invoice.ts';
import type { Faults } from './checks.ts';
import type { FlatResult } from './steps/bill-house.ts';
import { clerkOf, type Stage } from './steps/stage.ts';

/**
 * Each issuer's clerk makes the document of each bill: it must ask for what the resident's own keys opened. The invoices after EN 16931 stay in
 * the folder `documents`, so that the official rules can be asked about them.
 */
export async function checkDocuments(stage: Stage, flats: readonly FlatResult[]): Promise<Faults> {
  const billed = new Map(flats.flatMap(({ bills }) => bills.map((bill) => [bill.invoiceId, bill] as const)));
  const folder = join(stage.world.plan.dataDir, 'documents');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const faults: Faults = [];
  for (const name of ['company', 'electricity', 'water'] as const) {
    const { settings, signal } = clerkOf(stage, name);
    const file = readDocumentsFile(settings.documentsFile ?? '');
    const { context } = await openDesk(settings, signal);
    for (const { invoiceId, state } of context.state.invoices.values()) {
      const bill = billed.get(invoiceId);
      // By a bill that was carried nobody pays any more: the next one takes it over.
      if (state === 'carried') billed.delete(invoiceId);
      if (state === 'void' || state === 'carried' || bill === undefined) continue;
      try {
        const document = await documentOf(context, file, invoiceId);
        const asked = formatAmount(BigInt(bill.billed));
        if (document.totals.total !== asked)
          faults.push(`the document of ${invoiceId} asks for another amount than its resident opened`);
        writeFileSync(join(folder, `${invoiceId}.xml`), ublInvoice(document), { mode: 0o600 });
        billed.delete(invoiceId);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        faults.push(`invoice ${invoiceId} has no document: ${error.code}`);
      }
    }
  }
  return [...faults, ...[...billed.keys()].map((invoiceId) => `no issuer made a document of invoice ${invoiceId}`)];
}
