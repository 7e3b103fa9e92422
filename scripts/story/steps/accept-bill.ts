import type { LoadedBill } from '../../../app/web/src/resident/load/load-bills.ts';
import type { OpenedBill } from '../../../core/domain/billing/bill-open.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';

/** What a flat pays: a bill that it opened and in which its own checks found nothing wrong. @throws InputError BILL_REFUSED */
export function acceptBill(
  premise: string,
  { record, report }: { record: Pick<LoadedBill['record'], 'invoiceId'>; report: LoadedBill['report'] },
): OpenedBill {
  const faults = report.checks.filter(({ state }) => state === 'failed');
  if (faults.length === 0 && report.opened) return report.opened;
  const text = faults.map(({ name, code, message }) => `${name}: ${code ?? ''} ${message ?? ''}`).join('; ');
  throw new InputError('BILL_REFUSED', `${premise} does not accept bill ${record.invoiceId}: ${text}`);
}
