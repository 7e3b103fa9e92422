import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { toHex, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { decodeFrame } from '../../../../core/domain/reading/frame.ts';
import { contentOf, openFrame } from '../../../../core/domain/reading/open-frame.ts';
import { parseMeterRegister, type MeterRegister } from '../../../../oracle/gateway/meters/meter-register.ts';
import { openRegisterMarks, type RegisterMarks } from '../../../../oracle/gateway/recovery/register-marks.ts';
import { closeReplaced } from '../../../../oracle/gateway/telegram/close-replaced.ts';
import { consumeTelegram } from '../../../../oracle/gateway/telegram/consume-telegram.ts';
import { meterTelegram } from '../../../../sandbox/meters/write-spool.ts';
import { idOfMeter } from '../../support/metering.ts';
import { HOUR, makePair, START, type Pair } from '../../support/pair.ts';

/** Five digits of kWh, counted in Wh. */
const DIAL = { digits: 5, scale: 3 };
const WRAP = 100_000_000n;

describe('a meter whose counter begins again at zero', () => {
  let pair: Pair;
  let channel: Hex;
  let hour = 0n;
  beforeEach(async () => {
    pair = makePair({ dial: DIAL });
    channel = pair.meters.meters[0]?.registers[0]?.channel ?? '0x';
    pair.registerAll();
    pair.tellRegister();
    await pair.sayHello();
  });
  afterEach(() => pair.dispose());

  const simulated = (): Pair['simulated'][number] => pair.simulated[0] ?? expect.fail('no meter');
  /** A telegram of the next hour, with what the counter shows. */
  const feed = (shown: bigint, given: { marks?: RegisterMarks; meters?: MeterRegister } = {}): string => {
    const { store, rules } = pair;
    const hex = toHex(meterTelegram(simulated(), [shown]));
    const telegram = {
      meter: simulated().name,
      time: START + HOUR * (hour += 1n),
      format: 'mbus' as const,
      content: { format: 'mbus' as const, hex },
    };
    const args = { store, meters: given.meters ?? pair.meters, rules, nowMs: Date.now(), marks: given.marks };
    return store.transaction(() => consumeTelegram({ ...args, telegram, source: 'test' })).code;
  };
  const values = (): bigint[] =>
    pair.store
      .framesAfter(channel, 0n)
      .filter(({ state }) => state !== 'replaced')
      .map((stored) => {
        const periodKey = pair.store.periodKey(stored.meterId, stored.period, stored.keyOwner)?.key ?? new Uint8Array();
        const frame = decodeFrame(stored.frame);
        return contentOf(openFrame({ periodKeys: [periodKey], frame, ciphertext: stored.ciphertext })).value;
      });
  const listed = (more: object): MeterRegister => {
    const { name, header, unit, exponent, obis } = simulated();
    const entry = { name, meterId: idOfMeter(simulated()), manufacturer: header.manufacturer, id: header.id };
    return parseMeterRegister([{ ...entry, unit, exponent, obis, ...more }]);
  };
  /** The ledger has frames of a life that nothing here remembers. */
  const loseAll = (): void => {
    const link: Hex = `0x${'5a'.repeat(16)}`;
    const head = { channel, sequence: 7n, time: START, head: link, recorded: 7n };
    pair.store.setBreak(channel, 'unsure');
    pair.down({ v: 1, heads: [head] });
  };

  it('refuses what the counter cannot show, and one that went back by less than half of its range', () => {
    expect(feed(60_000_000n)).to.equal('FRAMED');
    expect(feed(WRAP)).to.equal('DIGITS_EXCEEDED');
    expect(feed(50_000_000n)).to.equal('REGISTER_FELL');
    // Beyond zero, but more than a house can use in an hour.
    expect(feed(9_000_000n)).to.equal('REGISTER_JUMPED');
    expect(values()).to.deep.equal([60_000_000n]);
  });

  it('commits to the register without end, turn after turn', () => {
    expect([99_999_000n, 400n, 900n].map((one) => feed(one))).to.deep.equal(['FRAMED', 'FRAMED', 'FRAMED']);
    expect(values()).to.deep.equal([99_999_000n, WRAP + 400n, WRAP + 900n]);
    expect(feed(800n)).to.equal('REGISTER_FELL');
  });

  it('has no turn that anybody could guess once database and marks are lost: it asks for it', () => {
    loseAll();
    expect(feed(400n)).to.equal('TURNS_UNKNOWN');
    expect(values()).to.deep.equal([]);
    const [obis = ''] = simulated().obis;
    expect(feed(500n, { meters: listed({ turns: { [obis]: 3 } }) })).to.equal('FRAMED');
    expect(feed(600n)).to.equal('FRAMED');
    expect(values()).to.deep.equal([3n * WRAP + 500n, 3n * WRAP + 600n]);
  });

  it('has its turn from the marks beside a lost database, which are kept four times a turn', () => {
    const file = join(pair.folder, 'registers.json');
    const first = openRegisterMarks(file);
    first.keep(channel, WRAP - 20n, WRAP);
    first.keep(channel, WRAP - 10n, WRAP);
    expect(openRegisterMarks(file).of(channel)).to.equal(WRAP - 20n);
    loseAll();
    const marks = openRegisterMarks(file);
    expect(feed(400n, { marks })).to.equal('FRAMED');
    expect(values()).to.deep.equal([WRAP + 400n]);
    expect(openRegisterMarks(file).of(channel)).to.equal(WRAP + 400n);
  });

  it('marks nothing where the file of marks cannot be read', () => {
    mkdirSync(pair.folder, { recursive: true });
    for (const text of ['', '{"0x00000001": 5}', '[]', '{"0x0000']) {
      writeFileSync(join(pair.folder, 'registers.json'), text);
      expect(openRegisterMarks(join(pair.folder, 'registers.json')).of('0x00000001'), text).to.equal(undefined);
    }
  });

  it('waits for its registration, too, where all is lost', () => {
    const other = makePair({ dial: DIAL });
    try {
      const before = pair;
      pair = other;
      channel = pair.meters.meters[0]?.registers[0]?.channel ?? '0x';
      loseAll();
      expect(feed(400n)).to.equal('TURNS_UNKNOWN');
      pair = before;
    } finally {
      other.dispose();
    }
  });

  it('is closed, when it is replaced, by what its counter showed last', () => {
    expect(feed(99_999_000n)).to.equal('FRAMED');
    const [obis = ''] = simulated().obis;
    const { name, header, unit, exponent, obis: codes } = simulated();
    const base = { manufacturer: header.manufacturer, unit, exponent, obis: codes };
    const final = { time: Number(START + HOUR * (hour += 1n)), values: { [obis]: '700' } };
    const meters = parseMeterRegister([
      { ...base, name, id: header.id, meterId: idOfMeter(simulated()) },
      {
        ...base,
        name: 'new',
        id: '99999999',
        meterId: `0x${'8'.repeat(64)}`,
        replaces: { meterId: idOfMeter(simulated()), final },
      },
    ]);
    expect(closeReplaced({ store: pair.store, meters, rules: pair.rules, nowMs: Date.now() })).to.equal(1);
    expect(values().at(-1)).to.equal(WRAP + 700n);
  });
});
