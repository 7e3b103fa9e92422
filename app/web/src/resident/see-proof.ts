import type { LedgerEvidence } from '../../../../core/domain/resident/check/bill-evidence.ts';
import type { BillReport } from '../../../../core/domain/resident/check/check-bill.ts';
import { runCheck } from '../../../../core/domain/resident/check/run-check.ts';
import type { Resident } from './resident.ts';
import { seeSeal } from './see-seal.ts';

/**
 * Compares a proof's seal with all heads that this browser has seen before. A contradiction turns the line "sealed" into an alarm.
 */
export async function seeProof(
  resident: Resident,
  args: { report: BillReport; proof: LedgerEvidence | undefined },
): Promise<BillReport> {
  const { report, proof } = args;
  const sealed = report.checks.find(({ name }) => name === 'sealed');
  if (proof === undefined || sealed?.state !== 'passed') return report;
  const { check } = await runCheck('sealed', async () => {
    await seeSeal(resident, proof.seal);
  });
  return { ...report, checks: report.checks.map((each) => (each.name === 'sealed' ? check : each)) };
}
