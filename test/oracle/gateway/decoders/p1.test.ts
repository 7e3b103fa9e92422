import { createCipheriv } from 'node:crypto';
import { expect } from 'chai';
import { crc16Arc } from '../../../../oracle/gateway/decoders/p1/crc16-arc.ts';
import { decodeP1 } from '../../../../oracle/gateway/decoders/p1/decode-p1.ts';
import type { DecodedTelegram } from '../../../../oracle/gateway/decoders/reading.ts';
import { flipBit, hex } from './support/hex.ts';

const KEY = hex('000102030405060708090A0B0C0D0E0F');
const LUXEMBOURG_KEY = hex('00112233445566778899AABBCCDDEEFF');
const LINES = ['1-3:0.2.8(50)', '0-0:96.1.1(4530)', '1-0:1.8.1(000001.001*kWh)'];

function telegram(lines: readonly string[] = LINES, newline = '\r\n'): Uint8Array {
  const text = ['/ISK5\\2M550T-1011', '', ...lines, '!'].join('\r\n');
  const crc = crc16Arc(Buffer.from(text)).toString(16).toUpperCase().padStart(4, '0');
  return Uint8Array.from(Buffer.from(`${text}${crc}\r\n`.replaceAll('\r\n', newline)));
}

function bare(lines: readonly string[]): Uint8Array {
  return Uint8Array.from(Buffer.from(['/ISK5\\2M550T-1011', '', ...lines, '!', ''].join('\r\n')));
}

function decoded(bytes: Uint8Array, key?: Uint8Array): DecodedTelegram {
  const result = decodeP1(bytes, key);
  if (!result.ok) throw new Error(`${result.code} ${result.message}`);
  return result;
}

function codeOf(bytes: Uint8Array, key?: Uint8Array): string {
  const result = decodeP1(bytes, key);
  return result.ok ? 'ok' : result.code;
}

function ciphered(plain: Uint8Array, aad: Uint8Array): Uint8Array {
  const title = Buffer.from('SAG12345');
  const counter = hex('00000007');
  const cipher = createCipheriv('aes-128-gcm', KEY, Buffer.concat([title, counter]), { authTagLength: 12 });
  cipher.setAAD(Buffer.concat([hex('30'), aad]));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  const length = 5 + sealed.length + 12;
  const head = Buffer.concat([hex('DB08'), title, Uint8Array.of(0x82, length >> 8, length & 0xff), hex('30'), counter]);
  return Uint8Array.from(Buffer.concat([head, sealed, cipher.getAuthTag()]));
}

describe('decodeP1', () => {
  it('computes the published check value of its CRC', () => {
    expect(crc16Arc(Buffer.from('123456789'))).to.equal(0xbb3d);
  });

  it('refuses every flipped bit between the first byte and the CRC', () => {
    const good = telegram();
    for (let bit = 0; bit < (good.length - 2) * 8; bit++) {
      const result = decodeP1(flipBit(good, bit));
      const caseOfCrcDigit = bit >= (good.length - 6) * 8 && bit % 8 === 5;
      if (!caseOfCrcDigit) expect(result.ok, `bit ${bit}`).to.equal(false);
    }
  });

  it('refuses what is no telegram, cut lines, and a cut telegram of a version that has CRCs', () => {
    expect(codeOf(hex(''))).to.equal('NOT_P1');
    expect(codeOf(Buffer.from('/I\r\n!\r\n'))).to.equal('NOT_P1');
    expect(codeOf(Buffer.from('/ISK5x\r\n\r\n1-0:1.8.1(00000'))).to.equal('MALFORMED');
    for (const broken of [
      '1-0:1.8.1(1*kWh',
      '1-0:1.8.1)1*kWh(',
      '1-0:1.8.1((1*kWh)',
      '1-0:1.8.1(1*kWh) (2*kWh)',
      '1-0:1.8.1',
    ])
      expect(codeOf(bare([broken])), broken).to.equal('MALFORMED');
    const cut = (lines: string[]): Uint8Array => bare(lines).subarray(0, -3);
    expect(codeOf(cut(LINES))).to.equal('MISSING_CRC');
    expect(codeOf(cut(['0-0:1.0.0(210222161900W)', '1-0:1.8.0(1*kWh)']))).to.equal('MISSING_CRC');
  });

  it('flags a whole telegram whose CRC is missing as unchecked', () => {
    expect(decoded(bare(LINES))).to.include({ unchecked: true });
    expect(decoded(telegram())).to.not.have.property('unchecked');
  });

  it('takes a line of any number of values', () => {
    expect(decoded(bare(['0-0:98.1.0(1)', '()'.repeat(200_000)])).readings).to.have.length(1);
  });

  it('reads several data sets of one line', () => {
    const { readings } = decoded(bare(['1-0:1.8.1(000001.001*kWh)1-0:1.8.2(000002.002*kWh)']));
    expect(readings.map(({ obis, value }) => [obis, value])).to.deep.equal([
      ['1-0:1.8.1', '1001'],
      ['1-0:1.8.2', '2002'],
    ]);
  });

  it('keeps every digit when it turns kilowatt hours into watt hours', () => {
    expect(decoded(telegram()).readings.at(-1)).to.deep.include({
      obis: '1-0:1.8.1',
      quantity: 'energy',
      unit: 'Wh',
      value: '1001',
      tariff: 1,
    });
  });

  it('takes telegrams whose receiver left only line feeds', () => {
    expect(decoded(telegram(LINES, '\n'))).to.not.have.property('unchecked');
  });

  it('flags telegrams without a CRC', () => {
    expect(decoded(bare(LINES.slice(1)))).to.include({ unchecked: true });
  });

  it('reads who sent it', () => {
    expect(decoded(telegram()).meter).to.deep.equal({
      manufacturer: 'ISK',
      id: '4530',
      version: '50',
      medium: 'electricity',
    });
  });

  describe('lines', () => {
    const cases: readonly [string, string, object][] = [
      [
        'a meter behind the port, with its time',
        '0-1:24.2.1(101209112500W)(12785.123*m3)',
        { value: '12785.123', unit: 'm3', subunit: 1, time: '2010-12-09T11:25:00' },
      ],
      [
        'a maximum with its time',
        '1-0:1.6.0(200509134558S)(02.589*kW)',
        { value: '2589', unit: 'W', function: 'maximum', time: '2020-05-09T13:45:58' },
      ],
      [
        'reactive energy',
        '1-0:3.8.0(00001234.432*kVArh)',
        { value: '1234432', unit: 'varh', quantity: 'reactive energy' },
      ],
      ['units in lower case', '1-0:1.8.1(123456.789*kwh)', { value: '123456789', unit: 'Wh' }],
      ['the clock', '0-0:1.0.0(101209113020W)', { time: '2010-12-09T11:30:20', quantity: 'date and time' }],
      ['a counter', '0-0:96.7.21(00004)', { value: '4' }],
      ['a text', '0-0:96.13.0(303132)', { text: '303132' }],
      ['a reduced code of IEC 62056-21', '1.8.0(0012.5*kWh)', { obis: '1.8.0', value: '12500', unit: 'Wh' }],
      ['a register of an earlier period', '1-0:1.8.1*01(0012.5*kWh)', { obis: '1-0:1.8.1*1', storage: 2 }],
      ['a negative value', '1-1:31.4.0(-063*A)', { value: '-63', unit: 'A' }],
    ];
    for (const [what, line, expected] of cases) {
      it(what, () => expect(decoded(telegram([line])).readings[0]).to.deep.include(expected));
    }

    it('gives no value without a known unit or a valid time', () => {
      expect(decoded(telegram(['1-0:1.8.1(12*BTU)'])).readings[0]).to.include({ fault: 'unknown unit' });
      expect(decoded(telegram(['0-2:24.2.1(632525252525S)(00012.000*m3)'])).readings[0])
        .to.include({ fault: 'invalid date' })
        .and.not.have.property('value');
    });

    it('joins the gas register of DSMR 2.2 to the line that describes it', () => {
      const { readings } = decoded(bare(['0-1:24.3.0(120517020000)(08)(60)(1)(0-1:24.2.1)(m3)', '(00124.477)']));
      expect(readings.at(-1)).to.deep.include({
        obis: '0-1:24.2.1',
        value: '124.477',
        unit: 'm3',
        subunit: 1,
        time: '2012-05-17T02:00:00',
      });
    });
  });

  describe('ciphered', () => {
    const sealed = ciphered(telegram(), LUXEMBOURG_KEY);

    it('refuses without the key, with another, and when the tag does not hold for the stated keys', () => {
      expect(codeOf(sealed)).to.equal('KEY_REQUIRED');
      expect(codeOf(sealed, KEY.toReversed())).to.equal('WRONG_KEY');
      expect(codeOf(sealed, KEY.subarray(1))).to.equal('BAD_KEY');
      const both = Uint8Array.from([...KEY, ...LUXEMBOURG_KEY]);
      expect(codeOf(flipBit(sealed, 8 * 40), both)).to.equal('BAD_AUTHENTICATION');
      expect(codeOf(sealed.subarray(0, 12), KEY)).to.equal('TRUNCATED_HEADER');
      expect(codeOf(hex('DB 07 00'), KEY)).to.equal('UNSUPPORTED_ENCRYPTION');
      expect(codeOf(flipBit(sealed, 8 * 13 + 1), KEY)).to.equal('UNSUPPORTED_ENCRYPTION');
    });

    it('opens with the published authentication key of Luxembourg, or a stated one', () => {
      expect(decoded(sealed, KEY)).to.include({ opened: true });
      const own = hex('FF'.repeat(16));
      expect(decoded(ciphered(telegram(), own), Uint8Array.from([...KEY, ...own])).readings.at(-1)?.value).to.equal(
        '1001',
      );
    });
  });
});
