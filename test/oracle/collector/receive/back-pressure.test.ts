import { expect } from 'chai';
import { createBackPressure } from '../../../../oracle/collector/receive/back-pressure.ts';

describe('the pace of gateways', () => {
  it('lets a burst through, then holds back to the rate, each gateway alone', () => {
    let now = 0;
    const pace = createBackPressure({ perSecond: 100, burst: 200, nowMs: () => now });
    expect(pace.take('a', 200)).to.equal(0);
    expect(pace.take('a', 50)).to.equal(500);
    expect(pace.take('b', 200)).to.equal(0);
    now += 500;
    expect(pace.take('a', 100)).to.equal(1_000);
  });

  it('never holds back longer than a client waits, and forgives what is beyond', () => {
    let now = 0;
    const pace = createBackPressure({ perSecond: 1, burst: 1, nowMs: () => now });
    expect(pace.take('a', 1_000_000)).to.equal(5_000);
    now += 5_000;
    expect(pace.take('a', 1)).to.equal(1_000);
  });

  it('neither stops nor opens when the clock is set back or forth', () => {
    let now = 10_000_000;
    const pace = createBackPressure({ perSecond: 10, burst: 10, nowMs: () => now });
    expect(pace.take('a', 10)).to.equal(0);
    now -= 3_600_000;
    expect(pace.take('a', 10)).to.equal(1_000);
    now += 7_200_000;
    expect(pace.take('a', 10)).to.equal(0);
    expect(pace.take('a', 10)).to.equal(1_000);
  });
});
