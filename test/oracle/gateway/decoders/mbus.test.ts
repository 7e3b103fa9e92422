import { expect } from 'chai';
import { decodeMbus } from '../../../../oracle/gateway/decoders/mbus/decode-mbus.ts';
import type { Reading } from '../../../../oracle/gateway/decoders/reading.ts';
import { flipBit, hex, longFrame, meterFrame } from './support/hex.ts';

/** The only reading of a frame with one record. */
function only(records: string): Reading {
  const decoded = decodeMbus(meterFrame(records));
  if (!decoded.ok) throw new Error(decoded.message);
  expect(decoded.readings).to.have.length(1);
  const [reading] = decoded.readings;
  if (reading === undefined) throw new Error('no reading');
  return reading;
}

function codeOf(frame: Uint8Array): string {
  const decoded = decodeMbus(frame);
  return decoded.ok ? 'ok' : decoded.code;
}

describe('decodeMbus', () => {
  describe('refuses', () => {
    const energy = '04 03 39 30 00 00';
    const cases: readonly [string, Uint8Array, string][] = [
      ['a single character', hex('E5'), 'NOT_A_LONG_FRAME'],
      ['a short frame', hex('10 5B 01 5C 16'), 'NOT_A_LONG_FRAME'],
      ['nothing', hex(''), 'NOT_A_LONG_FRAME'],
      ['lengths that differ', hex('68 1F 1E 68 08 01 72 00 00 16'), 'BAD_LENGTH'],
      ['a frame with a byte after its end', Uint8Array.from([...meterFrame(energy), 0x16]), 'BAD_LENGTH'],
      ['a cut frame', meterFrame(energy).subarray(0, 20), 'BAD_LENGTH'],
      ['a changed byte', flipBit(meterFrame(energy), 8 * 22), 'BAD_CHECKSUM'],
      ['another stop byte', Uint8Array.from([...meterFrame(energy).subarray(0, -1), 0x17]), 'BAD_STOP'],
      ['a command of the master', longFrame('51 0F', '53'), 'NOT_A_RESPONSE'],
      ['an application error', longFrame('70 08'), 'APPLICATION_ERROR'],
      ['an application error with header', longFrame('6F 78563412 4204 02 02 01 00 0000 08'), 'APPLICATION_ERROR'],
      ['an alarm', longFrame('71 01'), 'ALARM'],
      ['the most significant byte first', longFrame('76 78563412 4204 02 02 01 00 0000'), 'MODE_2'],
      ['an unknown CI field', longFrame('B1 00'), 'UNKNOWN_CI'],
      ['a cut header', longFrame('72 78563412'), 'TRUNCATED_HEADER'],
      ['a cut short header', longFrame('7A 01 00'), 'TRUNCATED_HEADER'],
      ['fixed data of a wrong length', longFrame('73 78563412'), 'BAD_FIXED_LENGTH'],
      ['a record without its data', meterFrame('04 03 39 30'), 'TRUNCATED_RECORD'],
      ['a DIF alone', meterFrame('04'), 'TRUNCATED_RECORD'],
      ['a DIFE that is missing', meterFrame('84'), 'TRUNCATED_RECORD'],
      ['a VIFE that is missing', meterFrame('04 83'), 'TRUNCATED_RECORD'],
      ['an extension byte that is missing', meterFrame('04 FB'), 'TRUNCATED_RECORD'],
      ['a VIFE of FC that is missing', meterFrame('04 83 FC'), 'TRUNCATED_RECORD'],
      ['a plain-text unit that is cut', meterFrame('01 7C 05 41 42'), 'TRUNCATED_RECORD'],
      ['variable data that is cut', meterFrame('0D 78 05 41 42'), 'TRUNCATED_RECORD'],
      ['variable data without its length', meterFrame('0D 78'), 'TRUNCATED_RECORD'],
      ['variable data of a reserved form', meterFrame('0D 78 F8 41'), 'RESERVED_LVAR'],
      ['eleven DIFE', meterFrame(`84 ${'80 '.repeat(10)} 00 03 39 30 00 00`), 'TOO_MANY_DIFE'],
      ['eleven VIFE', meterFrame(`04 83 ${'BB '.repeat(10)} 3B 39 30 00 00`), 'TOO_MANY_VIFE'],
      ['a reserved DIF', meterFrame('3F'), 'RESERVED_DIF'],
      [
        'an encrypted telegram without a key',
        longFrame(`72 78563412 4204 02 02 01 00 1005 ${'A5'.repeat(16)}`),
        'KEY_REQUIRED',
      ],
    ];
    for (const [what, frame, code] of cases) it(what, () => expect(codeOf(frame)).to.equal(code));

    it('encryption other than modes 5 and 7, but takes reserved modes for the signature of old meters', () => {
      const signed = (signature: string): string =>
        codeOf(longFrame(`72 78563412 4204 02 02 01 00 ${signature} ${energy}`));
      for (const mode of ['02', '03', '04', '08', '09', '0A', '0D'])
        expect(signed(`08${mode}`)).to.equal('UNSUPPORTED_ENCRYPTION');
      for (const signature of ['0002', '27B6', 'FFFF', '1000']) expect(signed(signature)).to.equal('ok');
    });

    it('good records before a bad one', () =>
      expect(codeOf(meterFrame('04 03 39 30 00 00 04 03 39'))).to.equal('TRUNCATED_RECORD'));
  });

  it('reads who sent the telegram', () => {
    const decoded = decodeMbus(meterFrame('04 03 39 30 00 00'));
    expect(decoded).to.deep.include({
      ok: true,
      meter: { manufacturer: 'ABB', id: '12345678', version: '2', medium: 'electricity' },
      status: 0,
    });
  });

  it('says when more telegrams follow', () => {
    expect(decodeMbus(meterFrame('04 03 39 30 00 00 1F'))).to.include({ ok: true, more: true });
  });

  it('skips fillers and keeps the manufacturer tail as bytes', () => {
    const decoded = decodeMbus(meterFrame('2F 2F 01 13 07 2F 0F DE AD'));
    expect(decoded.ok && decoded.readings.map(({ value, text }) => value ?? text)).to.deep.equal(['0.007', 'DEAD']);
  });

  describe('numbers', () => {
    const cases: readonly [string, string, Partial<Reading>][] = [
      ['32-bit energy in Wh', '04 03 39 30 00 00', { value: '12345', unit: 'Wh', quantity: 'energy' }],
      ['energy in 10 kWh', '04 07 01 00 00 00', { value: '10000', unit: 'Wh' }],
      ['BCD litres', '0C 13 78 56 34 12', { value: '12345.678', unit: 'm3' }],
      ['negative BCD', '0B 3B 56 34 F2', { value: '-23.456', unit: 'm3/h' }],
      ['minus zero as zero', '0B 3B 00 00 F0', { value: '0.000' }],
      ['a negative integer', '02 5A F6 FF', { value: '-1.0', unit: '°C' }],
      ['48 bits', '06 03 FF FF FF FF FF 7F', { value: '140737488355327' }],
      ['64 bits', '07 03 FF FF FF FF FF FF FF 7F', { value: '9223372036854775807' }],
      ['litres per minute as m³/h', '02 42 64 00', { value: '0.06000', unit: 'm3/h' }],
      ['days of operating time as seconds', '02 27 0A 00', { value: '864000', unit: 's' }],
      ['MWh (FB)', '04 FB 00 15 00 00 00', { value: '2100000', unit: 'Wh' }],
      ['GJ (FB)', '04 FB 09 15 00 00 00', { value: '21000000000', unit: 'J' }],
      ['volts (FD)', '02 FD 48 FB 08', { value: '229.9', unit: 'V' }],
      ['a correction factor', '04 83 72 39 30 00 00', { value: '1.2345', unit: 'Wh' }],
      ['a factor of 1000', '04 83 7D 39 30 00 00', { value: '12345000', unit: 'Wh' }],
      ['a plain-text unit', '02 FC 03 48 52 25 74 D4 11', { value: '45.64', unit: '%RH' }],
      ['unsigned flags', '02 FD 17 00 80', { value: '32768', quantity: 'error flags' }],
      ['type C behind FC 10', '01 83 FC 10 FF', { value: '255' }],
      ['BCD digits of variable length', '0D 13 C3 56 34 12', { value: '123.456' }],
      ['negative digits of variable length', '0D 13 D3 56 34 12', { value: '-123.456' }],
      ['zero with a minus of variable length', '0D 13 D1 00', { value: '0.000' }],
      ['eighteen digits', '0D 13 C9 56 34 12 56 34 12 56 34 12', { value: '123456123456123.456' }],
      ['a binary number of variable length', '0D 13 E3 40 E2 01', { value: '123.456' }],
      ['eight binary bytes', '0D 03 E8 FF FF FF FF FF FF FF 7F', { value: '9223372036854775807' }],
    ];
    for (const [what, records, expected] of cases) it(what, () => expect(only(records)).to.deep.include(expected));

    it('keeps a binary fraction exactly, and beside it the decimal that it stands for', () => {
      // 12.345 as binary32
      expect(only('05 16 1F 85 45 41')).to.deep.include({
        value: '12.34500026702880859375',
        nearest: '12.345',
        unit: 'm3',
      });
      expect(only('05 16 00 00 48 41')).to.deep.include({ value: '12.5' }).and.not.to.have.property('nearest');
    });
  });

  describe('gives no value for', () => {
    const cases: readonly [string, string, string][] = [
      ['non-decimal BCD', '0C 13 78 56 A4 12', 'not a decimal number'],
      ['a minus inside BCD', '0C 13 78 F6 34 12', 'not a decimal number'],
      ['the invalid 16-bit integer', '02 5A 00 80', 'invalid value'],
      ['the invalid 32-bit integer', '04 13 00 00 00 80', 'invalid value'],
      ['the invalid 64-bit integer', '07 13 00 00 00 00 00 00 00 80', 'invalid value'],
      ['not a number', '05 13 00 00 C0 7F', 'invalid value'],
      ['infinity', '05 13 00 00 80 7F', 'invalid value'],
      ['a record error', '04 93 18 39 30 00 00', 'data error'],
      ['overflow', '04 93 16 39 30 00 00', 'data overflow'],
      ['non-metric units', '04 93 3D 39 30 00 00', 'non-metric unit'],
      ['an additive correction', '04 93 78 39 30 00 00', 'additive correction'],
      ['an unknown VIFE', '04 93 44 39 30 00 00', 'unknown VIFE 44'],
      ['a reserved VIF', '04 6F 39 30 00 00', 'reserved VIF'],
      ['no data at all', '00 13', 'no data'],
      ['a selection for read-out', '08 13', 'no data'],
      ['empty digits', '0D 13 C0', 'not a decimal number'],
      ['digits with a letter', '0D 13 C2 56 A4', 'not a decimal number'],
    ];
    for (const [what, records, fault] of cases) {
      it(what, () => expect(only(records)).to.include({ fault }).and.not.to.have.property('value'));
    }
  });

  describe('places', () => {
    it('storage, tariff and subunit over several extensions', () => {
      expect(only('C4 97 52 03 39 30 00 00')).to.deep.include({ storage: 1 + 14 + 64, tariff: 5, subunit: 2 });
    });

    it('storage of forty bits', () => {
      expect(only(`C4 ${'8F '.repeat(9)} 0F 03 39 30 00 00`)).to.include({ storage: 2 ** 41 - 1 });
    });

    it('functions', () => {
      expect(only('14 2B 01 00 00 00').function).to.equal('maximum');
      expect(only('24 2B 01 00 00 00').function).to.equal('minimum');
      expect(only('34 2B 01 00 00 00').function).to.equal('error');
    });

    it('qualifiers that narrow a value', () => {
      expect(only('04 83 3C 39 30 00 00').qualifiers).to.deep.equal(['negative contributions']);
      expect(only('04 83 FF 20 39 30 00 00').qualifiers).to.deep.equal(['manufacturer specific 20']);
      expect(only('02 FD C9 FC 02 FB 08')).to.deep.include({ qualifiers: ['phase L2'], value: '2299' });
      expect(only('04 83 48 39 30 00 00').qualifiers).to.deep.equal(['upper limit']);
    });

    it('values that turn into something else', () => {
      expect(only('04 AB 22 39 30 00 00')).to.deep.include({ unit: 'W/h', qualifiers: ['per hour'] });
      expect(only('04 AB 49 39 30 00 00')).to.deep.include({ unit: '', value: '12345' });
      expect(only('04 AB 5A 02 00 00 00')).to.deep.include({ unit: 's', value: '7200' });
      expect(only('02 93 39 9C 11')).to.deep.include({ unit: '', time: '2012-01-28' });
    });
  });

  describe('dates', () => {
    const cases: readonly [string, string, string | undefined][] = [
      ['type G', '02 6C 9F 1C', '2012-12-31'],
      ['type F', '04 6D 32 37 1F 15', '2008-05-31T23:50'],
      ['type F with a century', '04 6D 32 17 1F 15', '2008-05-31T23:50'],
      ['type I', '06 6D 1E 32 17 1F 15 00', '2008-05-31T23:50:30'],
      ['type J', '03 6D 1E 32 17', '23:50:30'],
      ['1999', '02 6C 6F C6', '1999-06-15'],
      ['the invalid flag', '04 6D B2 37 1F 15', undefined],
      ['every day', '02 6C 80 1C', undefined],
      ['every month', '02 6C 9F 1F', undefined],
      ['every year', '02 6C FF FC', undefined],
      ['30 February', '02 6C 9E 12', undefined],
      ['hour 31', '04 6D 32 1F 1F 15', undefined],
      ['minute 61', '04 6D 3D 17 1F 15', undefined],
      ['a date of four bytes', '04 6C 32 17 1F 15', undefined],
      ['BCD', '0A 6D 32 17', undefined],
    ];
    for (const [what, records, time] of cases) {
      it(what, () => {
        const reading = only(records);
        expect(reading.time).to.equal(time);
        expect(reading).to.not.have.property('value');
        if (time === undefined) expect(reading.fault).to.equal('invalid date');
      });
    }
  });

  it('gives no value of a variable length whose sign or size the standard leaves open', () => {
    for (const records of [
      '0D 13 E3 40 E2 81',
      '0D 13 E9 40 E2 01 00 00 00 00 00 00',
      '0D 13 E0',
      '0D 13 CA 00 00 00 00 00 00 00 00 00 00',
    ])
      expect(only(records), records).to.not.have.property('value');
  });

  it('reads text backwards, and large binary numbers most significant byte first', () => {
    expect(only('0D 79 03 43 42 41').text).to.equal('ABC');
    expect(only('0D FF 5F 03 43 00 41').text).to.equal('430041');
    expect(only('0D 79 E3 43 42 41').text).to.equal('414243');
    expect(only('0D FD 3B 02 41 42').text).to.equal('4142');
  });

  describe('fixed data structure', () => {
    it('reads two counters, the second of the fixed date', () => {
      const decoded = decodeMbus(longFrame('73 78563412 0A 00 E9 7E 01000000 35010000'));
      expect(decoded).to.deep.include({
        meter: { manufacturer: '', id: '12345678', version: '', medium: 'water' },
      });
      expect(decoded.ok && decoded.readings.map(({ value, unit, storage }) => [value, unit, storage])).to.deep.equal([
        ['0.001', 'm3', 0],
        ['0.135', 'm3', 1],
      ]);
    });

    it('reads binary counters, and refuses to name reserved units or non-decimal digits', () => {
      const binary = decodeMbus(longFrame('73 78563412 0A 01 05 40 39300000 01000000'));
      expect(binary.ok && binary.readings[0]).to.include({ value: '12345000', unit: 'Wh' });
      expect(binary.ok && binary.readings[1]).to.include({ fault: 'reserved unit' });
      const digits = decodeMbus(longFrame('73 78563412 0A 00 05 05 3A300000 01000000'));
      expect(digits.ok && digits.readings[0]).to.include({ fault: 'not a decimal number' });
    });

    it('reads the other byte order', () => {
      const decoded = decodeMbus(longFrame('77 12345678 0A 00 05 05 00012345 00000001'));
      expect(decoded.ok && decoded.meter.id).to.equal('12345678');
      expect(decoded.ok && decoded.readings[0]).to.include({ value: '12345000' });
    });
  });
});
