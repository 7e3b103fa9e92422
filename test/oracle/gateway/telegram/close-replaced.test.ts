import { expect } from 'chai';
import { decodeFrame } from '../../../../core/domain/reading/frame.ts';
import { FLAG } from '../../../../core/domain/ledger/kinds.ts';
import { contentOf, openFrame } from '../../../../core/domain/reading/open-frame.ts';
import { closeReplaced } from '../../../../oracle/gateway/telegram/close-replaced.ts';
import { parseMeterRegister } from '../../../../oracle/gateway/meters/meter-register.ts';
import { idOfMeter } from '../../support/metering.ts';
import { HOUR, START, makePair } from '../../support/pair.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import type { MeterRegister } from '../../../../oracle/gateway/meters/meter-register.ts';
import type { Pair } from '../../support/pair.ts';
import type { SimulatedMeter } from '../../../../sandbox/meters/sample-house.ts';

describe('a replaced meter', () => {
  let pair: Pair;
  let meter: SimulatedMeter;
  beforeEach(() => {
    pair = makePair({ cadence: 'day' });
    const [first] = pair.simulated;
    if (first === undefined) throw new Error('no meter');
    meter = first;
  });
  afterEach(() => pair.dispose());

  const replacedBy = (final?: object): MeterRegister => {
    const { name, header, unit, exponent, obis } = meter;
    const old = {
      name,
      meterId: idOfMeter(meter),
      manufacturer: header.manufacturer,
      id: header.id,
      unit,
      exponent,
      obis,
    };
    const replaces = { meterId: old.meterId, ...(final === undefined ? {} : { final }) };
    return parseMeterRegister([old, { ...old, name: 'new', meterId: `0x${'8'.repeat(64)}`, id: '99999999', replaces }]);
  };
  const close = (meters: MeterRegister): number =>
    closeReplaced({ store: pair.store, meters, rules: pair.rules, nowMs: Date.now() });
  const channel = (): Hex => pair.meters.byName(meter.name)?.registers[0]?.channel ?? '0x';
  const last = (): { time: bigint; flags: number; value: bigint; sequence: bigint } => {
    const stored = pair.store.framesAfter(channel(), 0n).at(-1);
    if (stored === undefined) throw new Error('no frame');
    const frame = decodeFrame(stored.frame);
    const periodKey = pair.store.periodKey(stored.meterId, stored.period, stored.keyOwner)?.key ?? new Uint8Array();
    const { value } = contentOf(openFrame({ periodKeys: [periodKey], frame, ciphertext: stored.ciphertext }));
    // Frames of the fixed start come late, sooner or later.
    return { time: frame.time, flags: frame.flags & ~FLAG.gap, value, sequence: frame.sequence };
  };
  const start = (): bigint => meter.start[0] ?? 0n;

  it('is not closed while nothing took its place', () => {
    pair.feed(meter, [start()], START);
    expect(close(pair.meters)).to.equal(0);
    expect(last().flags & FLAG.periodClose).to.equal(0);
  });

  it('ends with its newest reading as a period close, once, and gives nothing more', () => {
    pair.feed(meter, [start()], START);
    pair.feed(meter, [start() + 5n], START + HOUR);
    expect(close(replacedBy())).to.equal(1);
    expect(close(replacedBy())).to.equal(0);
    expect(last()).to.deep.equal({ time: START + HOUR, flags: FLAG.periodClose, value: start() + 5n, sequence: 2n });
    expect(pair.feed(meter, [start() + 6n], START + 2n * HOUR).code).to.equal('METER_REPLACED');
    expect(last().sequence).to.equal(2n);
  });

  it('ends with what was read when it was taken away', () => {
    pair.feed(meter, [start()], START);
    pair.feed(meter, [start() + 5n], START + HOUR);
    const values = { [meter.obis[0] ?? '']: String(start() + 9n) };
    close(replacedBy({ time: Number(START + HOUR) + 60, values }));
    expect(last()).to.include({ time: START + HOUR + 60n, flags: FLAG.periodClose, value: start() + 9n });
  });

  it('is not closed before the moment of its removal', () => {
    pair.feed(meter, [start()], START);
    const meters = replacedBy({ time: Math.floor(Date.now() / 1000) + 600 });
    expect(close(meters)).to.equal(0);
    expect(pair.feed(meter, [start() + 1n], START + HOUR).code).to.equal('AGGREGATED');
  });

  it('makes no frame of a register that was never read', () => {
    expect(close(replacedBy())).to.equal(1);
    expect(pair.store.counters()['REGISTER_UNKNOWN']).to.equal(1);
    expect(last).to.throw('no frame');
  });

  it('makes no frame of a register that nothing was read of since a loss', () => {
    pair.feed(meter, [start()], START);
    pair.store.setBreak(channel(), 'gap');
    close(replacedBy({ time: Number(START + HOUR) }));
    expect(pair.store.counters()['REGISTER_UNKNOWN']).to.equal(1);
    expect(last().sequence).to.equal(1n);
  });

  it('ends with the newest register of its own where the one of the removal is lower', () => {
    pair.feed(meter, [start()], START);
    pair.feed(meter, [start() + 5n], START + HOUR);
    close(replacedBy({ time: Number(START + HOUR) + 60, values: { [meter.obis[0] ?? '']: String(start()) } }));
    expect(last()).to.deep.equal({
      time: START + HOUR + 60n,
      flags: FLAG.periodClose,
      value: start() + 5n,
      sequence: 3n,
    });
    expect(pair.store.counters()['REGISTER_FELL']).to.equal(1);
  });

  it('does not believe a reading of the removal that no meter can have come to', () => {
    pair.feed(meter, [start()], START);
    const values = { [meter.obis[0] ?? '']: String(start() * 10n + 100_000_000n) };
    close(replacedBy({ time: Number(START + HOUR), values }));
    expect(last()).to.include({ time: START + HOUR, value: start(), sequence: 2n });
    expect(pair.store.counters()['REGISTER_JUMPED']).to.equal(1);
  });

  it('repeats a register that was sent already, at the moment of the removal', () => {
    pair.feed(meter, [start()], START);
    close(replacedBy({ time: Number(START + HOUR) }));
    expect(last()).to.deep.equal({ time: START + HOUR, flags: FLAG.periodClose, value: start(), sequence: 2n });
  });

  it('repeats a register that was sent already a second later, where the removal is said to be before', () => {
    pair.feed(meter, [start()], START);
    close(replacedBy({ time: Number(START - HOUR) }));
    expect(last()).to.deep.equal({ time: START + 1n, flags: FLAG.periodClose, value: start(), sequence: 2n });
  });

  it('repeats a register that was sent already now, where nobody says when it was taken away', () => {
    pair.feed(meter, [start()], START);
    const before = BigInt(Math.floor(Date.now() / 1000));
    close(replacedBy());
    expect(last()).to.include({ flags: FLAG.periodClose, value: start(), sequence: 2n });
    expect(last().time >= before).to.equal(true);
  });
});
