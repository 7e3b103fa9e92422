import { join } from 'node:path';
import { expect } from 'chai';
import { createLog } from '../../../../core/runtime/log.ts';
import { toHex } from '../../../../core/domain/bytes/hex.ts';
import { openDecoderMemory } from '../../../../oracle/gateway/telegram/decoder-memory.ts';
import { openGatewayStore } from '../../../../oracle/gateway/store/store.ts';
import { createIntake } from '../../../../oracle/gateway/telegram/intake.ts';
import { readTelegram } from '../../../../oracle/gateway/telegram/read-telegram.ts';
import { parseMeterRegister } from '../../../../oracle/gateway/meters/meter-register.ts';
import { watchClock } from '../../../../oracle/gateway/watch-clock.ts';
import { FLAG } from '../../../../core/domain/ledger/kinds.ts';
import { decodeFrame } from '../../../../core/domain/reading/frame.ts';
import { meterTelegram } from '../../../../sandbox/meters/write-spool.ts';
import { consumeTelegram } from '../../../../oracle/gateway/telegram/consume-telegram.ts';
import { KEY, compact, extendedLink, stripped } from '../decoders/support/wireless.ts';
import { HOUR, START, makePair } from '../../support/pair.ts';
import type { Intake } from '../../../../oracle/gateway/telegram/intake.ts';
import type { Pair } from '../../support/pair.ts';

const log = createLog('test', 'silent');

describe('the agent’s disk', () => {
  let pair: Pair;
  beforeEach(() => {
    pair = makePair();
  });
  afterEach(() => pair.dispose());

  const intakeOf = (maxBytes: number): Intake => {
    const { store, meters, rules } = pair;
    const consumption = () => ({ store, meters, rules, nowMs: Date.now() });
    return createIntake({ consumption, maxBytes, log, onTaken: () => undefined });
  };
  const offer = (intake: Intake, hour: number): string => {
    const [meter] = pair.simulated;
    if (meter === undefined) throw new Error('no meter');
    const hex = toHex(meterTelegram(meter, [(meter.start[0] ?? 0n) + BigInt(hour)]));
    const time = START + HOUR * BigInt(hour);
    return intake.take({ meter: meter.name, time, format: 'mbus', content: { format: 'mbus', hex } }, 'test').code;
  };

  it('full by its bound takes nothing new, keeps what it has, and goes on when there is room', async () => {
    const bound = pair.store.usedBytes() + 60_000;
    const intake = intakeOf(bound);
    let taken = 0;
    while (offer(intake, taken) === 'FRAMED') taken += 1;
    expect(taken).to.be.greaterThan(20);
    expect(offer(intake, taken)).to.equal('QUEUE_FULL');
    expect(intake.refused).to.equal(2);
    expect(pair.store.usedBytes()).to.be.lessThan(bound + 8_192);
    expect(pair.store.frameCounts()['waiting']).to.equal(taken);

    pair.registerAll();
    pair.tellRegister();
    await pair.sayHello();
    await pair.sign();
    await pair.deliver();
    const [channel] = pair.meters.meters[0]?.registers ?? [];
    pair.store.markLanded(channel?.channel ?? '0x', BigInt(taken));
    expect(pair.store.forgetLanded(Date.now() + 1)).to.equal(taken);
    expect(offer(intake, taken)).to.equal('FRAMED');
  });

  it('full in earnest refuses telegrams and breaks nothing', () => {
    const file = join(pair.folder, 'limited.sqlite');
    // What SQLite says when it may not grow is what it says on a full disk.
    const store = openGatewayStore(file, 400_000);
    const { meters, rules } = pair;
    const consumption = () => ({ store, meters, rules, nowMs: Date.now() });
    const intake = createIntake({ consumption, maxBytes: 1_000_000_000, log, onTaken: () => undefined });
    let hour = 0;
    while (offer(intake, hour) === 'FRAMED') hour += 1;
    expect(hour).to.be.greaterThan(20);
    expect(intake.isFull()).to.equal(true);
    expect(store.frameCounts()['waiting']).to.equal(hour);
    store.close();
    const again = openGatewayStore(file);
    expect(again.frameCounts()['waiting']).to.equal(hour);
    again.close();
  });
});

describe('compact radio frames', () => {
  it('are read after a restart as before', () => {
    const pair = makePair();
    const [meter] = parseMeterRegister([
      {
        name: 'radio',
        meterId: `0x${'1'.repeat(64)}`,
        manufacturer: 'KAM',
        id: '12345678',
        unit: 'm3',
        exponent: -3,
        obis: ['8-0:1.0.0*255'],
        key: Buffer.from(KEY).toString('hex'),
      },
    ]).meters;
    if (meter === undefined) throw new Error('no meter');
    const full = stripped(extendedLink('78 0C13 45230100', 1));
    const short = stripped(extendedLink(compact('0C13', '46230100', '0C13 46230100'), 1));
    const content = (bytes: Uint8Array) => ({ format: 'wmbus', hex: toHex(bytes) }) as const;
    const before = readTelegram(meter, content(short), openDecoderMemory(pair.store));
    expect(before.ok ? '' : before.code).to.equal('FORMAT_UNKNOWN');
    expect(readTelegram(meter, content(full), openDecoderMemory(pair.store)).ok).to.equal(true);
    const after = readTelegram(meter, content(short), openDecoderMemory(pair.store));
    expect(after.ok ? after.registers[0]?.value : after.code).to.equal(12_346n);
    // A key opened it, under a cipher that would not notice a change.
    expect(after.ok && after.word).to.equal(FLAG.encrypted);
    pair.dispose();
  });
});

describe('a clock that steps', () => {
  const HOUR_MS = 3_600_000;

  it('flags frames for an hour after a step of an hour in either direction, and while its marker is missing', () => {
    let wall = 1_000_000_000;
    let steady = 50;
    const steps: number[] = [];
    const flags = watchClock({
      marker: undefined,
      wallMs: () => wall,
      steadyMs: () => steady,
      onStep: (by) => steps.push(by),
    });
    const pass = (ms: number, step = 0): number => {
      steady += ms;
      wall += ms + step;
      return flags();
    };
    expect(pass(HOUR_MS)).to.equal(0);
    expect(pass(1_000, HOUR_MS)).to.equal(FLAG.clockUnsynchronised);
    expect(pass(HOUR_MS - 1)).to.equal(FLAG.clockUnsynchronised);
    expect(pass(1)).to.equal(0);
    expect(pass(1_000, -HOUR_MS)).to.equal(FLAG.clockUnsynchronised);
    expect(pass(HOUR_MS)).to.equal(0);
    expect(steps).to.deep.equal([HOUR_MS, -HOUR_MS]);
    const marked = watchClock({
      marker: '/nowhere/synchronized',
      wallMs: () => wall,
      steadyMs: () => steady,
      onStep: () => undefined,
    });
    expect(marked()).to.equal(FLAG.clockUnsynchronised);
  });

  for (const step of [HOUR_MS, -HOUR_MS]) {
    it(`of ${step > 0 ? '+' : '−'}1 h never takes a register back in time, nor loses its newest value`, () => {
      const pair = makePair();
      const [meter] = pair.simulated;
      if (meter === undefined) throw new Error('no meter');
      const { store, meters, rules } = pair;
      const codes: string[] = [];
      let value = meter.start[0] ?? 0n;
      const from = Number(START) * 1000;
      // A telegram every ten minutes for six hours; the clock is wrong for the third and fourth hour.
      for (let minute = 0; minute <= 360; minute += 10) {
        const wrong = minute >= 120 && minute < 240;
        const nowMs = from + minute * 60_000 + (wrong ? step : 0);
        value += 1n;
        const hex = toHex(meterTelegram(meter, [value]));
        const telegram = {
          meter: meter.name,
          time: BigInt(nowMs) / 1000n,
          format: 'mbus' as const,
          content: { format: 'mbus' as const, hex },
        };
        const clockFlags = wrong ? FLAG.clockUnsynchronised : 0;
        const args = { store, meters, rules, nowMs, clockFlags, telegram, source: 'test' };
        codes.push(store.transaction(() => consumeTelegram(args)).code);
      }
      const channel = meters.byName(meter.name)?.registers[0]?.channel ?? '0x';
      const frames = store.framesAfter(channel, 0n).map(({ frame }) => decodeFrame(frame));
      const times = frames.map(({ time }) => time);
      expect(times).to.deep.equal(times.toSorted((a, b) => (a < b ? -1 : 1)));
      expect(new Set(times).size).to.equal(times.length);
      expect(codes.filter((code) => code === 'TIME_NOT_RISING').length).to.be.within(5, 7);
      expect(codes.every((code) => code === 'FRAMED' || code === 'TIME_NOT_RISING')).to.equal(true);
      expect(frames.some(({ flags }) => (flags & FLAG.clockUnsynchronised) !== 0)).to.equal(true);
      expect(store.channel(channel).memory.lastValue).to.equal(value);
      pair.dispose();
    });
  }
});
