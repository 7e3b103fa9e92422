import { expect } from 'chai';
import { billableUntil } from '../../biller/billable-until.ts';

describe('until when periods are billed', () => {
  const NOW = 1_000_000n;
  const head = { number: 40n, timestamp: NOW - 10n };
  const delay = 3_600n;

  it('is what was read of the ledgers, not what the clock says, while the register is behind', () => {
    const cursor = { nextBlock: 40n, latestTimestamp: NOW - 90_000n };
    expect(billableUntil({ now: NOW, head, cursor, delay })).to.equal(NOW - 90_000n - delay);
    expect(billableUntil({ now: NOW, head: undefined, cursor, delay })).to.equal(NOW - 90_000n - delay);
  });

  it('is the newest block where all of it was read, however long nothing was said in blocks', () => {
    const cursor = { nextBlock: 41n, latestTimestamp: NOW - 90_000n };
    expect(billableUntil({ now: NOW, head, cursor, delay })).to.equal(NOW - 10n - delay);
  });

  it('is never later than the clock, whatever a block says', () => {
    const cursor = { nextBlock: 41n, latestTimestamp: NOW };
    const ahead = { number: 40n, timestamp: NOW + 14n };
    expect(billableUntil({ now: NOW, head: ahead, cursor, delay })).to.equal(NOW - delay);
  });
});
