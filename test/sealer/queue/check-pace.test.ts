import { expect } from 'chai';
import { checkPace } from '../../../sealer/queue/check-pace.ts';

describe('the pace of blocks', () => {
  const at = { now: 100_000, madeAt: 100_000, waitsSince: undefined, heartbeatMs: 60_000, nextAt: 100_000 };

  it('is late when a block has been due for more than twenty seconds: the heartbeat, or one that somebody waits for', () => {
    for (const late of [
      { ...at, madeAt: 100_000 - 80_001 },
      { ...at, waitsSince: 100_000 - 20_001 },
      { ...at, madeAt: 100_000 - 70_000, waitsSince: 100_000 - 20_001 },
    ])
      expect(() => checkPace(late))
        .to.throw()
        .with.property('code', 'BLOCKS_LATE');
  });

  it('stands still while the newest block is dated further ahead than blocks may run, and says until when', () => {
    expect(() => checkPace({ ...at, nextAt: 100_000 + 3_600_000 }))
      .to.throw('in 3600 s')
      .with.property('code', 'BLOCKS_AHEAD');
    checkPace({ ...at, nextAt: 100_000 + 20_000 });
  });

  it('is not late before, however long nobody wanted a block', () => {
    for (const inTime of [
      at,
      { ...at, madeAt: 100_000 - 80_000 },
      { ...at, madeAt: 100_000 - 59_000, waitsSince: 100_000 - 1 },
      { ...at, waitsSince: 100_000 - 20_000 },
    ])
      checkPace(inTime);
  });
});
