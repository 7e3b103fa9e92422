import { InputError } from '../../../../core/domain/bytes/errors.ts';
import { decodeData } from '../../../../core/domain/ledger/block-data.ts';
import type { InvoiceRecord } from '../api/schemas.ts';

/** By when a bill is to be paid, unix seconds: as its issuer signed it, not as the portal lists it. Data that is malformed is told by the check of its sender. */
export function dueDateOf({ invoice, dueDate }: Pick<InvoiceRecord, 'invoice' | 'dueDate'>): bigint {
  try {
    return decodeData('INVOICE', invoice.signed.data).dueDate;
  } catch (error) {
    if (error instanceof InputError) return dueDate;
    throw error;
  }
}
