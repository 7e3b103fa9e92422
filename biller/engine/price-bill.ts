import { runBill } from '../../core/domain/billing/engine/bill/run-bill.ts';
import { billOutcome } from '../../core/domain/billing/engine/bill/outcome-shape.ts';
import type { DeclaredAmount } from '../../core/domain/billing/bill-lines.ts';
import { TEXT_BYTES, type Derivation } from '../../core/domain/billing/bill.ts';
import { lineTitle } from '../../core/domain/billing/line-text.ts';
import { formatAmount, parseAmount } from '../../core/domain/billing/money.ts';
import { packAt, ruleAt } from '../../core/domain/billing/engine/packs/pack.ts';
import { estimateCode } from '../estimates/estimated-pieces.ts';
import { periodSpan } from './span.ts';
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

const ACTS: ReadonlyMap<string, { label: number; code: string }> = new Map([
  ['absence', { label: LABEL.recalculation, code: 'absence' }],
  ['breaks', { label: LABEL.recalculation, code: 'breaks' }],
  ['quality', { label: LABEL.recalculation, code: 'quality' }],
  ['upkeep', { label: LABEL.recalculation, code: 'upkeep-breach' }],
  ['privilege', { label: LABEL.privilege, code: 'privilege' }],
  ['correction', { label: LABEL.recalculation, code: 'correction' }],
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
  const lines = outcome.lines.flatMap((line, index) => lineOf(of, priced, outcome, line, index));
  const own = [...lines, ...flatLines(of, outcome), ...penaltyLines(of)];
  return { lines: [...own, ...backLines(of, own, outcome)], priced };
}

function outcomeOf({ json }: CaseOfBill): Outcome {
  return billOutcome.parse(runBill(json));
}

function lineOf(of: Occasion, { pieces }: CaseOfBill, outcome: Outcome, line: Line, index: number): DeclaredAmount[] {
  const { component, text, amount } = line;
  const step = stepOf(outcome, line, index);
  const act = ACTS.get(text);
  const derivation = derivationOf(step === undefined ? [] : [step]);
  if (act !== undefined) return [declared(act, '', parseAmount(amount), derivation)];
  const piece = pieces.find((one) => one.component.id === component);
  if (piece?.label === undefined) return [];
  const { label } = piece;
  const { estimation } = of;
  const isEstimate = estimation !== undefined && piece.code === 'estimate';
  const code = isEstimate ? estimateCode(step?.formula ?? '', estimation) : piece.code;
  const figures = `: ${line.quantity} ${line.unit ?? ''} × ${line.price}, ${text}`;
  return [declared({ label, code }, figures, parseAmount(amount), derivation)];
}

/** A line of a code: its words in English, as those read it who know no codes, and its figures. */
function declared(
  { label, code }: { label: number; code: string },
  figures: string,
  amount: bigint,
  derivation: Derivation | undefined,
): DeclaredAmount {
  return { label, code, text: cut(`${lineTitle(code, 'en') ?? code}${figures}`, TEXT_BYTES.text), amount, derivation };
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
  return [declared({ label: LABEL.recalculation, code: 'flat' }, '', difference, derivationOf(steps))];
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
  const figures = parseAmount(asked) === 0n ? `: ${all}` : `: ${all} − ${asked}`;
  return [declared({ label: LABEL.penalty, code: `penalty:${by}` }, figures, amount, derivationOf(steps))];
}

/**
 * What estimates billed before is taken back, a line for each month: the readings of this bill count instead. No more at once than the bill comes to; what is
 * left of an estimate is taken back by the bills after.
 */
function backLines(of: Occasion, own: readonly DeclaredAmount[], outcome: Outcome): DeclaredAmount[] {
  const { estimated = [], country, period } = of;
  if (estimated.length === 0) return [];
  const from = periodSpan(period).from;
  const { act, point } = ruleAt(packAt(country, from), 'estimate.recalculation', from);
  // What the contract computes by itself is in the engine's sum, and in no line here.
  const beside = own.filter(({ code = '' }) => code === 'flat' || code.startsWith('penalty:'));
  let room = [parseAmount(outcome.net), ...beside.map(({ amount }) => amount)].reduce((sum, one) => sum + one, 0n);
  return estimated.flatMap(({ period: month, amount }) => {
    const back = amount < room ? amount : room > 0n ? room : 0n;
    room -= back;
    if (back === 0n) return [];
    const rest = amount - back;
    const formula = rest === 0n ? `−${formatAmount(back)}` : `−${formatAmount(back)} of ${formatAmount(amount)}`;
    return [
      declared({ label: LABEL.recalculation, code: `estimate-back:${month}` }, '', -back, { formula, act, point }),
    ];
  });
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
