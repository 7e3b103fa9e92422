import { isRecord } from '../../bytes/is-record.ts';
import { runBill, type BillOutcome } from './bill/run-bill.ts';
import { runCase, type CaseOutcome } from './families/run-case.ts';

/** A case of either form: a bill of components where it has them, else one of the families. @throws InputError */
export function runAnyCase(json: unknown): BillOutcome | CaseOutcome {
  return isRecord(json) && !('family' in json) ? runBill(json) : runCase(json);
}
