import type { LineOpening } from '../../../../../core/domain/evidence/bill-line.ts';
import { billLineToJson } from '../../../../../core/domain/evidence/bill-line-json.ts';
import { decodeData } from '../../../../../core/domain/ledger/block-data.ts';
import type { Recorded } from '../../../../../core/domain/resident/recorded.ts';
import type { KeyedNetwork } from '../../../../../core/domain/seal/seal-keys.ts';
import { billName } from '../bill-name.ts';
import type { BillEvidence } from '../../../../../core/domain/resident/check/bill-evidence.ts';
import { fetchProof } from '../load/fetch-bill.ts';
import type { LoadedBill } from '../load/load-bills.ts';
import type { Resident } from '../resident.ts';

type Shown = Pick<LoadedBill, 'report'> & { evidence?: Pick<BillEvidence, 'invoice' | 'proof'> };

/**
 * What an expert needs to judge one line of a bill, for `domledger evidence check`: the invoice, its place on the ledger, and what opens that line alone.
 * @param line from 0 on: the metered lines, then the declared ones
 * @returns undefined while the bill is in no sealed block
 */
export function evidenceJson(network: KeyedNetwork, { report, evidence }: Shown, line: number): string | undefined {
  if (evidence?.proof === undefined) return undefined;
  const { invoice, proof } = evidence;
  return JSON.stringify(
    billLineToJson(network, { invoice, proof, line, opening: openingOf(report, invoice, line) }),
    null,
    2,
  );
}

/**
 * Saves the evidence through the browser's own download. Where the verdict is one that was kept, its bill's place is asked for now.
 * @returns whether the bill has a place yet
 */
export async function saveEvidence(
  resident: Pick<Resident, 'api' | 'network'>,
  { record, report, evidence }: LoadedBill,
  line: number,
): Promise<boolean> {
  const { invoice } = record;
  const proof = evidence === undefined ? await fetchProof(resident, record) : evidence.proof;
  const json = evidenceJson(resident.network, { report, evidence: { invoice, proof } }, line);
  if (json === undefined) return false;
  const url = URL.createObjectURL(new Blob([json], { type: 'application/json' }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = `domledger-${billName({ record })}-${line + 1}.json`;
  anchor.click();
  URL.revokeObjectURL(url);
  return true;
}

/** Undefined where the line stays closed: then that is what the file shows. */
function openingOf(report: LoadedBill['report'], invoice: Recorded, line: number): LineOpening | undefined {
  const { metered } = decodeData('INVOICE', invoice.signed.data);
  if (line < metered.length) {
    const [open, close] = report.readings?.slice(2 * line, 2 * line + 2) ?? [];
    return open && close && { open, close };
  }
  const declared = report.content?.declared[line - metered.length];
  return declared && { amount: BigInt(declared.amount), blinding: BigInt(declared.blinding) };
}
