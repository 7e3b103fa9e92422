import { computeBill } from '../../core/domain/billing/engine/bill/compute-bill.ts';
import { parseBillCase, traceOf } from '../../core/domain/billing/engine/bill/run-bill.ts';
import type { BillCase } from '../../core/domain/billing/engine/bill/case-shape.ts';
import { round } from './round.ts';

const ROUNDS = 5;
const BILLS = 10_000;
/** Promised, on one core. */
const LIMIT = 20_000;

/**
 * Bills of twelve lines with their derivation, a second of one core's time: two water meters, two zones of electricity, and eight lines by area, people, month and house. The
 * ceiling is the bare arithmetic of the same lines: twelve products and twelve roundings of bigints, and nothing written down.
 */
export function benchBills(): Record<string, number> {
  const bills = Array.from({ length: 64 }, (_, index) => parseBillCase(caseOf(index)));
  const rates = Array.from({ length: ROUNDS }, () => perSecond(() => computeOne(bills))).sort((a, b) => a - b);
  const ceiling = perSecond(bare);
  return {
    engine_bills_per_s: round(rates[ROUNDS >> 1] ?? 0),
    engine_bills_per_s_lowest: round(rates[0] ?? 0),
    engine_bills_per_s_highest: round(rates.at(-1) ?? 0),
    engine_bills_per_s_ceiling: round(ceiling),
    engine_bills_per_s_limit: LIMIT,
  };
}

function computeOne(bills: readonly BillCase[]): (index: number) => bigint {
  return (index) => {
    const bill = bills[index % bills.length];
    if (bill === undefined) return 0n;
    return computeBill(bill, traceOf(bill)).total.n;
  };
}

function bare(): (index: number) => bigint {
  return (index) => {
    let total = 0n;
    for (let line = 0; line < 12; line++) total += (BigInt(index + line) * 5_521n * 2n + 1_000n) / 2_000n;
    return total;
  };
}

function perSecond(prepare: () => (index: number) => bigint): number {
  const run = prepare();
  let sum = 0n;
  for (let index = 0; index < BILLS / 10; index++) sum += run(index);
  const before = process.cpuUsage();
  for (let index = 0; index < BILLS; index++) sum += run(index);
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  if (sum === 0n) throw new Error('The bench computed nothing.');
  return BILLS / seconds;
}

function caseOf(index: number): unknown {
  const meters = ['cold', 'hot', 'day', 'night'];
  const metered = meters.map((id, at) => ({
    ...{ id, basis: { kind: 'register', meters: [id] }, price: { kind: 'unit', rate: `${at + 2}.55` } },
  }));
  const byArea = ['upkeep', 'repair', 'heat'].map((id) => ({
    id,
    basis: { kind: 'area' },
    price: { kind: 'unit', rate: '31.07' },
  }));
  const byNorm = ['waste', 'gas'].map((id) => ({
    ...{ id, basis: { kind: 'norm', per: 'person', norm: '0.2' }, price: { kind: 'unit', rate: '701.5' } },
  }));
  const needs = {
    ...{
      id: 'soi',
      basis: { kind: 'house_residual', house: '12000', taken: ['1000', '9000'] },
      price: { kind: 'unit', rate: '1.936' },
    },
    share: { part: '60', of: '2400' },
  };
  const sewage = {
    id: 'sewage',
    basis: { kind: 'sum_of', components: ['cold', 'hot'] },
    price: { kind: 'unit', rate: '40' },
  };
  const fixed = { id: 'intercom', basis: { kind: 'fixed', per: 'month' }, price: { kind: 'unit', rate: '60' } };
  return {
    ...{ version: '1', pack: 'ru-2026', currency: 'RUB', period: { from: '2026-07-01', to: '2026-08-01' } },
    premises: { area: '54.30', residents: 2 },
    meters: meters.map((id) => ({ id, digits: 6 })),
    readings: meters.flatMap((meter) => [
      { meter, date: '2026-07-01', value: `${100 + index}.125` },
      { meter, date: '2026-08-01', value: `${104 + 2 * index}.750` },
    ]),
    components: [...metered, ...byArea, ...byNorm, needs, sewage, fixed],
  };
}
