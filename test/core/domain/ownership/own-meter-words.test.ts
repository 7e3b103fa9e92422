import { expect } from 'chai';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { fromHex, toHex, ZERO_32, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { encodeData } from '../../../../core/domain/ledger/block-data.ts';
import { KIND } from '../../../../core/domain/ledger/kinds.ts';
import { actHashOf } from '../../../../core/domain/ownership/both-hands.ts';
import {
  missingFromMeters,
  readMeterWords,
  type ShownMeter,
} from '../../../../core/domain/ownership/own-meter-words.ts';
import type { Recorded } from '../../../../core/domain/resident/recorded.ts';
import { refusal } from '../../../support/refusal.ts';
import { actors, METER, network, record, type Actor } from '../resident/bill-fixture.ts';

const NEXT: Hex = `0x${'3f'.repeat(32)}`;
const { subscriber, provider } = actors;

function transfer(from: Actor, owner: Hex, estimated = false): Recorded {
  const data = { meterId: METER, owner, estimated, closings: [], envelope: '0x' as const };
  return record('METER_TRANSFER', from, 'subscriber', 'meters', METER, data);
}
function withdrawal(owner: Hex): Recorded {
  const data = encodeData('METER_TRANSFER', { meterId: METER, owner, estimated: false, closings: [], envelope: '0x' });
  const actHash = actHashOf({ kind: KIND.METER_TRANSFER, dataHash: toHex(keccak_256(fromHex(data))) });
  return record('ACT_WITHDRAW', 'portal', 'company', 'meters', ZERO_32, { actHash });
}
const shown = (change: Partial<ShownMeter> = {}): ShownMeter[] => [
  { meterId: METER, replacement: null, handovers: [], ...change },
];
const missing = (words: readonly Recorded[], meters: readonly ShownMeter[]): Hex[] =>
  missingFromMeters(readMeterWords(network, words), meters).map(({ digest }) => digest);

describe('words on the meters of an account', () => {
  it('are refused where they are of another kind, of another ledger, or the end of nothing', async () => {
    const appeal = {
      category: 1,
      addressees: 1,
      provider: subscriber.address,
      about: ZERO_32,
      envelope: '0x' as const,
    };
    const words = [
      record('APPEAL', 'company', 'company', 'meters', ZERO_32, appeal),
      record('METER_VERIFY', 'company', 'company', 'tariffs', METER, { meterId: METER, verifiedUntil: 1n }),
      withdrawal(subscriber.address),
    ];
    for (const word of words) expect(await refusal(() => readMeterWords(network, [word]))).to.equal('BLOCK_OTHER');
    const ended = [transfer('company', subscriber.address), withdrawal(subscriber.address)];
    expect(await refusal(() => readMeterWords(network, [...ended, withdrawal(subscriber.address)]))).to.equal(
      'BLOCK_OTHER',
    );
  });

  it('say that a replacement is missing, or another one shown', () => {
    const replaced = (by: Hex): Recorded =>
      record('METER_REPLACE', 'company', 'subscriber', 'meters', METER, { oldMeterId: METER, newMeterId: by });
    const word = replaced(NEXT);
    expect(missing([word], shown({ replacement: word }))).to.deep.equal([]);
    for (const meters of [[], shown(), shown({ replacement: replaced(METER) })])
      expect(missing([word], meters)).to.deep.equal([word.digest]);
  });

  it('of a handover count once both hands said it, and none took it back before', () => {
    const [company, portal] = [transfer('company', subscriber.address), transfer('portal', subscriber.address)];
    const taken = withdrawal(subscriber.address);
    expect(missing([company], [])).to.deep.equal([]);
    expect(missing([company, taken], [])).to.deep.equal([]);
    expect(missing([company, taken, portal], [])).to.deep.equal([]);
    // The company's block is named, whichever hand came first.
    for (const both of [
      [company, portal],
      [portal, company],
    ]) {
      expect(missing(both, shown())).to.deep.equal([company.digest]);
      expect(missing(both, shown({ handovers: [portal] }))).to.deep.equal([company.digest]);
      expect(missing(both, shown({ handovers: [company] }))).to.deep.equal([]);
    }
  });

  it('of an estimated handover give way to the one that puts it right, and to no other owner’s', () => {
    const both = (owner: Hex, estimated = false): [Recorded, Recorded] => [
      transfer('company', owner, estimated),
      transfer('portal', owner, estimated),
    ];
    const [guess, right, onward] = [
      both(subscriber.address, true),
      both(subscriber.address),
      both(provider.address),
    ] as const;
    expect(missing([...guess, ...right], shown({ handovers: [right[0]] }))).to.deep.equal([]);
    expect(missing([...guess, ...right], shown({ handovers: [guess[0]] }))).to.deep.equal([right[0].digest]);
    expect(missing([...guess, ...onward], shown({ handovers: [onward[0]] }))).to.deep.equal([guess[0].digest]);
  });
});
