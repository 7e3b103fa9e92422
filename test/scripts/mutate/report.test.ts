import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { named, sampled } from '../../../scripts/mutate/choose.ts';
import { findSolidity } from '../../../scripts/mutate/find/find-solidity.ts';
import { findTypescript } from '../../../scripts/mutate/find/find-typescript.ts';
import { isGood, reportOn } from '../../../scripts/mutate/report.ts';
import { solidityScope, typescriptScope } from '../../../scripts/mutate/find/scope.ts';
import { readSurvivors } from '../../../scripts/mutate/survivors.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const some = findTypescript('a.ts', 'export const f = (a: number) => [a < 1, a < 2, a < 3, a === 4, a > 5 && a > 6];');
const verdicts = some.map((mutation) => ({ mutation, by: 'a test', reached: true }));
const [first, second] = some;
if (first === undefined || second === undefined) throw new Error('The sample has mutations.');
const survived = [{ mutation: first, reached: true }, ...verdicts.slice(1)];

describe('report on mutations', () => {
  it('fails for a survivor without a reason, and names it', () => {
    const report = reportOn(survived, some, []);
    expect(report.faults).to.deep.equal([
      `SURVIVED without a reason: ${first.id} (line 1). Write the test that notices it.`,
    ]);
    expect(isGood(report, false)).to.equal(false);
  });

  it('counts a listed survivor as not noticed, which fails everything below 98 % but no sample', () => {
    const report = reportOn(survived, some, [{ id: first.id, reason: 'it is only faster' }]);
    expect(report.faults).to.deep.equal([]);
    expect([report.noticed, report.mutations]).to.deep.equal([some.length - 1, some.length]);
    expect(isGood(report, true)).to.equal(false);
    expect(isGood(report, false)).to.equal(true);
    expect(isGood(reportOn(verdicts, some, []), true)).to.equal(true);
  });

  it('fails for an entry of the list that is noticed, and for one that is gone', () => {
    const report = reportOn(verdicts, some, [
      { id: second.id, reason: 'it is only faster' },
      { id: 'a.ts:g: gone', reason: 'it is only faster' },
    ]);
    expect(report.faults.map((fault) => fault.split(':')[0])).to.deep.equal([
      'Listed as a survivor, but noticed by a test',
      'Listed as a survivor, but gone',
    ]);
    expect(isGood(report, false)).to.equal(false);
  });

  it('has a list whose entries have a reason and name mutations of the tree, of which there are more than 300', () => {
    const all = [
      ...solidityScope(root).flatMap(({ file, text }) => findSolidity(file, text)),
      ...typescriptScope(root).flatMap(({ file, text }) => findTypescript(file, text)),
    ];
    const ids = new Set(all.map(({ id }) => id));
    expect(ids.size).to.equal(all.length).and.to.be.greaterThan(300);
    const listed = readSurvivors();
    expect(listed.filter(({ id }) => !ids.has(id))).to.deep.equal([]);
    expect(listed.length).to.be.lessThanOrEqual(0.02 * all.length);
  });
});

describe('choice of mutations', () => {
  it('is by a part of the name or by the line', () => {
    expect(named(some, ['a < 2'])).to.deep.equal([second]);
    expect(named(some, ['a.ts:1'])).to.deep.equal(some);
    expect(named(some, ['a.ts:2'])).to.deep.equal([]);
  });

  it('is the same for the same seed, another for another, and comes by every kind', () => {
    expect(sampled(some, 3, '7')).to.deep.equal(sampled(some, 3, '7'));
    expect(new Set(['1', '2', '3', '4'].map((seed) => sampled(some, 3, seed)[0]?.id)).size).to.be.greaterThan(1);
    expect(new Set(sampled(some, 2, '1').map(({ kind }) => kind))).to.deep.equal(new Set(['comparison', 'condition']));
  });
});
