import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { contractTests, isNear } from '../../../scripts/mutate/contracts/judge-solidity.ts';
import { findSolidity } from '../../../scripts/mutate/find/find-solidity.ts';
import { solidityScope } from '../../../scripts/mutate/find/scope.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

describe('judging mutations of contracts', () => {
  it('runs the tests of every folder, and knows for every contract which of them are its own', () => {
    const tests = contractTests(root);
    expect(tests).to.include.members(['test/contracts/meters.test.ts', 'test/contracts/keys/witnesses.test.ts']);
    expect(tests.filter((each) => /gas|errors/.test(each))).to.deep.equal([]);
    const changed = solidityScope(root).filter(({ file, text }) => findSolidity(file, text).length > 0);
    expect(changed.map(({ file }) => file).filter((file) => !tests.some((test) => isNear(test, file)))).to.deep.equal(
      [],
    );
  });
});
