import type { LineOpening } from '../../../../../core/domain/evidence/bill-line.ts';
import { billLineToJson } from '../../../../../core/domain/evidence/bill-line-json.ts';
import { decodeData } from '../../../../../core/domain/ledger/block-data.ts';
import type { KeyedNetwork } from '../../../../../core/domain/seal/seal-keys.ts';
import { billName } from '../bill-view.ts';
import type { LoadedBill } from '../load/load-bills.ts';

type Shown = Pick<LoadedBill, 'report' | 'evidence'>;

/**
 * What an expert needs to judge one line of a bill, for `domledger evidence check`: the invoice, its place on the ledger, and what opens that line alone.
 * @param line from 0 on: the metered lines, then the declared ones
 * @returns undefined while the bill is in no sealed block
 */
export function evidenceJson(network: KeyedNetwork, { report, evidence }: Shown, line: number): string | undefined {
  const { invoice, proof } = evidence;
  if (proof === undefined) return undefined;
  return JSON.stringify(
    billLineToJson(network, { invoice, proof, line, opening: openingOf({ report, evidence }, line) }),
    null,
    2,
  );
}

/** Saves the evidence through the browser's own download. */
export function saveEvidence(network: KeyedNetwork, bill: LoadedBill, line: number): void {
  const json = evidenceJson(network, bill, line);
  if (json === undefined) return;
  const url = URL.createObjectURL(new Blob([json], { type: 'application/json' }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = `domledger-${billName(bill)}-${line + 1}.json`;
  anchor.click();
  URL.revokeObjectURL(url);
}

/** Undefined where the line stays closed: then that is what the file shows. */
function openingOf({ report, evidence }: Shown, line: number): LineOpening | undefined {
  const { metered } = decodeData('INVOICE', evidence.invoice.signed.data);
  if (line < metered.length) {
    const [open, close] = report.readings?.slice(2 * line, 2 * line + 2) ?? [];
    return open && close && { open, close };
  }
  const declared = report.content?.declared[line - metered.length];
  return declared && { amount: BigInt(declared.amount), blinding: BigInt(declared.blinding) };
}
