import { expect } from 'chai';
import { waitFor } from './wait-for.ts';

describe('waiting in tests', () => {
  it('fails with what it waited for, and how long', async () => {
    let asked = 0;
    const never = (): false => {
      asked++;
      return false;
    };
    const failed = await waitFor('the moon is full', never, { ms: 50 }).catch(String);
    expect(failed).to.equal('Error: Waited 0.05 s in vain for this: the moon is full.');
    expect(asked).to.be.above(1);
  });

  it('gives the first answer that is one, zero and nothing included, and what its question throws', async () => {
    const answers = [undefined, false, 0];
    expect(await waitFor('a number', () => answers.shift())).to.equal(0);
    expect(await waitFor('null', () => Promise.resolve(null))).to.equal(null);
    const thrown = (): never => {
      throw new Error('broken');
    };
    expect(await waitFor('nothing', thrown).catch(String)).to.equal('Error: broken');
  });
});
