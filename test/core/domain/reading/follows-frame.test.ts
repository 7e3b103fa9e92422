import { expect } from 'chai';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import { FLAG } from '../../../../core/domain/ledger/kinds.ts';
import { SEQUENCE_JUMP_MAX, SEQUENCE_MAX } from '../../../../core/domain/limits.ts';
import { ZERO_LINK } from '../../../../core/domain/reading/frame.ts';
import { followsFrame } from '../../../../core/domain/reading/follows-frame.ts';

const link: Hex = `0x${'5a'.repeat(16)}`;
const before = { sequence: 7n, time: 100n, link };
const next = { sequence: 8n, time: 101n, previous: link, flags: 0 };
const first = { sequence: 1n, time: 1n, previous: ZERO_LINK, flags: 0 };

/** That contract and rule agree over random chains: test/contracts/frame-chain.test.ts. */
describe('followsFrame', () => {
  it('refuses a number that is repeated, goes back, is left out without the gap flag, is too far on, or has more than 32 bits', () => {
    for (const sequence of [0n, 6n, 7n, 9n]) expect(followsFrame(before, { ...next, sequence })).to.equal('sequence');
    const gap = { ...next, flags: FLAG.gap };
    for (const sequence of [0n, 6n, 7n, 8n + SEQUENCE_JUMP_MAX, SEQUENCE_MAX])
      expect(followsFrame(before, { ...gap, sequence })).to.equal('sequence');
    const late = { ...gap, sequence: SEQUENCE_MAX + 1n };
    expect(followsFrame({ ...before, sequence: SEQUENCE_MAX }, late)).to.equal('sequence');
    const far = { ...first, flags: FLAG.gap };
    expect(followsFrame(undefined, { ...far, sequence: SEQUENCE_JUMP_MAX + 1n })).to.equal('sequence');
    expect(followsFrame(undefined, { ...first, sequence: 2n })).to.equal('sequence');
    expect(followsFrame(undefined, { ...first, sequence: 0n, flags: FLAG.gap })).to.equal('sequence');
  });

  it('refuses another previous frame, and any at all for the first', () => {
    expect(followsFrame(before, { ...next, previous: `0x${'5a'.repeat(15)}5b` })).to.equal('previous');
    expect(followsFrame(before, { ...next, previous: ZERO_LINK })).to.equal('previous');
    expect(followsFrame(undefined, { ...first, previous: `0x${'00'.repeat(15)}01` })).to.equal('previous');
  });

  it('refuses a time that does not rise, and a first one of zero', () => {
    for (const time of [99n, 100n]) expect(followsFrame(before, { ...next, time })).to.equal('time');
    expect(followsFrame(undefined, { ...first, time: 0n })).to.equal('time');
  });

  it('lets follow the next frame, and one behind a gap', () => {
    expect(followsFrame(before, next)).to.equal('follows');
    expect(followsFrame(undefined, first)).to.equal('follows');
    expect(followsFrame(undefined, { ...first, sequence: 4n, flags: FLAG.gap })).to.equal('follows');
    expect(followsFrame(before, { ...next, flags: FLAG.gap })).to.equal('follows');
    const furthest = 7n + SEQUENCE_JUMP_MAX;
    expect(followsFrame(before, { ...next, sequence: furthest, flags: FLAG.gap })).to.equal('follows');
    const last = { ...next, sequence: SEQUENCE_MAX, flags: FLAG.gap };
    expect(followsFrame({ ...before, sequence: SEQUENCE_MAX - 2n }, last)).to.equal('follows');
  });
});
