import { checkBill, type BillReport } from '../../../../../core/domain/resident/check/check-bill.ts';
import type { BillCase } from '../../../../../core/domain/resident/check/bill-evidence.ts';
import { glanceAtBill, type Glance } from './glance-at-bill.ts';

/** Who opens and checks bills: here, or in a worker beside the page. */
export type BillChecker = {
  /** Only opens what is sealed for the account: nothing of it is checked. */
  glance(glance: Glance): Promise<BillReport>;
  check(bill: BillCase): Promise<BillReport>;
};

export const directChecker: BillChecker = { glance: glanceAtBill, check: checkBill };
