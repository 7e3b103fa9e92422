import { expect } from 'chai';
import { toHex, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { parseMeterRegister } from '../../../../oracle/gateway/meters/meter-register.ts';
import { consumeTelegram } from '../../../../oracle/gateway/telegram/consume-telegram.ts';
import { meterTelegram } from '../../../../sandbox/meters/write-spool.ts';
import { idOfMeter } from '../../support/metering.ts';
import { START, makePair, type Pair } from '../../support/pair.ts';

function registerOf(meter: Pair['simulated'][number], over: object): ReturnType<typeof parseMeterRegister> {
  const { name, header, unit, exponent, obis } = meter;
  const { manufacturer, id } = header;
  return parseMeterRegister([{ name, meterId: idOfMeter(meter), manufacturer, id, unit, exponent, obis, ...over }]);
}

function disposing(pair: Pair): Pair & Disposable {
  return { ...pair, [Symbol.dispose]: () => void pair.dispose() };
}

describe('a telegram that does not fit the entry of its meter', () => {
  let pair: Pair;
  beforeEach(() => {
    pair = makePair();
  });
  afterEach(() => pair.dispose());

  function codeOf(over: { unit?: string; exponent?: number }, hex?: string, value?: bigint): string {
    const [meter] = pair.simulated;
    if (meter === undefined) throw new Error('no meter');
    const content = {
      format: 'mbus',
      hex:
        hex ??
        toHex(
          meterTelegram(
            meter,
            meter.start.map((start) => value ?? start),
          ),
        ),
    } as const;
    const telegram = { meter: meter.name, time: START, format: 'mbus', content, reference: undefined } as const;
    const meters = registerOf(meter, over);
    const { store, rules } = pair;
    return store.transaction(
      () => consumeTelegram({ store, meters, rules, nowMs: Date.now(), telegram, source: 'test' }).code,
    );
  }

  it('makes no frame: of another unit, with more digits than the ledger holds, or no hexadecimal', () => {
    expect(codeOf({ unit: 'm3' })).to.equal('UNIT_MISMATCH');
    expect(codeOf({ exponent: -9 }, undefined, 99_999_999_999n)).to.equal('REGISTER_TOO_LARGE');
    expect(codeOf({}, 'no telegram')).to.equal('TELEGRAM_MALFORMED');
    expect(pair.store.frameCounts()).to.deep.equal({});
    expect(codeOf({})).to.equal('FRAMED');
  });
});

describe('a request in the first minute of an hour', () => {
  it('is answered by what is read then, although that counts as the register at the hour as well', () => {
    using pair = disposing(makePair());
    const [meter] = pair.simulated;
    if (meter === undefined) throw new Error('no meter');
    const meters = registerOf(meter, {});
    const { store, rules } = pair;
    const meterId = idOfMeter(meter);
    const requestId: Hex = `0x${'7e'.repeat(32)}`;
    const read = (time: bigint, more: bigint): string => {
      const content = {
        format: 'mbus',
        hex: toHex(
          meterTelegram(
            meter,
            meter.start.map((start) => start + more),
          ),
        ),
      } as const;
      const telegram = { meter: meter.name, time, format: 'mbus', content, reference: undefined } as const;
      return store.transaction(
        () => consumeTelegram({ store, meters, rules, nowMs: Date.now(), telegram, source: 'test' }).code,
      );
    };
    read(START, 0n);
    const hour = START + 3_600n;
    store.transaction(() => store.addRequest(requestId, meterId, hour + 20n));
    // What was read before it was asked is no answer.
    read(hour - 60n, 1n);
    expect(store.openRequest(meterId)).to.equal(requestId);
    read(hour + 21n, 2n);
    expect(store.openRequest(meterId)).to.equal(undefined);
    const [channel] = meters.byId(meterId)?.registers ?? [];
    expect(store.channel(channel?.channel ?? '0x').memory).to.include({ frameTime: hour + 21n, lastTime: hour + 21n });
  });
});
