import { expect } from 'chai';
import { obisFromText } from '../../../../../core/domain/ledger/ids.ts';
import { parseRules, rulesAt, rulesByName } from '../../../../../core/domain/billing/tariff-rules.ts';
import { billedRegisters, rateAt, zoneOfObis, type Rate } from '../../../../../core/domain/billing/rates/tariff.ts';
import { refusal } from '../../../../support/refusal.ts';
import { PROVIDER, SUBSCRIBER } from '../bill-sample.ts';

describe('rates', () => {
  const rates: Rate[] = [
    { provider: PROVIDER, resource: 1, zone: 0, mantissa: 6n, exponent: -3, validFrom: 100n },
    { provider: PROVIDER, resource: 1, zone: 0, mantissa: 7n, exponent: -3, validFrom: 200n },
    { provider: PROVIDER, resource: 1, zone: 0, mantissa: 65n, exponent: -4, validFrom: 200n },
  ];
  const at = (over: Partial<Parameters<typeof rateAt>[1]>): bigint =>
    rateAt(rates, { provider: PROVIDER, resource: 1, zone: 0, time: 150n, ...over });

  it('refuse a time, zone, resource or provider that no tariff covers', async () => {
    for (const over of [{ time: 99n }, { zone: 1 }, { resource: 2 }, { provider: SUBSCRIBER }]) {
      expect(await refusal(() => at(over))).to.equal('NO_RATE');
    }
  });
  it('hold from their date on; of two of one date the later published', () => {
    expect([at({}), at({ time: 199n }), at({ time: 200n })]).to.deep.equal([
      6_000_000_000n,
      6_000_000_000n,
      6_500_000_000n,
    ]);
  });
});

describe('zones', () => {
  const obis = [
    '1-0:1.8.0*255',
    '1-0:1.8.1*255',
    '1-0:1.8.2*255',
    '1-0:1.8.3*255',
    '1-0:2.8.1*255',
    '8-0:1.0.0*255',
  ].map(obisFromText);
  it('are field E of the OBIS code', () => {
    expect(obis.map(zoneOfObis)).to.deep.equal([0, 1, 2, 3, 1, 0]);
  });
  it("choose the zones' registers or the single one, and never exported energy", () => {
    expect(billedRegisters(obis.slice(0, 5), 3)).to.deep.equal(obis.slice(1, 4));
    expect(billedRegisters(obis.slice(0, 5), 1)).to.deep.equal(obis.slice(0, 1));
    expect(billedRegisters(obis.slice(5), 1)).to.deep.equal(obis.slice(5));
  });
});

describe('the registers of a bill', () => {
  it('are of one quantity, the first that the meter registers', () => {
    const heat = ['6-0:1.0.0*255', '6-0:2.0.0*255', '6-1:1.0.0*255', '6-0:1.0.1*255'].map(obisFromText);
    expect(billedRegisters(heat, 1)).to.deep.equal(heat.slice(0, 1));
    expect(billedRegisters(heat.slice(1), 1)).to.deep.equal(heat.slice(1, 2));
    expect(billedRegisters([], 1)).to.deep.equal([]);
  });
});

describe('billing rules', () => {
  it('refuse dates before the first table, unknown names and malformed tables', async () => {
    expect(await refusal(() => rulesAt('2016-12-31'))).to.equal('NO_RULES');
    expect(await refusal(() => rulesAt('2026-10-01', 'de'))).to.equal('NO_RULES');
    expect(await refusal(() => rulesByName('ru-1999-01'))).to.equal('NO_RULES');
    expect(await refusal(() => parseRules({}))).to.equal('RULES_INVALID');
  });
  it('are picked by date', () => {
    expect(rulesAt('2025-12-05').noMeterCoefficient.get(2)).to.equal('1.5');
    expect(rulesAt('2026-02-28')).to.deep.include({ name: 'ru-2025-12', dueDay: 10 });
    expect(rulesAt('2026-03-01')).to.deep.include({ name: 'ru-2026-03', billDay: 5, dueDay: 15 });
    expect(rulesByName('ru-2026-03').noMeterCoefficient.get(2)).to.equal('3');
  });
});
