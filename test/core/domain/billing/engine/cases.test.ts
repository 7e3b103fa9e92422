import { expect } from 'chai';
import { runCase } from '../../../../../core/domain/billing/engine/families/run-case.ts';
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
