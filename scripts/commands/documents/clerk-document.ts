import { billDocument } from '../../../biller/documents/bill-document.ts';
import { parseHex } from '../../../core/domain/bytes/hex.ts';
import { actingBy, type ClerkOptions } from '../clerk/clerk.ts';
import { writeDocuments } from './write-documents.ts';
import type { WriteOptions } from './write-options.ts';

export type ClerkDocumentOptions = ClerkOptions & WriteOptions & { bill: string };

/** @throws as `billDocument`, `writeDocuments` */
export async function clerkBillDocument(options: ClerkDocumentOptions): Promise<void> {
  const invoiceId = parseHex(options.bill, '--bill', 32);
  const acting = actingBy(options);
  await writeDocuments(await billDocument({ ...acting, invoiceId }), options);
}
