import { loadBills } from '../../../app/web/src/resident/load/load-bills.ts';
import type { Past } from './past.ts';
import { residentOf } from './people.ts';

/** What the pages of all flats say of their bills. `faults`: each check that failed, and each that still waits for something. */
export type CheckedBills = { bills: number; faults: string[] };

/** Everybody looks through all of their bills, by the very code that the pages run. */
export async function checkBills(past: Past): Promise<CheckedBills> {
  const found: CheckedBills = { bills: 0, faults: [] };
  for (const premise of past.people.keys()) {
    for (const { record, report } of await loadBills(await residentOf(past, premise))) {
      found.bills += 1;
      for (const { name, state, code } of report.checks)
        if (state !== 'passed' && state !== 'absent')
          found.faults.push(`${premise} ${record.invoiceId} ${name} ${state} ${code ?? ''}`);
    }
  }
  return found;
}
