import { expect } from 'chai';
import { checkPlausibility } from '../../../../oracle/gateway/telegram/check-plausibility.ts';
import { HOUR, START, makePair } from '../../support/pair.ts';
import type { Pair } from '../../support/pair.ts';

describe('a register that jumps', () => {
  let pair: Pair;
  beforeEach(() => {
    pair = makePair();
  });
  afterEach(() => pair.dispose());

  const feed = (hour: number, rise: bigint): string => {
    const [meter] = pair.simulated;
    if (meter === undefined) throw new Error('no meter');
    const values = meter.start.map((value) => value + rise);
    return pair.feed(meter, values, START + HOUR * BigInt(hour)).code;
  };

  it('is refused, and does not make the next right reading one that fell', () => {
    const entry = pair.meters.meters[0];
    if (entry === undefined) throw new Error('no meter');
    expect(entry.unit).to.equal('Wh');
    const day = 24n * 1_000_000n * 10n ** BigInt(-entry.exponent > 0 ? -entry.exponent : 0);
    const most = entry.exponent > 0 ? day / 10n ** BigInt(entry.exponent) : day;
    expect(feed(0, 0n)).to.equal('FRAMED');
    expect(feed(1, most + 2n)).to.equal('REGISTER_JUMPED');
    expect(pair.store.counters()['REGISTER_JUMPED']).to.equal(1);
    expect(feed(2, 5n)).to.equal('FRAMED');
    expect(pair.store.frameCounts()['waiting']).to.equal(2 * entry.registers.length);
  });

  it('is taken behind a break, where nobody knows what it was', () => {
    const channel = pair.meters.meters[0]?.registers[0]?.channel ?? '0x';
    expect(feed(0, 0n)).to.equal('FRAMED');
    pair.store.setBreak(channel, 'gap');
    expect(feed(1, 10_000_000n)).to.equal('FRAMED');
  });

  it('may rise by what the entry says, over the time that passed or a day', () => {
    const meter = { name: 'm', unit: 'm3', exponent: -3, maxPerHour: '1.5' } as const;
    const memory = { sequence: 3n, lastTime: START, lastValue: 1_000n };
    const rises = (hours: bigint, value: bigint): boolean =>
      checkPlausibility(meter, memory, { time: START + hours * HOUR, value }) === undefined;
    expect(rises(1n, 1_000n + 36_001n)).to.equal(true);
    expect(rises(1n, 1_000n + 36_002n)).to.equal(false);
    expect(rises(48n, 1_000n + 72_001n)).to.equal(true);
    expect(rises(48n, 1_000n + 72_002n)).to.equal(false);
  });
});
