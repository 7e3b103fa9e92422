import { runBill } from '../../core/domain/billing/engine/bill/run-bill.ts';
import { billOutcome } from '../../core/domain/billing/engine/bill/outcome-shape.ts';
import type { DeclaredAmount } from '../../core/domain/billing/bill-lines.ts';
import { TEXT_BYTES, type Derivation } from '../../core/domain/billing/bill.ts';
import { parseAmount } from '../../core/domain/billing/money.ts';
import { utf8 } from '../../core/domain/bytes/hex.ts';
import { LABEL } from '../../core/domain/ledger/kinds.ts';
import type { z } from 'zod';
import { caseOfBill, type CaseOfBill } from './case-of-bill.ts';
import type { Occasion } from './occasion.ts';

type Outcome = z.output<typeof billOutcome>;
type Step = Outcome['derivation'][number];
type Line = Outcome['lines'][number];
type Reasoned = { formula?: string; act?: string | undefined; point?: string | undefined };

/** What a bill has beside its metered lines, and the case it was priced by. */
export type PricedBill = { lines: DeclaredAmount[]; priced: CaseOfBill | undefined };

const ACTS: ReadonlyMap<string, { label: number; title: string }> = new Map([
  ['absence', { label: LABEL.recalculation, title: 'Absence' }],
  ['breaks', { label: LABEL.recalculation, title: 'Breaks of the supply' }],
  ['quality', { label: LABEL.recalculation, title: 'Quality of the supply' }],
  ['upkeep', { label: LABEL.recalculation, title: 'Upkeep not done' }],
  ['privilege', { label: LABEL.privilege, title: 'Privilege' }],
  ['correction', { label: LABEL.recalculation, title: 'Correction' }],
]);

/**
 * Every line of a bill that the contract does not compute, by the engine: norm, upkeep, heating, house needs, what acts change, and the penalty on what is
 * overdue. Where area or residents differ on the ledger from what was signed, what that makes is a line of its own.
 * @throws InputError as `caseOfBill` and the engine
 */
export function priceBill(of: Occasion): PricedBill {
  const priced = caseOfBill(of);
  if (priced === undefined) return { lines: penaltyLines(of), priced };
  const outcome = outcomeOf(priced);
  const lines = outcome.lines.flatMap((line, index) => lineOf(priced, outcome, line, index));
  return { lines: [...lines, ...flatLines(of, outcome), ...penaltyLines(of)], priced };
}

function outcomeOf({ json }: CaseOfBill): Outcome {
  return billOutcome.parse(runBill(json));
}

function lineOf({ pieces }: CaseOfBill, outcome: Outcome, line: Line, index: number): DeclaredAmount[] {
  const { component, text, amount } = line;
  const step = stepOf(outcome, line, index);
  const act = ACTS.get(text);
  const derivation = derivationOf(step === undefined ? [] : [step]);
  if (act !== undefined)
    return [{ label: act.label, text: cut(act.title, TEXT_BYTES.text), amount: parseAmount(amount), derivation }];
  const piece = pieces.find((one) => one.component.id === component);
  if (piece?.label === undefined) return [];
  const shown = `${piece.title}: ${line.quantity} ${line.unit ?? ''} × ${line.price}, ${text}`;
  return [{ label: piece.label, text: cut(shown, TEXT_BYTES.text), amount: parseAmount(amount), derivation }];
}

/** The step that made a line: of several with one name, in the lines' order. */
function stepOf(outcome: Outcome, { component, text }: Line, index: number): Step | undefined {
  const same = (one: Line): boolean => one.component === component && one.text === text;
  const before = outcome.lines.slice(0, index).filter(same).length;
  return outcome.derivation.filter(({ what }) => what === `${component} ${text}`)[before];
}

/** What a contract's own lines are more, or less, by the area and residents that the ledger has. */
function flatLines(of: Occasion, outcome: Outcome): DeclaredAmount[] {
  if (of.flat.area.length === 0 && of.flat.residents.length === 0) return [];
  const byLedger = caseOfBill(of, 'ledger');
  if (byLedger === undefined) return [];
  const other = outcomeOf(byLedger);
  const difference = parseAmount(other.net) - parseAmount(outcome.net);
  if (difference === 0n) return [];
  const steps = other.derivation.filter(
    ({ what }, index) => what !== 'net' && what !== 'total' && !isSame(outcome, other, index),
  );
  const text = 'Area or residents differ from those of the contract on some days';
  return [{ label: LABEL.recalculation, text, amount: difference, derivation: derivationOf(steps) }];
}

function isSame(outcome: Outcome, other: Outcome, index: number): boolean {
  return outcome.derivation[index]?.value === other.derivation[index]?.value;
}

/** What the penalty has grown by since the bills before. */
function penaltyLines({ penalty }: Occasion): DeclaredAmount[] {
  if (penalty === undefined) return [];
  const { by, all, asked, steps } = penalty;
  const amount = parseAmount(all) - parseAmount(asked);
  if (amount === 0n) return [];
  const billed = parseAmount(asked) === 0n ? '' : `, less ${asked} that was billed before`;
  const text = cut(`Penalty by ${by}: ${all}${billed}`, TEXT_BYTES.text);
  return [{ label: LABEL.penalty, text, amount, derivation: derivationOf(steps) }];
}

function derivationOf(steps: readonly Reasoned[]): Derivation | undefined {
  const [first] = steps;
  if (first === undefined) return undefined;
  return {
    formula: cut(steps.map(({ formula = '' }) => formula).join('; '), TEXT_BYTES.formula),
    act: cut(first.act ?? '', TEXT_BYTES.act),
    point: cut(first.point ?? '', TEXT_BYTES.point),
  };
}

/** A text within so many bytes: its length tells nothing then. */
function cut(text: string, most: number): string {
  if (utf8(text).length <= most) return text;
  let kept = [...text];
  while (utf8(`${kept.join('')}…`).length > most) kept = kept.slice(0, -1);
  return `${kept.join('')}…`;
}
