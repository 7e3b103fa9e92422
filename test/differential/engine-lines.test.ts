import { expect } from 'chai';
import fc from 'fast-check';
import { priceBill } from '../../biller/engine/price-bill.ts';
import { linesByTerms, rateDays, shareOfPeriod } from '../../core/domain/billing/bill-lines.ts';
import { packAt, ruleAt } from '../../core/domain/billing/engine/packs/pack.ts';
import type { Rate } from '../../core/domain/billing/rates/tariff.ts';
import { occasion } from '../biller/support/occasion.ts';
import { computeBill } from '../../core/domain/billing/engine/bill/compute-bill.ts';
import { parseBillCase, traceOf } from '../../core/domain/billing/engine/bill/run-bill.ts';
import { periodStart, startOfLocalDate } from '../../core/domain/billing/period.ts';
import { rateOver } from '../../core/domain/billing/rates/rate-over.ts';
import { rulesAt } from '../../core/domain/billing/tariff-rules.ts';
import { RESOURCE } from '../../core/domain/ledger/kinds.ts';
import { normTerms, PROVIDER, TIME_ZONE, upkeepTerms } from '../core/domain/billing/bill-sample.ts';

const CASE = {
  version: '1',
  pack: 'ru-2026',
  currency: 'RUB',
  period: { from: '2026-10-01', to: '2026-11-01' },
  rounding: 'half-up, 12 decimals',
};
const UNITS = 10n ** 12n;

/** The lines of a bill of the engine, in 10⁻¹² of the currency unit: what ledgers count with. */
function amountsOf(json: object): bigint[] {
  const parsed = parseBillCase({ ...CASE, ...json });
  return computeBill(parsed, traceOf(parsed)).lines.map(({ amount }) => (amount.n * UNITS) / amount.d);
}

const decimal = (value: number, digits: number): string =>
  `${Math.floor(value / 10 ** digits)}.${String(value % 10 ** digits).padStart(digits, '0')}`;
const day = fc.integer({ min: 1, max: 31 }).map((value) => `2026-10-${String(value).padStart(2, '0')}`);
const cents = fc.integer({ min: 0, max: 9_999_999 });

describe("the engine's lines and the biller's", () => {
  it('are equal for upkeep and for norms, whatever day the contract begins or ends and the rate changes, with and without a coefficient', () => {
    const kinds = fc.constantFrom<'upkeep' | 'possible' | 'impossible'>('upkeep', 'possible', 'impossible');
    const people = fc.integer({ min: 0, max: 9 });
    fc.assert(
      fc.property(
        kinds,
        day,
        day,
        day,
        cents,
        cents,
        cents,
        people,
        (kind, from, to, at, many, price, other, residents) => {
          const terms =
            kind === 'upkeep'
              ? upkeepTerms({ area: decimal(many, 2), from })
              : normTerms({ norm: decimal(many, 3), from, residents: String(residents), installation: kind });
          const resource = Number(terms.resource);
          const rate = (validFrom: bigint, mantissa: number): Rate => ({
            ...{ provider: PROVIDER, resource, zone: 0, validFrom },
            ...{ mantissa: BigInt(mantissa), exponent: kind === 'upkeep' ? -2 : -5 },
          });
          const rates = [rate(0n, price), rate(startOfLocalDate(at, TIME_ZONE), other)];
          const until = startOfLocalDate(to, TIME_ZONE);
          const span = { from, until, period: 202_610, timeZone: TIME_ZONE };
          const rules = rulesAt('2026-10-01');
          const parts = rateDays(span, rates, { provider: PROVIDER, resource, zone: 0 });
          const expected = linesByTerms({ terms, parts, of: shareOfPeriod(span).of, rules });
          const { lines } = priceBill(occasion({ terms, rates, until, rules }));
          expect(lines.map(({ label, amount }) => [label, amount])).to.deep.equal(
            expected.map(({ label, amount }) => [label, amount]),
          );
        },
      ),
    );
  });

  it('know the same coefficients as the dated rules that bills name', () => {
    for (const date of ['2017-01-01', '2025-12-01', '2025-12-31', '2026-01-01', '2026-03-01', '2026-10-01']) {
      const { noMeterCoefficient } = rulesAt(date);
      const rule = ruleAt(packAt('ru', date), 'norm.coefficient', date);
      const named = { cold_water: RESOURCE.coldWater, hot_water: RESOURCE.hotWater, electricity: RESOURCE.electricity };
      for (const [key, resource] of Object.entries({ ...named, gas: RESOURCE.gas, heating: RESOURCE.heat }))
        expect([date, key, rule.values.get(key)]).to.deep.equal([date, key, noMeterCoefficient.get(resource)]);
    }
  });

  it('are equal over a change of rate, but for the rounding of the mean rate: half a unit for each that was used', () => {
    const from = periodStart(202_610, TIME_ZONE);
    const to = periodStart(202_611, TIME_ZONE);
    fc.assert(
      fc.property(
        day.filter((at) => at !== '2026-10-01'),
        cents,
        cents,
        cents,
        (at, before, after, used) => {
          const of = (validFrom: bigint, price: number) => ({
            provider: PROVIDER,
            resource: RESOURCE.coldWater,
            zone: 0,
            validFrom,
            mantissa: BigInt(price),
            exponent: -5,
          });
          const rates = [of(from, before), of(startOfLocalDate(at, TIME_ZONE), after)];
          const mean = rateOver(rates, { provider: PROVIDER, resource: RESOURCE.coldWater, zone: 0, from, to });
          const dated = [
            { from: '2026-01-01', rate: decimal(before, 5) },
            { from: at, rate: decimal(after, 5) },
          ];
          const readings = [
            { meter: 'm', date: '2026-10-01', value: '0' },
            { meter: 'm', date: '2026-11-01', value: String(used) },
          ];
          const components = [
            { id: 'm', basis: { kind: 'register', meters: ['m'] }, price: { kind: 'unit', rate: dated } },
          ];
          const own = amountsOf({ meters: [{ id: 'm' }], readings, components }).reduce((a, b) => a + b, 0n);
          const difference = own - mean.rate * BigInt(used);
          expect(2n * (difference < 0n ? -difference : difference) <= BigInt(used) + 2n).to.equal(true);
        },
      ),
    );
  });
});
