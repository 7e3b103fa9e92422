import { expect } from 'chai';
import { toHex, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { decodeFrame } from '../../../../core/domain/reading/frame.ts';
import { contentOf, openFrame } from '../../../../core/domain/reading/open-frame.ts';
import type { Payload } from '../../../../core/domain/reading/payload.ts';
import { parseMeterRegister, type MeterRegister } from '../../../../oracle/gateway/meters/meter-register.ts';
import { consumeTelegram } from '../../../../oracle/gateway/telegram/consume-telegram.ts';
import type { TelegramContent } from '../../../../oracle/gateway/telegram/read-telegram.ts';
import type { StoredFrame } from '../../../../oracle/gateway/store/stored-frame.ts';
import { meterFrame } from '../decoders/support/hex.ts';
import { idOfMeter } from '../../support/metering.ts';
import { HOUR, makePair, START, type Pair } from '../../support/pair.ts';

/** Five digits of kWh, counted in Wh. */
const WRAP = 100_000_000n;
const MOSCOW = 3n * HOUR;
const EUI = 'A84041000000000A';
/** The counter begins again between the tenth hour and the eleventh. */
const valueAt = (hour: number): bigint => WRAP - 1_050n + 100n * BigInt(hour);

type Said = { hour: number; value?: bigint };

describe('a telegram in which the meter says when it read', () => {
  let pair: Pair;
  let meters: MeterRegister;
  const channel = (): Hex => meters.meters[0]?.registers[0]?.channel ?? '0x';
  beforeEach(async () => {
    pair = makePair({ cadence: 'day', dial: { digits: 5, scale: 3 } });
    pair.registerAll();
    pair.tellRegister();
    await pair.sayHello();
    listMeter({ clock: '+03:00' });
  });
  afterEach(() => pair.dispose());

  const meter = (): Pair['simulated'][number] => pair.simulated[0] ?? expect.fail('no meter');
  const listMeter = (more: object): void => {
    const entry = { name: 'm', meterId: idOfMeter(meter()), manufacturer: 'ABB', id: '12345678' };
    meters = parseMeterRegister([{ ...entry, unit: 'Wh', exponent: 0, obis: ['1-0:1.8.0*255'], ...more }]);
  };
  const hear = (content: TelegramContent, time: bigint): string => {
    const { store, rules } = pair;
    const telegram = { meter: 'm', time, format: content.format, content };
    const args = { store, meters, rules, nowMs: Date.now(), telegram, source: 'test' };
    return store.transaction(() => consumeTelegram(args)).code;
  };
  /** A wired telegram of an hour, with a log of others. */
  const feed = (hour: number, log: readonly Said[] = [], value = valueAt(hour)): string =>
    hear(
      { format: 'mbus', hex: toHex(meterFrame([record(0, value), ...log.map(logged)].join(''))) },
      START + HOUR * BigInt(hour),
    );
  const hours = (from: number, to: number, ...but: number[]): number[] =>
    Array.from({ length: to - from + 1 }, (_, index) => from + index).filter((hour) => !but.includes(hour));
  const frames = (): StoredFrame[] => pair.store.framesAfter(channel(), 0n).filter(({ state }) => state !== 'replaced');
  const payloads = (): Payload[] =>
    frames().map((stored) => {
      const periodKey = pair.store.periodKey(stored.meterId, stored.period, stored.keyOwner)?.key ?? new Uint8Array();
      const frame = decodeFrame(stored.frame);
      return contentOf(openFrame({ periodKeys: [periodKey], frame, ciphertext: stored.ciphertext })).payload;
    });
  const lateOf = (payload: Payload | undefined): unknown[] =>
    payload?.kind === 'day' ? payload.late.map(({ back, mantissa }) => [back / 60, mantissa]) : ['no packet'];
  const placesOf = (payload: Payload | undefined): unknown => (payload?.kind === 'day' ? payload.mantissas : payload);

  describe('says nothing of earlier hours', () => {
    const missing = (): number => {
      const packet = payloads()[1];
      return packet?.kind === 'day' ? packet.mantissas.filter((place) => place === undefined).length : -1;
    };
    const withHole = (log: readonly Said[]): void => {
      for (const hour of hours(0, 24, 5)) feed(hour, hour === 9 ? log : []);
    };

    it('where the offset of its clock is not known, or its clock is not believed', () => {
      for (const clock of [{}, { clock: 'none' }]) {
        listMeter(clock);
        if (frames().length === 0) withHole([{ hour: 5 }]);
        expect(missing()).to.equal(1);
        feed(30, [{ hour: 5 }]);
      }
      for (const hour of hours(31, 48)) feed(hour);
      expect(lateOf(payloads().at(-1))).to.deep.equal([]);
    });

    it('where its log contradicts its register or itself: that is counted and kept as evidence, and the register stands', () => {
      withHole([{ hour: 5, value: valueAt(10) - WRAP }]);
      expect(missing()).to.equal(1);
      expect(pair.store.counters()['LATE_IMPLAUSIBLE']).to.equal(1);
      expect(feed(30, [{ hour: 26, value: valueAt(28) - WRAP }, { hour: 27 }])).to.equal('AGGREGATED');
      expect(pair.store.counters()['LATE_IMPLAUSIBLE']).to.equal(2);
      expect(feed(31, [{ hour: 5, value: valueAt(7) }])).to.equal('AGGREGATED');
      expect(pair.store.counters()['LATE_IMPLAUSIBLE']).to.equal(3);
    });

    it('before its first frame, and of the time of another owner', () => {
      feed(20, [{ hour: 18 }, { hour: 19 }]);
      expect(frames().map(({ frame }) => decodeFrame(frame).time)).to.deep.equal([START + 20n * HOUR]);
      for (const hour of hours(21, 24)) feed(hour);
      pair.halves(idOfMeter(meter()), pair.actors.provider).forEach((half) => pair.mirror(half));
      pair.tellRegister();
      feed(
        48,
        hours(25, 47)
          .map((hour) => ({ hour }))
          .slice(0, 12),
      );
      for (const hour of hours(49, 72)) feed(hour, hour === 60 ? [{ hour: 30 }] : []);
      expect(placesOf(payloads()[2])).to.deep.include({ kind: 'single' });
      expect(lateOf(payloads().at(-1))).to.deep.equal([]);
    });
  });

  it('fills the hours that nobody heard, midnight among them, on the turn of each', () => {
    feed(0);
    feed(4);
    feed(
      12,
      hours(1, 11).map((hour) => ({ hour })),
    );
    expect(
      feed(
        26,
        hours(13, 25).map((hour) => ({ hour })),
      ),
    ).to.equal('FRAMED');
    expect(payloads().map(placesOf).at(-1)).to.deep.equal(hours(1, 24).map(valueAt));
  });

  it('brings what comes late, which rides in the next packet and closes nothing', () => {
    for (const hour of hours(0, 24, 5, 20)) feed(hour);
    expect(feed(24, [{ hour: 5 }])).to.equal('LATE');
    expect(feed(24, [{ hour: 5 }])).to.equal('DUPLICATE');
    expect(feed(30, [{ hour: 5 }, { hour: 6 }, { hour: 20 }])).to.equal('AGGREGATED');
    expect(frames()).to.have.length(2);
    for (const hour of hours(31, 48)) feed(hour, [{ hour: 20 }]);
    expect(lateOf(payloads().at(-1))).to.deep.equal([
      [43, valueAt(5)],
      [28, valueAt(20)],
    ]);
    expect(
      new Set(
        frames()
          .slice(1)
          .map(({ ciphertext }) => ciphertext.length),
      ),
    ).to.deep.equal(new Set([87]));
  });

  describe('of a device that keeps its readings back', () => {
    const pulses = (hour: number): bigint => 100n + BigInt(hour);
    const hearPulses = (hour: number, said: bigint, heard: bigint): string => {
      const payload = Buffer.alloc(24);
      payload[0] = 1;
      payload[1] = 90;
      payload.writeUInt32LE(Number(said), 3);
      payload.writeUInt32LE(Number(pulses(hour)), 8);
      const deviceInfo = { devEui: EUI.toLowerCase(), deviceProfileName: 'Vega SI-11' };
      const text = JSON.stringify({ deviceInfo, fPort: 2, data: payload.toString('base64') });
      return hear({ format: 'lorawan', text }, heard);
    };
    const at = (hour: number): bigint => START + HOUR * BigInt(hour);
    const listPulses = (more: object): void =>
      listMeter({ id: EUI, devEui: EUI, pulse: { input: 1, weight: '1', start: '0' }, ...more });

    it('is of when it read, so that a day that is heard behind its midnight is that day', () => {
      listPulses({});
      hearPulses(0, at(0), at(0));
      for (const hour of hours(1, 24)) hearPulses(hour, at(hour), at(24) + 60n * BigInt(hour));
      expect(payloads().map(placesOf).at(-1)).to.deep.equal(hours(1, 24).map(pulses));
      expect(decodeFrame(frames().at(-1)?.frame ?? new Uint8Array()).time).to.equal(at(24));
    });

    it('is of when it was heard where its clock is not believed, or cannot be right', () => {
      listPulses({ clock: 'none' });
      hearPulses(0, at(-5), at(0));
      listPulses({});
      hearPulses(1, 946_684_800n, at(1));
      hearPulses(2, at(9), at(2));
      expect(pair.store.channel(channel()).memory.day.map(({ time }) => time)).to.deep.equal([at(1), at(2)]);
      expect(decodeFrame(frames()[0]?.frame ?? new Uint8Array()).time).to.equal(at(0));
    });
  });
});

const le = (value: bigint): string =>
  Array.from({ length: 4 }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn))
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');

/** One record of energy under a storage number, as the counter shows it. */
function record(storage: number, value: bigint, vif = '03'): string {
  return `${dif(storage)}${vif}${le(((value % WRAP) + WRAP) % WRAP)}`;
}

function dif(storage: number): string {
  const low = 0x04 | ((storage & 1) << 6);
  const bytes = storage < 2 ? [low] : [low | 0x80, storage >> 1];
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A register of the log, and the local time of the meter's clock. */
function logged({ hour, value = valueAt(hour) }: Said, index: number): string {
  const local = new Date(Number(START + HOUR * BigInt(hour) + MOSCOW) * 1000);
  const year = local.getUTCFullYear() - 2000;
  const day = local.getUTCDate() | ((year & 7) << 5);
  const month = (local.getUTCMonth() + 1) | ((year >> 3) << 4);
  const time = [local.getUTCMinutes(), local.getUTCHours(), day, month];
  const hex = time.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${record(index + 1, value)}${dif(index + 1)}6d${hex}`;
}
