import { expect } from 'chai';
import { createProofCache } from '../../../sealer/proofs/proof-cache.ts';

describe('proofs that were made', () => {
  it('are made once for all who ask, as long as there is room; what failed is made anew', async () => {
    let made = 0;
    const make = (text: string) => (): Promise<string> => Promise.resolve(text + String(++made));
    const cache = createProofCache(40);
    const both = await Promise.all([cache.get('a', make('{"result":')), cache.get('a', make('{"result":'))]);
    expect([...both, await cache.get('a', make('{"result":'))]).to.deep.equal(Array(3).fill('{"result":1'));
    expect(await cache.get('b', make('{"error":'))).to.equal('{"error":2');
    expect(await cache.get('b', make('{"result":'))).to.equal('{"result":3');
    let failed = 0;
    const fail = (): Promise<string> => Promise.reject(new Error(String(++failed)));
    for (let n = 0; n < 2; n++) expect(await cache.get('c', fail).catch(() => 'failed')).to.equal('failed');
    expect(failed).to.equal(2);
    for (const name of ['d', 'e']) await cache.get(name, make('{"result":'));
    expect(await cache.get('a', make('{"result":'))).to.equal('{"result":6');
    expect(await cache.get('e', make('{"result":'))).to.equal('{"result":5');
  });
});
