import type { BillContent } from '../bill.ts';
import { LABEL } from '../../ledger/kinds.ts';
import { AMOUNT_PER_MINOR } from '../money.ts';
import { roundHalfUp } from '../rounding.ts';

/** In 10⁻¹² of the currency unit, whole minor units. */
export type WholeLine = { text: string; amount: bigint; isPenalty?: boolean };

/**
 * A bill's lines in whole minor units, metered first, as payments are shared over them: each rounded half up, and what that leaves in the line by which the bill
 * itself rounds. What the bill took over from the account is no line: it was owed before.
 */
export function wholeLines({ metered, declared }: BillContent): WholeLine[] {
  const lines = [
    ...metered.map(({ zone, amount }) => ({
      text: zone === '0' ? 'metered' : `metered, zone ${zone}`,
      label: 0,
      amount,
    })),
    ...declared.map(({ text, label, amount }) => ({ text, label: Number(label), amount })),
  ].map(({ amount, ...line }) => ({ ...line, amount: BigInt(amount) }));
  const total = lines.reduce((sum, { amount }) => sum + amount, 0n);
  const shown = lines.filter(({ label }) => label !== LABEL.rounding).map(whole);
  const rest = total - shown.reduce((sum, { amount }) => sum + amount, 0n);
  const rounding = lines.find(({ label }) => label === LABEL.rounding)?.text ?? '';
  return rest === 0n ? shown : [...shown, { text: rounding, amount: rest }];
}

function whole({ text, label, amount }: { text: string; label: number; amount: bigint }): WholeLine {
  return { text, amount: roundHalfUp(amount, AMOUNT_PER_MINOR), isPenalty: label === LABEL.penalty };
}
