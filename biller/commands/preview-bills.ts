import type { Hex } from '../../core/domain/bytes/hex.ts';
import { draftBills } from '../decide/issue-bills.ts';
import type { DecisionContext } from '../decide/decision-context.ts';
import { compareBill, type Compared } from '../engine/compare-bill.ts';
import type { Json } from '../engine/piece.ts';

/** A bill that the daemon would issue now. `case`: what `domledger bill` prices its lines by. */
export type Previewed = Compared & {
  contractId: Hex;
  subscriber: Hex;
  resource: number;
  period: number;
  total: bigint;
  lines: { label: string; text: string; amount: string }[];
  case: Json | undefined;
};
export type Preview = { bills: Previewed[]; faults: { about: string; code: string }[] };

/**
 * What the daemon would bill now, by the same decisions, and nothing signed or said.
 * @param billableUntil unix seconds: periods that ended by then are over
 */
export async function previewBills(desk: DecisionContext, billableUntil: bigint): Promise<Preview> {
  const faults: Preview['faults'] = [];
  const note = (about: string, { code }: { code: string }): void => void faults.push({ about, code });
  const context: DecisionContext = { ...desk, fault: note, alarm: note };
  const bills: Previewed[] = [];
  for (const { contract, last, draft, priced } of await draftBills(context, billableUntil)) {
    const { content } = draft;
    const before = last === undefined ? undefined : (await context.decryptor.invoice(last)).content;
    bills.push({
      ...{ contractId: contract.contractId, subscriber: contract.consumer, resource: contract.resource },
      ...{ period: Number(content.period), total: draft.total, case: priced.priced?.json },
      lines: content.declared.map(({ label, text, amount }) => ({ label, text, amount })),
      ...compareBill(content, before),
    });
  }
  return { bills, faults };
}
