import { expect } from 'chai';
import { decodeFrame, linkOf, ZERO_LINK } from '../../../../core/domain/reading/frame.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import { FLAG, ROLE } from '../../../../core/domain/ledger/kinds.ts';
import { contentOf, openFrame } from '../../../../core/domain/reading/open-frame.ts';
import { newAccount } from '../../../support/world/actors.ts';
import { HOUR, START, makePair } from '../../support/pair.ts';
import type { ReportedHead } from '../../../../oracle/messages.ts';
import type { Pair } from '../../support/pair.ts';
import type { StoredFrame } from '../../../../oracle/gateway/store/stored-frame.ts';

const STRANGE: Hex = `0x${'5a'.repeat(16)}`;

describe('where a channel stands, as the collector says', () => {
  let pair: Pair;
  let channel: Hex;
  let meterId: Hex;
  let start = 0n;

  beforeEach(async () => {
    pair = makePair();
    const [entry] = pair.meters.meters;
    channel = entry?.registers[0]?.channel ?? '0x';
    meterId = entry?.meterId ?? '0x';
    start = pair.simulated[0]?.start[0] ?? 0n;
    pair.registerAll();
    pair.tellRegister();
    await pair.sayHello();
  });
  afterEach(() => pair.dispose());

  const feed = (...hours: number[]): void => {
    const [meter] = pair.simulated;
    if (meter === undefined) throw new Error('no meter');
    for (const hour of hours) pair.feed(meter, [start + BigInt(hour)], START + HOUR * BigInt(hour));
  };
  const say = (head: Partial<ReportedHead>): void =>
    void pair.down({ v: 1, heads: [{ channel, sequence: 0n, time: 0n, head: ZERO_LINK, recorded: 0n, ...head }] });
  const headOf = (sequence: bigint): Partial<ReportedHead> => {
    const stored = pair.store.frameAt(channel, sequence);
    if (stored === undefined) throw new Error(`no frame ${sequence}`);
    return { sequence, time: decodeFrame(stored.frame).time, head: linkOf(stored.frameHash), recorded: sequence };
  };
  const linkAt = (sequence: bigint): Hex => linkOf(pair.store.frameAt(channel, sequence)?.frameHash ?? '0x');
  const waiting = (): StoredFrame[] => pair.store.framesAfter(channel, 0n).filter(({ state }) => state === 'waiting');
  const valueOf = (stored: StoredFrame): bigint => {
    const periodKey = pair.store.periodKey(meterId, stored.period, stored.keyOwner)?.key ?? new Uint8Array();
    const frame = decodeFrame(stored.frame);
    return contentOf(openFrame({ periodKeys: [periodKey], frame, ciphertext: stored.ciphertext })).value - start;
  };

  it('M7: seals anew, as late, what waited for more than 40 days', () => {
    const [meter] = pair.simulated;
    if (meter === undefined) throw new Error('no meter');
    const days = (count: bigint): bigint => (BigInt(Math.floor(Date.now() / 1000)) / HOUR) * HOUR - count * 86_400n;
    const at = [80n, 60n, 50n, 5n].map(days);
    for (const [index, time] of at.entries())
      pair.feed(meter, [start + BigInt(index)], time, undefined, Number(time) * 1000);
    const flagged = (): boolean[] => waiting().map(({ frame }) => (decodeFrame(frame).flags & FLAG.gap) !== 0);
    expect(flagged()).to.deep.equal([false, false, false, false]);
    say(headOf(1n));
    const again = waiting().filter(({ sequence }) => sequence > 1n);
    expect(again.map(valueOf)).to.deep.equal([1n, 2n, 3n]);
    expect(again.map(({ frame }) => (decodeFrame(frame).flags & FLAG.gap) !== 0)).to.deep.equal([true, true, false]);
    const [first] = again;
    expect(first && decodeFrame(first.frame).previous).to.equal(linkAt(1n));
  });

  it('is not believed of the future, or beyond all numbers that the agent may have used', () => {
    feed(0, 1, 2);
    const later = BigInt(Math.floor(Date.now() / 1000)) + 100_000n;
    say({ sequence: 9n, time: later, head: STRANGE });
    say({ sequence: 1n << 31n, time: START, head: STRANGE });
    say({ sequence: 9_999_999_999_999_999n, time: START, head: STRANGE });
    expect(pair.store.counters()['HEAD_IMPLAUSIBLE']).to.equal(3);
    expect(pair.store.channel(channel).memory.sequence).to.equal(3n);
    expect(waiting()).to.have.length(3);
  });

  it('said falsely costs numbers, but no reading: the true head brings all of them back', async () => {
    feed(0, 1, 2, 3, 4);
    await pair.sign();
    await pair.deliver();
    say({ sequence: 40n, time: START + 100n * HOUR, head: STRANGE });
    feed(101);
    expect(pair.store.forgetLanded(Date.now() + 1)).to.equal(0);
    say(headOf(2n));
    const again = waiting();
    expect(again.map(valueOf)).to.deep.equal([2n, 3n, 4n, 101n]);
    const [first] = again.map(({ frame }) => decodeFrame(frame));
    expect(first?.previous).to.equal(linkAt(2n));
    expect((first?.flags ?? 0) & FLAG.gap).to.equal(FLAG.gap);
  });

  it('seals again for whom it was sealed: a new owner reads nothing of the former one’s time', async () => {
    feed(0, 1, 2);
    const former = pair.store.frameAt(channel, 1n)?.keyOwner;
    const next = newAccount();
    pair.enrol(next, ROLE.subscriber);
    pair.halves(meterId, next).forEach((half) => pair.mirror(half));
    pair.tellRegister();
    feed(30);
    say({ sequence: 40n, time: START, head: STRANGE });
    const owners = waiting().map(({ keyOwner }) => keyOwner);
    expect(owners).to.deep.equal([former, former, next.address]);
    expect(waiting().map(valueOf)).to.deep.equal([1n, 2n, 30n]);
    expect(former).not.to.equal(next.address);
  });

  it('said falsely without anything to send leaves no link to a frame that never was', () => {
    feed(0, 1, 2);
    say({ sequence: 40n, time: START + 100n * HOUR, head: STRANGE });
    say(headOf(3n));
    feed(101);
    const [frame] = waiting();
    expect(frame === undefined ? '' : decodeFrame(frame.frame).previous).to.equal(linkAt(3n));
  });

  it('brings frames again that were said to be on the ledger and are not', async () => {
    feed(0, 1, 2, 3);
    await pair.sign();
    await pair.deliver();
    say(headOf(4n));
    say(headOf(2n));
    expect(waiting().map(({ sequence }) => sequence)).to.deep.equal([3n, 4n]);
  });

  it('leads to other numbers each time that one copy is restored', () => {
    feed(0, 1, 2);
    const firstNumber = (): bigint => {
      pair.store.setBreak(channel, 'unsure');
      let from = 0n;
      try {
        pair.store.transaction(() => {
          say(headOf(1n));
          from = pair.store.channel(channel).memory.sequence;
          throw new Error('restored');
        });
      } catch {
        return from;
      }
      return 0n;
    };
    const numbers = Array.from({ length: 4 }, firstNumber);
    expect(numbers.every((number) => number > 100_000n)).to.equal(true);
    expect(new Set(numbers).size).to.equal(4);
  });

  it('leaves numbers out for a register that a restored copy does not know, when the copy has its key', () => {
    pair.store.addPeriodKey(meterId, 202610, '', new Uint8Array(32).fill(1));
    pair.store.setBreak(channel, 'unsure');
    say({});
    feed(1);
    const [frame] = waiting();
    if (frame === undefined) throw new Error('no frame');
    const { sequence, flags } = decodeFrame(frame.frame);
    expect(sequence > 100_000n).to.equal(true);
    expect(flags & FLAG.gap).to.equal(FLAG.gap);
    expect(flags & FLAG.periodClose).to.equal(0);
  });
});
