import { createCipheriv } from 'node:crypto';
import { expect } from 'chai';
import { crc16X25 } from '../../../../oracle/gateway/decoders/dlms/crc16-x25.ts';
import { decodeDlms } from '../../../../oracle/gateway/decoders/dlms/decode-dlms.ts';
import type { DecodedTelegram } from '../../../../oracle/gateway/decoders/reading.ts';
import { flipBit, hex } from './support/hex.ts';

const ENERGY = '0203 0906 0100010800FF 06 00003039 0202 0F01 161E';

function notification(items: string, count: number): Buffer {
  return Buffer.from(
    hex(`0F 00000001 0C 07EA0A01040000 00 00FFC400 01 ${count.toString(16).padStart(2, '0')} ${items}`),
  );
}

function checked(bytes: Buffer): Buffer {
  const crc = crc16X25(bytes, 0, bytes.length);
  return Buffer.concat([bytes, Uint8Array.of(crc & 0xff, crc >> 8)]);
}

function hdlc(information: Uint8Array, segmented = false): Buffer {
  const length = 2 + 1 + 1 + 1 + 2 + information.length + 2;
  const header = checked(
    Buffer.concat([Uint8Array.of(0xa0 | (segmented ? 8 : 0) | (length >> 8), length & 0xff), hex('03 05 13')]),
  );
  return Buffer.concat([hex('7E'), checked(Buffer.concat([header, information])), hex('7E')]);
}

function mbus(information: Uint8Array, control: string): Buffer {
  const body = Buffer.concat([hex(`53 FF ${control} 01 67`), information]);
  const sum = body.reduce((total, byte) => total + byte, 0) & 0xff;
  return Buffer.concat([Uint8Array.of(0x68, body.length, body.length, 0x68), body, Uint8Array.of(sum, 0x16)]);
}

const LLC = hex('E6E700');
const push = Buffer.concat([LLC, notification(ENERGY, 1)]);

function decoded(bytes: Uint8Array, key?: Uint8Array): DecodedTelegram {
  const result = decodeDlms(bytes, key);
  if (!result.ok) throw new Error(`${result.code} ${result.message}`);
  return result;
}

function codeOf(bytes: Uint8Array): string {
  const result = decodeDlms(bytes);
  return result.ok ? 'ok' : result.code;
}

describe('decodeDlms', () => {
  it('computes the published check value of its CRC', () => {
    expect(crc16X25(Buffer.from('123456789'), 0, 9)).to.equal(0x906e);
  });

  it('refuses every flipped bit of an HDLC frame', () => {
    const frame = hdlc(push);
    for (let bit = 0; bit < frame.length * 8; bit++) {
      expect(decodeDlms(flipBit(frame, bit)).ok, `bit ${bit}`).to.equal(false);
    }
  });

  it('refuses frames that are cut, followed or not what they say', () => {
    const frame = hdlc(push);
    expect(codeOf(frame.subarray(0, -3))).to.equal('BAD_FRAME');
    expect(codeOf(Buffer.concat([frame, hex('00')]))).to.equal('BAD_FRAME');
    expect(codeOf(mbus(push, '72'))).to.equal('BAD_FRAME');
    expect(codeOf(flipBit(mbus(notification(ENERGY, 1), '10'), 8 * 20))).to.equal('BAD_CRC');
    expect(codeOf(hdlc(hex('E6E700 C0 01')))).to.equal('UNSUPPORTED_APDU');
    expect(codeOf(hex(''))).to.equal('UNSUPPORTED_APDU');
  });

  it('refuses a message with a missing segment', () => {
    const first = hdlc(push.subarray(0, 20), true);
    expect(codeOf(first)).to.equal('MISSING_SEGMENT');
    expect(codeOf(mbus(push.subarray(0, 20), '01'))).to.equal('MISSING_SEGMENT');
  });

  it('refuses data that ends inside a list, goes on behind it, or names no objects', () => {
    expect(codeOf(hdlc(Buffer.concat([LLC, notification(ENERGY, 2)])))).to.equal('TRUNCATED_RECORD');
    expect(codeOf(hdlc(Buffer.concat([push, hex('00')])))).to.equal('TRAILING_BYTES');
    expect(codeOf(hdlc(Buffer.concat([LLC, notification('06 00000001', 1)])))).to.equal('UNKNOWN_LIST');
    expect(codeOf(hdlc(Buffer.concat([LLC, notification('1F 00', 1)])))).to.equal('TRUNCATED_RECORD');
    expect(codeOf(notification(`${'0101 '.repeat(10)} 00`, 1))).to.equal('TRUNCATED_RECORD');
  });

  it('refuses a ciphered message without a key', () => {
    expect(codeOf(hdlc(hex(`E6E700 DB 08 4B464D1234567890 81 15 20 00000001 ${'00'.repeat(16)}`)))).to.equal(
      'KEY_REQUIRED',
    );
  });

  describe('general-ciphering with a key that both sides have', () => {
    const key = hex('000102030405060708090A0B0C0D0E0F');
    const own = hex('D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF');
    const fields = hex('08 0000000000000001 08 4B464D1234567890 08 0000000000000000 00 00');
    const sealed = (control: string): Buffer => {
      const iv = hex('4B464D1234567890 00000007');
      const cipher = createCipheriv('aes-128-gcm', key, iv, { authTagLength: 12 });
      cipher.setAAD(Buffer.concat([hex(control), own, fields]));
      const text = Buffer.concat([cipher.update(notification(ENERGY, 1)), cipher.final(), cipher.getAuthTag()]);
      return Buffer.concat([hex(control), hex('00000007'), text]);
    };
    const message = (keyInfo: string, control = '30'): Buffer => {
      const content = sealed(control);
      return hdlc(Buffer.concat([LLC, hex('DD'), fields, hex(keyInfo), Uint8Array.of(content.length), content]));
    };
    const both = Buffer.concat([key, own]);
    const codeWith = (bytes: Uint8Array, secret?: Uint8Array): string => {
      const result = decodeDlms(bytes, secret);
      return result.ok ? 'ok' : result.code;
    };

    it('is refused without the key, with another authentication key, and where the key comes wrapped', () => {
      expect(codeWith(message('01 00 00'))).to.equal('KEY_REQUIRED');
      expect(codeWith(message('01 00 00'), Buffer.concat([key, key]))).to.equal('BAD_AUTHENTICATION');
      expect(codeWith(message('01 01 00'), both)).to.equal('UNSUPPORTED_ENCRYPTION');
      expect(codeWith(message('01 00 00', '32'), both)).to.equal('UNSUPPORTED_ENCRYPTION');
      expect(codeWith(hdlc(hex('E6E700 DD 08 0000')), both)).to.equal('TRUNCATED_HEADER');
    });

    it('is opened, in security suites 0 and 1', () => {
      for (const control of ['30', '31', '70'])
        expect(decoded(message('01 00 00', control), both).readings[0]?.value).to.equal('123450');
      expect(decoded(message('00'), both)).to.include({ opened: true });
    });
  });

  it('reads values by the scalers and units of the telegram only', () => {
    const voltage = '0203 0906 0100200700FF 12 09C4 0202 0FFF 1623';
    const bareNumber = '0202 0906 0100010700FF 06 00000552';
    const strange = '0203 0906 0100010700FF 06 00000552 0202 0F00 16C8';
    const { readings } = decoded(hdlc(Buffer.concat([LLC, notification(ENERGY + voltage + bareNumber + strange, 4)])));
    expect(readings[0]).to.deep.include({
      obis: '1-0:1.8.0',
      value: '123450',
      unit: 'Wh',
      time: '2026-10-01T00:00:00',
    });
    expect(readings[1]).to.include({ value: '250.0', unit: 'V', quantity: 'voltage' });
    expect(readings[2]).to.include({ value: '1362', unit: '' });
    expect(readings[3]).to.include({ fault: 'unknown unit 200' }).and.not.have.property('value');
  });

  it('reads every type of value', () => {
    const object = (value: string): string => `0202 0906 0000600100FF ${value}`;
    const values: [string, object][] = [
      ['00', { fault: 'no data' }],
      ['05 FFFFFFFF', { value: '-1' }],
      ['0F FF', { value: '-1' }],
      ['10 8000', { value: '-32768' }],
      ['11 FF', { value: '255' }],
      ['14 FFFFFFFFFFFFFFFF', { value: '-1' }],
      ['15 FFFFFFFFFFFFFFFF', { value: '18446744073709551615' }],
      ['17 4145851F', { value: '12.34500026702880859375', nearest: '12.345' }],
      ['17 7FC00000', { fault: 'invalid value' }],
      ['18 4028B0A3D70A3D71', { nearest: '12.345' }],
      ['03 01', { value: '1' }],
      ['16 02', { value: '2' }],
      ['09 03 010203', { text: '010203' }],
      ['09 03 414243', { text: 'ABC' }],
      ['0A 03 414243', { text: 'ABC' }],
      ['01 00', { fault: 'structured value' }],
    ];
    const items = values.map(([value]) => object(value)).join('');
    const { readings } = decoded(hdlc(Buffer.concat([LLC, notification(items, values.length)])));
    values.forEach(([value, expected], index) => expect(readings[index], value).to.deep.include(expected));
  });

  it('joins segments of HDLC and of M-Bus', () => {
    const segmented = Buffer.concat([hdlc(push.subarray(0, 30), true), hdlc(push.subarray(30))]);
    expect(decoded(segmented).readings[0]?.value).to.equal('123450');
    const plain = notification(ENERGY, 1);
    const wired = Buffer.concat([mbus(plain.subarray(0, 30), '00'), mbus(plain.subarray(30), '11')]);
    expect(decoded(wired).readings[0]?.value).to.equal('123450');
  });

  it('flags bare messages as unchecked', () => {
    expect(decoded(notification(ENERGY, 1))).to.include({ unchecked: true });
    expect(decoded(hdlc(push))).to.not.have.property('unchecked');
  });

  it('gives no time from a clock that calls itself invalid, or on a day that there is not', () => {
    const at = (clock: string): string | undefined =>
      decoded(hdlc(hex(`E6E700 0F 00000001 0C ${clock} 01 01 ${ENERGY}`))).readings[0]?.time;
    expect(at('07EA0A01040000 00 00FFC4 00')).to.equal('2026-10-01T00:00:00');
    expect(at('07EA0A01040000 00 008000 FF')).to.equal('2026-10-01T00:00:00');
    expect(at('07EA0A01040000 00 00FFC4 01')).to.equal(undefined);
    expect(at('07EA021E040000 00 00FFC4 00')).to.equal(undefined);
    expect(codeOf(hex(`0F 00000001 05 07EA0A0104 01 01 ${ENERGY}`))).to.equal('UNSUPPORTED_APDU');
  });

  it('passes over bit strings', () => {
    const flags = '0202 0906 0000600A01FF 04 0A A840';
    expect(decoded(hdlc(Buffer.concat([LLC, notification(flags + ENERGY, 2)]))).readings[1]?.value).to.equal('123450');
  });

  describe('lists that describe themselves', () => {
    const describe2 = (code: string, attribute: string, classId = '0003'): string =>
      `0204 12 ${classId} 0906 ${code} 0F ${attribute} 12 0000`;
    const own = describe2('0000190900FF', '02', '0028');
    const push2 = (descriptions: string[], values: string[]): Buffer =>
      hdlc(
        hex(
          `E6E700 0F 00000001 00 02 ${(values.length + 1).toString(16).padStart(2, '0')} 01 ${descriptions.length.toString(16).padStart(2, '0')} ${descriptions.join('')} ${values.join('')}`,
        ),
      );
    const energy = describe2('0100010800FF', '02');
    const power = describe2('0100010700FF', '02');

    it('pair descriptions and values, with or without one of the list itself', () => {
      const values = ['06 00003039', '06 00000007'];
      for (const list of [
        [own, energy, power],
        [energy, power],
      ]) {
        const { readings } = decoded(push2(list, values));
        expect(readings.map(({ obis, value }) => [obis, value])).to.deep.equal([
          ['1-0:1.8.0', '12345'],
          ['1-0:1.7.0', '7'],
        ]);
      }
    });

    it('are refused when they do not pair; a description is never read as a value', () => {
      expect(codeOf(push2([own, energy, power], ['06 00003039']))).to.equal('UNKNOWN_LIST');
      expect(codeOf(push2([energy, power], ['06 00003039']))).to.equal('UNKNOWN_LIST');
    });

    it('give no value from other attributes of a register', () => {
      const { readings } = decoded(push2([own, describe2('0100010400FF', '03', '0005')], ['06 00003039']));
      expect(readings[0]).to.include({ fault: 'attribute 3 of the object' }).and.not.have.property('value');
    });
  });

  it("reads Kaifa's list KFM_001 by its specification, and refuses a number without a name", () => {
    // The list of a public example (github.com/toreamun/amshan, tests/test_kaifa.py).
    const list = (clock: string, items: string): Buffer => hdlc(hex(`E6E700 0F 40000000 090C ${clock} ${items}`));
    const identity = '09074B464D5F303031 091036393730363331343032363134343736 09084D41333034483345';
    const now =
      '0600001328 0600000000 0600000000 0600000179 06000038EB 0600003D1B 0600002535 0600000891 0600000000 060000089D';
    const hour = '090C07E40119060E000AFF800000 0604BE76E8 0600000000 06000D922D 060030FEB4';
    const { meter, readings } = decoded(list('07E40119060E000AFF800000', `0212 ${identity} ${now} ${hour}`));
    expect(meter.id).to.equal('6970631402614476');
    const of = (obis: string): unknown[] =>
      readings.filter((reading) => reading.obis === obis).map(({ value, unit }) => [value, unit]);
    expect(of('1-0:1.7.0')).to.deep.equal([['4904', 'W']]);
    expect(of('1-0:31.7.0')).to.deep.equal([['14.571', 'A']]);
    expect(of('1-0:32.7.0')).to.deep.equal([['219.3', 'V']]);
    expect(of('1-0:1.8.0')).to.deep.equal([['79591144', 'Wh']]);
    expect(of('1-0:4.8.0')).to.deep.equal([['3210932', 'varh']]);
    expect(readings[0]?.time).to.equal('2020-01-25T14:00:10');
    expect(codeOf(list('07E1090C0217122AFF800000', '0201 0600000528'))).to.equal('UNKNOWN_LIST');
    const other = identity.replace('303031', '303032');
    expect(codeOf(list('07E40119060E000AFF800000', `0212 ${other} ${now} ${hour}`))).to.equal('UNKNOWN_LIST');
  });
});
