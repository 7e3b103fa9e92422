import { expect } from 'chai';
import { formatDecimal } from '../../../../core/domain/bytes/decimal.ts';
import { billingRegisters } from '../../../../oracle/gateway/decoders/billing-register.ts';
import { decodeMbus } from '../../../../oracle/gateway/decoders/mbus/decode-mbus.ts';
import type { Reading } from '../../../../oracle/gateway/decoders/reading.ts';
import { meterFrame } from './support/hex.ts';

function registers(records: string, medium = '02'): string[] {
  const decoded = decodeMbus(meterFrame(records, medium));
  if (!decoded.ok) throw new Error(decoded.message);
  return billingRegisters(decoded).map(({ obis, value, unit }) => `${obis} ${formatDecimal(value)} ${unit}`);
}

const BASE: Reading = {
  quantity: 'energy',
  unit: 'kWh',
  storage: 0,
  tariff: 0,
  subunit: 0,
  function: 'instantaneous',
  obis: '1-0:1.8.1',
  value: '1.001',
};

function stated(reading: Partial<Reading>): string[] {
  const meter = { manufacturer: '', id: '', version: '', medium: 'electricity' };
  return billingRegisters({ ok: true, meter, readings: [{ ...BASE, ...reading }] }).map(
    ({ obis, value, unit }) => `${obis} ${formatDecimal(value)} ${unit}`,
  );
}

describe('billingRegisters', () => {
  describe('takes nothing from', () => {
    const cases: readonly [string, string][] = [
      ['earlier periods', '44 03 39 30 00 00'],
      ['maxima', '14 03 39 30 00 00'],
      ['values of a faulty meter', '34 03 39 30 00 00'],
      ['other subunits', '84 40 03 39 30 00 00'],
      ['negative registers', '04 03 FF FF FF FF'],
      ['values with a qualifier', '04 83 7E 39 30 00 00'],
      ['both directions at once', '04 83 BB 3C 39 30 00 00'],
      ['values that are none', '0C 03 78 56 A4 12'],
      ['power', '04 2B 39 30 00 00'],
      ['volume of an electricity meter', '04 13 39 30 00 00'],
      ['two registers of one code that disagree', '04 03 39 30 00 00 04 03 3A 30 00 00'],
      ['a zero beside a register', '04 03 39 30 00 00 04 06 00 00 00 00'],
    ];
    for (const [what, records] of cases) it(what, () => expect(registers(records)).to.deep.equal([]));
  });

  it('names registers by medium, tariff and direction', () => {
    expect(registers('04 03 39 30 00 00 84 10 03 01 00 00 00 84 20 03 02 00 00 00')).to.deep.equal([
      '1-0:1.8.0*255 12345 Wh',
      '1-0:1.8.1*255 1 Wh',
      '1-0:1.8.2*255 2 Wh',
    ]);
    expect(registers('04 83 3B 39 30 00 00 04 83 3C 01 00 00 00')).to.deep.equal([
      '1-0:1.8.0*255 12345 Wh',
      '1-0:2.8.0*255 1 Wh',
    ]);
    expect(registers('0C 13 78 56 34 12', '16')).to.deep.equal(['8-0:1.0.0*255 12345.678 m3']);
    expect(registers('0C 13 78 56 34 12', '07')).to.deep.equal(['8-0:1.0.0*255 12345.678 m3']);
    expect(registers('0C 13 78 56 34 12', '06')).to.deep.equal(['9-0:1.0.0*255 12345.678 m3']);
    expect(registers('04 0E 02 00 00 00', '04')).to.deep.equal(['6-0:1.0.0*255 2000000 J']);
    expect(registers('0C 13 78 56 34 12', '03')).to.deep.equal(['7-0:3.0.0*255 12345.678 m3']);
  });

  it('takes the finest of registers that agree', () => {
    expect(registers('04 06 0C 00 00 00 04 03 39 30 00 00')).to.deep.equal(['1-0:1.8.0*255 12345 Wh']);
  });

  it('bills the decimal that a binary fraction stands for', () => {
    expect(registers('05 16 1F 85 45 41', '07')).to.deep.equal(['8-0:1.0.0*255 12.345 m3']);
  });

  it('goes by the code where the telegram states one', () => {
    expect(stated({})).to.deep.equal(['1-0:1.8.1*255 1001 Wh']);
    expect(stated({ obis: '1-0:2.8.0*255', unit: 'Wh' })).to.deep.equal(['1-0:2.8.0*255 1.001 Wh']);
    for (const obis of ['1-0:3.8.1', '0-1:24.2.1', '1-0:1.7.0', '1-0:1.8.1*1'])
      expect(stated({ obis })).to.deep.equal([]);
    expect(stated({ unit: '' })).to.deep.equal([]);
  });
});
