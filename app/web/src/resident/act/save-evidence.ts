import { networkToJson } from '../../../../../core/domain/ledger/network.ts';
import { handoverToJson, type KeyedNetwork } from '../../../../../core/domain/seal/seal-keys.ts';
import { toHex } from '../../../../../core/domain/bytes/hex.ts';
import { billName } from '../bill-view.ts';
import type { LoadedBill } from '../load/load-bills.ts';

/** All that the checks of a bill looked at, as a file; it names nobody and holds no key. */
export function evidenceJson(network: KeyedNetwork, bill: Pick<LoadedBill, 'record' | 'report' | 'evidence'>): string {
  const { checks } = bill.report;
  const handovers = (network.handovers ?? []).map(handoverToJson);
  return JSON.stringify({ network: networkToJson(network), handovers, checks, evidence: bill.evidence }, plain, 2);
}

/** Saves the evidence through the browser's own download. */
export function saveEvidence(network: KeyedNetwork, bill: LoadedBill): void {
  const url = URL.createObjectURL(new Blob([evidenceJson(network, bill)], { type: 'application/json' }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = `domledger-${billName(bill)}.json`;
  anchor.click();
  URL.revokeObjectURL(url);
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  return value instanceof Uint8Array ? toHex(value) : value;
}
