import { expect } from 'chai';
import { toHex } from '../../../../core/domain/bytes/hex.ts';
import { parseMeterRegister } from '../../../../oracle/gateway/meters/meter-register.ts';
import { consumeTelegram } from '../../../../oracle/gateway/telegram/consume-telegram.ts';
import { meterTelegram } from '../../../../sandbox/meters/write-spool.ts';
import { idOfMeter } from '../../support/metering.ts';
import { START, makePair, type Pair } from '../../support/pair.ts';

describe('a telegram that does not fit the entry of its meter', () => {
  let pair: Pair;
  beforeEach(() => {
    pair = makePair();
  });
  afterEach(() => pair.dispose());

  function codeOf(over: { unit?: string; exponent?: number }, hex?: string, value?: bigint): string {
    const [meter] = pair.simulated;
    if (meter === undefined) throw new Error('no meter');
    const { name, header, unit, exponent, obis } = meter;
    const { manufacturer, id } = header;
    const entry = { name, meterId: idOfMeter(meter), manufacturer, id, unit, exponent, obis, ...over };
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
    const telegram = { meter: name, time: START, format: 'mbus', content, reference: undefined } as const;
    const meters = parseMeterRegister([entry]);
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
