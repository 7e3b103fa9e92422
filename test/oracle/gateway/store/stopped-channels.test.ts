import { expect } from 'chai';
import { makePair } from '../../support/pair.ts';
import type { Pair } from '../../support/pair.ts';

describe('a channel that stopped', () => {
  let pair: Pair;
  beforeEach(() => {
    pair = makePair();
  });
  afterEach(() => pair.dispose());

  it('waits longer after each frame that it tried in vain, not for each batch that was under way when it stopped', () => {
    const { store, meters, simulated } = pair;
    const channel = meters.byName(simulated[0]?.name ?? '')?.registers[0]?.channel ?? '0x';
    const attempts = (): number[] => store.stoppedChannels().map((stopped) => stopped.attempts);
    for (const atMs of [1_000, 1_010, 1_020]) store.stopChannel(channel, 'DeviceSignatureInvalid', atMs);
    expect(attempts()).to.deep.equal([1]);
    expect(store.stoppedChannels()[0]?.retryAtMs).to.equal(1_020);
    store.setProbe(channel, 'a'.repeat(64), 2_000);
    store.stopChannel(channel, 'DeviceSignatureInvalid', 3_000);
    expect(attempts()).to.deep.equal([2]);
  });
});
