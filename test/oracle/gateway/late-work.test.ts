import { expect } from 'chai';
import { gatewayWork } from '../../../oracle/gateway/late-work.ts';

describe('what keeps a gateway’s frames from leaving', () => {
  it('is counted from when it began, each by itself, and no longer than it lasts', () => {
    const uplink = { connected: true };
    const signing = { signs: true };
    let now = 0;
    const work = gatewayWork({ uplink, signing, now: () => now });
    const waits = (): (number | undefined)[] => work().map(({ waitsSeconds }) => waitsSeconds);
    expect(waits()).to.deep.equal([undefined, undefined]);
    uplink.connected = false;
    expect(waits()).to.deep.equal([0, undefined]);
    now = 61_000;
    signing.signs = false;
    expect(waits()).to.deep.equal([61, 0]);
    uplink.connected = true;
    expect(waits()).to.deep.equal([undefined, 0]);
    uplink.connected = false;
    expect(waits()).to.deep.equal([0, 0]);
    expect(work().every(({ atMostSeconds }) => atMostSeconds === 60)).to.equal(true);
  });
});
