import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import { decodeFrame } from '../../../../core/domain/reading/frame.ts';
import { contentOf, openFrame } from '../../../../core/domain/reading/open-frame.ts';
import type { Payload } from '../../../../core/domain/reading/payload.ts';
import type { StoredFrame } from '../../../../oracle/gateway/store/stored-frame.ts';
import { idOfMeter } from '../../support/metering.ts';
import { HOUR, makePair, START, type Pair } from '../../support/pair.ts';

/** Five digits of kWh, counted in Wh. */
const WRAP = 100_000_000n;

describe('a telegram that comes late', () => {
  let pair: Pair;
  let channel: Hex;
  beforeEach(async () => {
    pair = makePair({ cadence: 'day', dial: { digits: 5, scale: 3 } });
    channel = pair.meters.meters[0]?.registers[0]?.channel ?? '0x';
    pair.registerAll();
    pair.tellRegister();
    await pair.sayHello();
  });
  afterEach(() => pair.dispose());

  const meter = (): Pair['simulated'][number] => pair.simulated[0] ?? expect.fail('no meter');
  /** The counter begins again between the tenth hour and the eleventh. */
  const valueAt = (hour: number): bigint => WRAP - 1_050n + 100n * BigInt(hour);
  const feed = (...hours: number[]): string[] =>
    hours.map((hour) => pair.feed(meter(), [valueAt(hour) % WRAP], START + HOUR * BigInt(hour)).code);
  const hours = (from: number, to: number, ...but: number[]): number[] =>
    Array.from({ length: to - from + 1 }, (_, index) => from + index).filter((hour) => !but.includes(hour));
  const payloadOf = (stored: StoredFrame): Payload => {
    const periodKey = pair.store.periodKey(stored.meterId, stored.period, stored.keyOwner)?.key ?? new Uint8Array();
    const frame = decodeFrame(stored.frame);
    return contentOf(openFrame({ periodKeys: [periodKey], frame, ciphertext: stored.ciphertext })).payload;
  };
  const lateOf = (payload: Payload | undefined): unknown[] =>
    payload?.kind === 'day' ? payload.late.map(({ back, mantissa }) => [back / 60, mantissa]) : ['no packet'];
  const frames = (): StoredFrame[] => pair.store.framesAfter(channel, 0n).filter(({ state }) => state !== 'replaced');

  it('is refused and kept as evidence where it cannot be, and makes no frame', () => {
    feed(...hours(0, 24, 5, 11));
    expect(pair.feed(meter(), [valueAt(7) % WRAP], START + HOUR * 5n).code).to.equal('LATE_IMPLAUSIBLE');
    expect(pair.store.counters()['LATE_IMPLAUSIBLE']).to.equal(1);
    expect(frames()).to.have.length(2);
  });

  it('is refused and kept as evidence behind 90 that wait', () => {
    feed(0, ...hours(240, 264));
    expect(new Set(feed(...hours(1, 90)))).to.deep.equal(new Set(['LATE']));
    expect(feed(100)).to.deep.equal(['LATE_FULL']);
    expect(pair.store.counters()['LATE_FULL']).to.equal(1);
  });

  it('is counted on the turn of its own time, and rides with the register without end', () => {
    feed(...hours(0, 24, 9, 12));
    expect(feed(12, 9, 12)).to.deep.equal(['LATE', 'LATE', 'TIME_NOT_RISING']);
    feed(...hours(25, 48));
    expect(lateOf(frames().map(payloadOf).at(-1))).to.deep.equal([
      [39, valueAt(9)],
      [36, valueAt(12)],
    ]);
    expect(pair.store.counters()['LATE']).to.equal(2);
  });

  it('is sealed again as it was where its packet has to be', () => {
    feed(...hours(0, 24, 9));
    feed(9, ...hours(25, 72));
    const before = frames().map(payloadOf);
    expect(lateOf(before[2])).to.deep.equal([[39, valueAt(9)]]);
    const first = frames()[0];
    if (first === undefined) throw new Error('no frame');
    const { time } = decodeFrame(first.frame);
    pair.down({ v: 1, heads: [{ channel, sequence: 1n, time, head: `0x${'5a'.repeat(16)}`, recorded: 1n }] });
    expect(frames().map(payloadOf)).to.deep.equal(before.slice(1));
    expect(feed(9)).to.deep.equal(['TIME_NOT_RISING']);
    feed(...hours(73, 96));
    expect(lateOf(frames().map(payloadOf).at(-1))).to.deep.equal([]);
  });

  it('is dropped, counted and kept as evidence where the meter has another owner before it rides', () => {
    feed(...hours(0, 24, 9));
    feed(9);
    pair.halves(idOfMeter(meter()), pair.actors.provider).forEach((half) => pair.mirror(half));
    pair.tellRegister();
    feed(...hours(25, 48));
    expect(lateOf(frames().map(payloadOf).at(-1))).to.deep.equal([]);
    expect(pair.store.counters()['LATE_DROPPED']).to.equal(1);
    using database = new DatabaseSync(join(pair.folder, 'gateway.sqlite'), { readOnly: true });
    const row = database.prepare("select meter, message, telegram from evidence where code = 'LATE_DROPPED'").get();
    expect({ ...row }).to.deep.include({ meter: meter().name, telegram: '' });
    // No figure of a reading is in what is told of it.
    expect(String(row?.['message'])).not.to.match(/\d\d/);
  });
});
