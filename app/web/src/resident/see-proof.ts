import type { LedgerEvidence } from '../../../../core/domain/resident/check/bill-evidence.ts';
import type { BillReport } from '../../../../core/domain/resident/check/check-bill.ts';
import { checkNotOlder } from './check-not-older.ts';
import { runCheck } from '../../../../core/domain/resident/check/run-check.ts';
import type { Resident } from './resident.ts';
import { seeSeal } from './see-seal.ts';

/**
 * Compares a proof's seal with all heads that this browser has seen before. A contradiction turns the line "sealed" into an alarm, and so does a state that
 * is older than one seen before: what came since would be missing in it.
 * @param args `notBefore` = number of the newest head that had been seen when the proof was asked for
 */
export async function seeProof(
  resident: Pick<Resident, 'api' | 'chain' | 'network'>,
  args: { report: BillReport; proof: LedgerEvidence | undefined; notBefore: bigint },
): Promise<BillReport> {
  const { report, proof, notBefore } = args;
  const sealed = report.checks.find(({ name }) => name === 'sealed');
  if (proof === undefined || sealed?.state !== 'passed') return report;
  const { check } = await runCheck('sealed', async () => {
    checkNotOlder(proof.seal.number, notBefore, 'the state');
    await seeSeal(resident, proof.seal);
  });
  return { ...report, checks: report.checks.map((each) => (each.name === 'sealed' ? check : each)) };
}
