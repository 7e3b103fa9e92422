import type { InvoiceRecord } from '../api/schemas.ts';

/** The bill's name in addresses of pages: period, series and the beginning of its id. */
export function billName({ record }: { record: Pick<InvoiceRecord, 'period' | 'series' | 'invoiceId'> }): string {
  return `${record.period}-${record.series}-${record.invoiceId.slice(2, 10)}`;
}
