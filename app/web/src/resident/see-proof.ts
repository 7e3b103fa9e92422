import type { LedgerEvidence } from '../../../../core/domain/resident/bill-evidence.ts';
import type { BillReport } from '../../../../core/domain/resident/check-bill.ts';
import { runCheck } from '../../../../core/domain/resident/check.ts';
import type { Seal } from '../../../../core/domain/seal.ts';
import { sealsSchema } from '../api/schemas.ts';
import type { Resident } from './resident.ts';

/** The portal gives at most this many seals at once. */
const SEALS_PER_PAGE = 500n;

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
    const { network, chain } = resident;
    await chain.see({ network, seal: proof.seal, parents: await parentsOf(resident, proof.seal) });
  });
  return { ...report, checks: report.checks.map((each) => (each.name === 'sealed' ? check : each)) };
}

/** The seals between the newest head seen and this one, when they fit on one page. */
async function parentsOf(resident: Resident, seal: Seal): Promise<Seal[]> {
  const newest = await resident.chain.newest(resident.network);
  if (newest === undefined) return [];
  const from = newest.seal.number + 1n;
  const missing = seal.number - from;
  if (missing <= 0n || missing > SEALS_PER_PAGE) return [];
  const { seals } = await resident.api.get(`/api/seals?from=${from}&limit=${missing}`, sealsSchema);
  return seals.map((entry) => entry.seal);
}
