import { expect } from 'chai';
import { runCase } from '../../../../../core/domain/billing/engine/families/run-case.ts';
import { parseRounding } from '../../../../../core/domain/billing/engine/number/parse-rounding.ts';
import vectors from '../../../../vectors/bill-cases.json' with { type: 'json' };

/** Cases of our own: published ones beside those of `fixtures.test.ts`, and edges of the same acts counted with exact fractions elsewhere. */
describe('bill engine against its own cases', () => {
  it('has no two cases of one name', () => {
    expect(new Set(vectors.cases.map(({ id }) => id)).size).to.equal(vectors.cases.length);
  });

  for (const one of vectors.cases) {
    it(`${one.family}: ${one.id}`, () => {
      expect(runCase(one).differences).to.deep.equal([]);
    });
  }

  it('takes the coefficient of December 2025 from its first day, or from each day, as the pack is told', () => {
    const line = { period: '2025-12', resource: 'cold_water', residents: 1, norm: '31', rate: '1' };
    const of = (switches: Record<string, string>): unknown =>
      runCase({
        id: 'x',
        pack: 'ru',
        family: 'norm_with_coefficient',
        inputs: { lines: [line] },
        rounding: '2 decimals',
        switches,
      }).result;
    // 5 days at 1.5 and 26 at 3.
    expect(of({})).to.have.nested.property('lines[0].total', '46.50');
    expect(of({ 'coefficient.change': 'days' })).to.have.nested.property('lines[0].total', '85.50');
  });

  it('asks for what no rule can say: a rate of tax, hours that are allowed', () => {
    const asks =
      (pack: string, family: string, inputs: object): unknown =>
      () =>
        runCase({ id: 'x', pack, family, inputs, rounding: 'none' });
    expect(asks('eu', 'vat', { kwh: '1', rate: '1' })).to.throw(/^inputs\.vat: no rate of tax/);
    const lines = [{ quantity: '1', price: '1', vat_percent: '7' }];
    expect(asks('eu', 'invoice_totals', { lines, allowance: '1' })).to.throw(/^inputs\.vat_percent: no rate of tax/);
    const breaks = { resource: 'gas', charge: '1', breaks_hours: ['5'], percent_per_hour: '0.15' };
    expect(asks('ru', 'quality_breaks', breaks)).to.throw(/^inputs\.allowed_hours_month: /);
  });

  it('rounds what is told in finer digits, each once and by name', () => {
    const of = (family: string, inputs: object) =>
      runCase({
        id: 'x',
        pack: family === 'invoice_totals' ? 'eu' : 'ru',
        family,
        inputs,
        rounding: 'half-up, 2 decimals',
      });
    const lines = [{ quantity: '1', price: '10', vat_percent: '20' }];
    const more = { vat_percent: '20', allowance: '1.005', charge: '2.004', prepaid: '0.001' };
    const invoice = of('invoice_totals', { lines, ...more });
    expect(invoice.result).to.include({ net: '10.99', vat: '2.20', total: '13.19', due: '13.19' });
    expect(invoice.result).to.include({ net_rounded_once_would_be: '11.00' });
    const breach = { price_of_service_in_month: '10.005', days_in_month: 30, full_days_of_breach: 3 };
    expect(of('upkeep_reduction', breach).result).to.deep.equal({ reduction: '1.00', charge: '9.01' });
    const breaks = { charge: '10.005', breaks_hours: ['8'], allowed_hours_month: '0', percent_per_hour: '1' };
    expect(of('quality_breaks', breaks).result).to.include({ reduction: '0.80', charge: '9.21' });
  });

  it('takes labels of a case in every family, and counts the same with them', () => {
    const labels = { service: 'a service', unit: 'a unit', currency: 'EUR', period: '2026-12' };
    for (const one of vectors.cases)
      expect(runCase({ ...one, inputs: { ...labels, ...one.inputs } }).differences, one.id).to.deep.equal([]);
  });

  it('reads roundings in the words of their sources', () => {
    const line = { mode: 'half-up', decimals: 2, place: 'line' };
    for (const words of ['Half up to 2 decimals', 'once per resource', 'whole kopecks', 'gcal unrounded; 2 decimals'])
      expect(parseRounding(words), words).to.deep.equal(line);
    for (const words of ['once per invoice', 'half-up, 2 decimals, once at the end'])
      expect(parseRounding(words), words).to.deep.equal({ ...line, place: 'total' });
    expect(parseRounding('half-even to 3 decimals')).to.deep.equal({ ...line, mode: 'half-even', decimals: 3 });
    expect(parseRounding('as published').mode).to.equal('none');
    expect(() => parseRounding('once per moon')).to.throw(/^rounding: "once per moon"/);
  });

  it('knows whose act is asked by the name of the case', () => {
    const accepted = (id: string): unknown => {
      const inputs = { on: '2026-01-01', share_by_use_percent: ['80'] };
      return runCase({ id, pack: 'eu', family: 'rule_validation', inputs, rounding: 'none' }).result;
    };
    expect(accepted('heizkg-80')).to.deep.equal({ accepted: [true] });
    expect(accepted('hkvo-80')).to.deep.equal({ accepted: [false] });
    expect(accepted('at-80')).to.deep.equal({ accepted: [true] });
    expect(() => accepted('eu-80')).to.throw(/^inputs\.country: /);
  });

  it('says where a value differs, and what is not computed', () => {
    const packages = {
      id: 'x',
      pack: 'eu',
      family: 'packages',
      inputs: { units: '21', package: '10', price: '3' },
      rounding: '2 decimals',
    };
    const expected = { total: '9.01', packages: '3', colour: 'red' };
    expect(runCase({ ...packages, expected }).differences).to.deep.equal([
      'total: "9.00" instead of 9.01',
      'colour: no such value is computed',
    ]);
  });
});
