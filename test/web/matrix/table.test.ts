import { expect } from 'chai';
import { FAULTS, TABLE, allCells, chosenCells, nameOf, sampleOf } from './table.ts';

describe('the cells of the matrix', () => {
  it('refuse a seed or a sample that is no number', () => {
    expect(() => chosenCells({ DOMLEDGER_WEB_SEED: 'today' })).to.throw('DOMLEDGER_WEB_SEED is "today"');
    expect(() => chosenCells({ DOMLEDGER_WEB_SAMPLE: '-1' })).to.throw('DOMLEDGER_WEB_SAMPLE');
  });

  it('are each of another name, and know every fault', () => {
    const cells = allCells(1);
    expect(new Set(cells.map(nameOf)).size).to.equal(cells.length);
    expect(new Set(cells.map(({ fault }) => fault))).to.deep.equal(new Set(FAULTS));
  });

  it('come again by their seed, and leave no flow out of a sample that has room for all', () => {
    const flows = Object.keys(TABLE);
    const few = sampleOf(allCells(7), { seed: 7, count: flows.length + 3 });
    expect(few).to.deep.equal(sampleOf(allCells(7), { seed: 7, count: flows.length + 3 }));
    expect(few).to.have.length(flows.length + 3);
    expect(new Set(few.map(({ flow }) => flow))).to.deep.equal(new Set(flows));
    const names = (seed: number): string[] => sampleOf(allCells(seed), { seed, count: 14 }).map(nameOf);
    expect(names(1)).not.to.deep.equal(names(2));
  });

  it('are all of them where the whole is asked for', () => {
    const { cells, isWhole } = chosenCells({ DOMLEDGER_WEB_SAMPLE: 'whole', DOMLEDGER_WEB_SEED: '3' });
    expect([cells.length, isWhole]).to.deep.equal([allCells(3).length, true]);
  });
});
