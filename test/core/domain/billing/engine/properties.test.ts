import { expect } from 'chai';
import fc from 'fast-check';
import { parseBillCase, traceOf } from '../../../../../core/domain/billing/engine/bill/run-bill.ts';
import { computeBill, type Bill } from '../../../../../core/domain/billing/engine/bill/compute-bill.ts';
import { dateOf, dayOf } from '../../../../../core/domain/billing/engine/calendar/day.ts';
import {
  add,
  compare,
  exact,
  formatExact,
  sum,
  ZERO,
  type Exact,
} from '../../../../../core/domain/billing/engine/number/exact.ts';
import { formatFixed } from '../../../../../core/domain/billing/engine/number/rounding-rule.ts';
import { shareOut } from '../../../../../core/domain/billing/engine/number/shares.ts';
import { allocatePayments } from '../../../../../core/domain/billing/engine/account/allocate.ts';
import { stateOn, type Account } from '../../../../../core/domain/billing/engine/account/statement.ts';
import { packByName } from '../../../../../core/domain/billing/engine/packs/pack.ts';
import { createTrace } from '../../../../../core/domain/billing/engine/trace.ts';
import { houseResidual } from '../../../../../core/domain/billing/engine/volume/house-needs.ts';

const CASE = { version: '1', pack: 'ru-2026', currency: 'RUB', period: { from: '2026-07-01', to: '2026-08-01' } };

function billOf(json: object): Bill {
  const parsed = parseBillCase({ ...CASE, ...json });
  return computeBill(parsed, traceOf(parsed));
}

const milli = (value: number): string => formatExact({ n: BigInt(value), d: 1000n });
const amount = fc.integer({ min: 0, max: 10_000_000 });
const rates = fc.array(fc.record({ day: fc.integer({ min: 0, max: 30 }), rate: fc.integer({ min: 1, max: 99_999 }) }), {
  maxLength: 4,
});

describe('bill engine: what holds for every bill', () => {
  it('the order of readings does not matter', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 31 }), { minLength: 2, maxLength: 8 }),
        amount,
        fc.infiniteStream(fc.integer()),
        (days, start, keys) => {
          const readings = [...days]
            .sort((a, b) => a - b)
            .map((day, index) => ({
              ...{ meter: 'm', date: dateOf(dayOf('2026-07-01') + day), value: milli(start + index * 1234) },
            }));
          const shuffled = readings
            .map((one) => ({ one, key: keys.next().value }))
            .sort((a, b) => a.key - b.key)
            .map(({ one }) => one);
          const rate = [
            { from: '2026-01-01', rate: '3.17' },
            { from: '2026-07-11', rate: '4.19' },
          ];
          const components = [{ id: 'm', basis: { kind: 'register', meters: ['m'] }, price: { kind: 'unit', rate } }];
          const meters = [{ id: 'm' }];
          expect(billOf({ meters, readings: shuffled, components })).to.deep.equal(
            billOf({ meters, readings, components }),
          );
        },
      ),
    );
  });

  it('dates on which nothing changes change nothing but where lines are cut', () => {
    fc.assert(
      fc.property(amount, fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 9 }), (area, day, people) => {
        const at = dateOf(dayOf('2026-07-01') + day);
        const components = [
          { id: 'a', basis: { kind: 'area' }, price: { kind: 'unit', rate: '31.07' } },
          { id: 'b', basis: { kind: 'norm', per: 'person', norm: '4.745' }, price: { kind: 'unit', rate: '55.21' } },
        ];
        const whole = billOf({ premises: { area: milli(area), residents: people }, components });
        const areas = [
          { from: '2026-01-01', area: milli(area) },
          { from: at, area: milli(area) },
        ];
        const residents = [
          { from: '2026-01-01', count: people },
          { from: at, count: people },
        ];
        const cut = billOf({ premises: { area: areas, residents }, components });
        expect(cut.total).to.deep.equal(whole.total);
      }),
    );
  });

  it('a reading in the middle changes nothing where no rate changes', () => {
    fc.assert(
      fc.property(amount, amount, fc.integer({ min: 1, max: 30 }), (first, second, day) => {
        const components = [
          { id: 'm', basis: { kind: 'register', meters: ['m'] }, price: { kind: 'unit', rate: '5.55' } },
        ];
        const ends = [
          { meter: 'm', date: '2026-07-01', value: '0' },
          { meter: 'm', date: '2026-08-01', value: milli(first + second) },
        ];
        const middle = { meter: 'm', date: dateOf(dayOf('2026-07-01') + day), value: milli(first) };
        const meters = [{ id: 'm' }];
        const total = (readings: object[]): string => formatFixed(billOf({ meters, readings, components }).total, 2);
        expect(total([...ends, middle])).to.equal(total(ends));
      }),
    );
  });

  it('more never costs less under rising tiers, nor under one rate', () => {
    const tiers = [
      { up_to: '100', per_unit: '1.5' },
      { up_to: '300', per_unit: '2.25' },
      { up_to: null, per_unit: '4' },
    ];
    fc.assert(
      fc.property(amount, amount, fc.boolean(), (a, b, prorate) => {
        const total = (units: number): Exact => {
          const price = { kind: 'graduated', tiers, prorate };
          return billOf({ components: [{ id: 'u', basis: { kind: 'units', quantity: milli(units) }, price }] }).total;
        };
        expect(compare(total(Math.min(a, b)), total(Math.max(a, b)))).to.be.at.most(0);
      }),
    );
  });

  it('estimates and their recalculation add up to the true bill, whatever was estimated', () => {
    fc.assert(
      fc.property(amount, fc.array(amount, { minLength: 1, maxLength: 3 }), rates, (used, estimates, changes) => {
        const dates = new Map(changes.map(({ day, rate }) => [dateOf(dayOf('2026-07-01') + day), milli(rate)]));
        const rate = [{ from: '2020-01-01', rate: '3' }, ...[...dates].map(([from, one]) => ({ from, rate: one }))];
        const readings = [
          { meter: 'm', date: '2026-04-01', value: '0' },
          { meter: 'm', date: '2026-08-01', value: milli(used) },
        ];
        const cents = (value: number): string => formatFixed({ n: BigInt(value), d: 100n }, 2);
        const before = estimates.map((one, index) => ({ period: `2026-0${4 + index}`, amount: cents(one) }));
        const componentOf = (more: object) => [
          { id: 'm', basis: { kind: 'register', meters: ['m'], ...more }, price: { kind: 'unit', rate } },
        ];
        const common = { meters: [{ id: 'm' }], readings };
        const truth = billOf({ ...common, components: componentOf({}) }).total;
        const corrected = billOf({ ...common, components: componentOf({ estimated_before: before }) }).total;
        expect(compare(add(corrected, sum(before.map((one) => exact(one.amount)))), truth)).to.equal(0);
      }),
    );
  });

  it('a house sums to its meter and to the last kopeck', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 200_000 }), { minLength: 1, maxLength: 40 }),
        amount,
        (areas, cost) => {
          const total = { n: BigInt(cost), d: 100n };
          const weights = areas.map((area) => exact(milli(area)));
          const flats = shareOut(total, weights, 2);
          expect(compare(sum(flats), total)).to.equal(0);
          const volumes = areas.map((area) => exact(milli(area)));
          const house = exact(milli(cost));
          expect(compare(add(houseResidual(house, volumes), sum(volumes)), house)).to.equal(0);
          expect(flats.every((flat, index) => distance(flat, total, weights, index))).to.equal(true);
        },
      ),
    );
  });

  it('lines add up to the total that is shown, at every rounding', () => {
    const modes = fc.constantFrom('half-up', 'half-even', 'half-down', 'up', 'down');
    fc.assert(
      fc.property(
        fc.array(amount, { minLength: 1, maxLength: 12 }),
        modes,
        fc.integer({ min: 0, max: 4 }),
        (units, mode, decimals) => {
          const components = units.map((one, index) => ({
            ...{
              id: `c${index}`,
              basis: { kind: 'units', quantity: milli(one) },
              price: { kind: 'unit', rate: '0.2849' },
            },
          }));
          const bill = billOf({ components, rounding: `${mode}, ${decimals} decimals, once per line` });
          expect(compare(sum(bill.lines.map((line) => line.amount)), bill.total)).to.equal(0);
          expect(bill.lines.every((line) => (line.amount.n * 10n ** BigInt(decimals)) % line.amount.d === 0n)).to.equal(
            true,
          );
        },
      ),
    );
  });

  it('a payment is spread in whole kopecks, never more than is open, and nothing of it is lost', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(amount, fc.integer({ min: -1_000_000, max: -1 })), { minLength: 1, maxLength: 8 }),
        fc.array(amount, { maxLength: 5 }),
        fc.constantFrom('half-up', 'none'),
        (lines, payments, mode) => {
          const cents = (values: number[]): Exact[] => values.map((value) => ({ n: BigInt(value), d: 100n }));
          const done = allocatePayments(cents(payments), cents(lines), { mode, decimals: 2 });
          expect(compare(add(sum(done.shares), done.advance), sum(cents(payments)))).to.equal(0);
          expect(done.open.every((open, index) => open.n >= 0n || (lines[index] ?? 0) < 0)).to.equal(true);
          if (sum(cents(lines)).n >= 0n) expect(sum(done.open).n >= 0n).to.equal(true);
        },
      ),
    );
  });

  it('void and reissue restore the account, and the order of its entries does not matter', () => {
    const entries = fc.array(
      fc.record({
        day: fc.integer({ min: 0, max: 300 }).map((day) => day - (day % 30)),
        amount: fc.integer({ min: 1, max: 1_000_000 }),
      }),
      { maxLength: 8 },
    );
    const trace = () => createTrace({ pack: packByName('ru-2026'), date: '2026-01-01' });
    fc.assert(
      fc.property(entries, entries, (owed, paid) => {
        const bills = owed.map(({ day, amount: cents }, index) => ({
          ...{ id: `b${index}`, due: dateOf(dayOf('2026-01-15') + day), kind: 'services' as const },
          lines: [
            { n: BigInt(cents), d: 100n },
            { n: BigInt(cents) * 3n, d: 100n },
          ],
        }));
        const payments = paid.map(({ day, amount: cents }) => ({
          date: dateOf(dayOf('2026-01-20') + day),
          amount: { n: BigInt(cents), d: 100n },
        }));
        const keyRates = [{ from: 0, value: exact('16') }];
        const account: Account = { bills, payments, voided: [], keyRates };
        const before = stateOn('2026-12-01', account, trace());
        const again = bills.map((bill) => ({ ...bill, id: `${bill.id}-again` }));
        const voided = bills.map(({ id }) => ({ bill: id, date: '2026-06-01' }));
        const after = stateOn(
          '2026-12-01',
          { ...account, bills: [...again, ...bills].reverse(), payments: [...payments].reverse(), voided },
          trace(),
        );
        for (const key of ['owed', 'overdue', 'advance', 'penalty'] as const)
          expect(compare(after[key], before[key]), key).to.equal(0);
      }),
      { numRuns: 60 },
    );
  });
});

/** Less than one unit from what its weight gives. */
function distance(flat: Exact, total: Exact, weights: readonly Exact[], index: number): boolean {
  const all = sum(weights);
  const weight = weights[index] ?? ZERO;
  const own = { n: total.n * weight.n * all.d, d: total.d * weight.d * all.n };
  const off = add(flat, { n: -own.n, d: own.d });
  return compare({ n: off.n < 0n ? -off.n : off.n, d: off.d }, { n: 1n, d: 100n }) < 0;
}
