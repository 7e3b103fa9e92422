import { expect } from 'chai';
import { createRateLimit } from '../../../sealer/queue/rate-limit.ts';

describe('a rate limit', () => {
  it('takes what there is or nothing, of each key by itself, and fills again', () => {
    const limit = createRateLimit({ perSecond: 2, burst: 4 });
    expect([limit.take('a', 0, 3), limit.take('a', 0, 2), limit.take('a', 0)]).to.deep.equal([true, false, true]);
    expect(limit.take('b', 0, 4)).to.equal(true);
    expect([limit.take('a', 499), limit.take('a', 500), limit.take('a', 500)]).to.deep.equal([false, true, false]);
    expect([limit.take('a', 60_000, 5), limit.take('a', 60_000, 4)]).to.deep.equal([false, true]);
  });

  it('gives one ahead of its time, says when it is due, and gives none that would come too late', () => {
    const limit = createRateLimit({ perSecond: 2, burst: 4 });
    const waits = Array.from({ length: 7 }, () => limit.reserve('a', 0, 1_000));
    expect(waits).to.deep.equal([0, 0, 0, 0, 500, 1_000, 1_500]);
    // The last one was not taken.
    expect(limit.reserve('a', 0, 1_000)).to.equal(1_500);
    expect(limit.reserve('b', 0, 1_000)).to.equal(0);
    expect(limit.reserve('a', 500, 1_000)).to.equal(1_000);
  });

  it('remembers what was given ahead, however long nobody comes', () => {
    const limit = createRateLimit({ perSecond: 2, burst: 4 });
    for (let n = 0; n < 8; n++) limit.reserve('a', 0, 2_000);
    // Full again after four seconds: two to be even, two for the burst.
    expect(limit.take('b', 2_001)).to.equal(true);
    expect([limit.take('a', 3_999, 4), limit.take('a', 4_000, 4)]).to.deep.equal([false, true]);
  });
});
