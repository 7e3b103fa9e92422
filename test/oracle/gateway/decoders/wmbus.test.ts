import { expect } from 'chai';
import { createDecoderState, MAX_COMPACT_FORMATS } from '../../../../oracle/gateway/decoders/decoder-state.ts';
import { aesCmac } from '../../../../oracle/gateway/decoders/mbus/aes-cmac.ts';
import { crc16En13757 } from '../../../../oracle/gateway/decoders/mbus/crc16.ts';
import type { Decoded } from '../../../../oracle/gateway/decoders/reading.ts';
import { decodeWmbus } from '../../../../oracle/gateway/decoders/wmbus/decode-wmbus.ts';
import type { WirelessFraming } from '../../../../oracle/gateway/decoders/wmbus/strip-link-layer.ts';
import { flipBit, hex } from './support/hex.ts';
import { compact, extendedLink, formatA, formatB, KEY, mode5, mode7, stripped } from './support/wireless.ts';

const VOLUME = '04 13 D2 04 00 00';
const LONG = `${VOLUME} ${'04 13 D2 04 00 00 '.repeat(22)}`;
const WRONG_KEY = hex('FF0102030405060708090A0B0C0D0E0F');

function decode(bytes: Uint8Array, options: { key?: Uint8Array; framing?: WirelessFraming } = {}): Decoded {
  return decodeWmbus({ bytes, state: createDecoderState(), ...options });
}

function codeOf(decoded: Decoded): string {
  return decoded.ok ? 'ok' : decoded.code;
}

function valueOf(decoded: Decoded): string | undefined {
  return decoded.ok ? decoded.readings[0]?.value : undefined;
}

describe('decodeWmbus', () => {
  it('computes the published check values of its CRC and of AES-CMAC', () => {
    expect(crc16En13757(Buffer.from('123456789'), 0, 9)).to.equal(0xc2b7);
    const key = hex('2b7e151628aed2a6abf7158809cf4f3c');
    const message = hex('6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411');
    expect(Buffer.from(aesCmac(key, hex(''))).toString('hex')).to.equal('bb1d6929e95937287fa37d129b756746');
    expect(Buffer.from(aesCmac(key, message.subarray(0, 16))).toString('hex')).to.equal(
      '070a16b46b4d4144f79bdd9dd04a287c',
    );
    expect(Buffer.from(aesCmac(key, message)).toString('hex')).to.equal('dfa66747de9ae63030ca32611497c827');
  });

  describe('link layer', () => {
    it('refuses what is shorter or longer than it says', () => {
      const telegram = stripped(`78 ${VOLUME}`);
      expect(codeOf(decode(telegram.subarray(0, -1)))).to.equal('BAD_LENGTH');
      expect(codeOf(decode(Uint8Array.from([...telegram, 0])))).to.equal('BAD_LENGTH');
      expect(codeOf(decode(hex('')))).to.equal('BAD_LENGTH');
      expect(codeOf(decode(Uint8Array.from([...formatA(telegram), 0]), { framing: 'a' }))).to.equal('BAD_LENGTH');
    });

    it('refuses every flipped bit of format A behind the length, and of format B', () => {
      const a = formatA(stripped(`78 ${LONG}`));
      for (let bit = 8; bit < a.length * 8; bit++) {
        expect(codeOf(decode(flipBit(a, bit))), `bit ${bit}`).to.equal('BAD_CRC');
      }
      const b = formatB(stripped(`78 ${LONG}`));
      for (let bit = 8; bit < b.length * 8; bit++) {
        expect(codeOf(decode(flipBit(b, bit), { framing: 'b' })), `bit ${bit}`).to.equal('BAD_CRC');
      }
    });

    it('reads formats A and B, short and of several blocks, and knows them apart', () => {
      for (const records of [VOLUME, LONG]) {
        const telegram = stripped(`78 ${records}`);
        for (const framed of [formatA(telegram), formatB(telegram)]) {
          const decoded = decode(framed);
          expect(valueOf(decoded)).to.equal('1.234');
          expect(decoded).to.not.have.property('unchecked');
        }
        expect(decode(telegram)).to.include({ ok: true, unchecked: true });
      }
    });

    it('reads who sent the telegram', () => {
      expect(decode(stripped(`78 ${VOLUME}`))).to.deep.include({
        meter: { manufacturer: 'KAM', id: '12345678', version: '1', medium: 'cold water' },
      });
    });

    it('names the meter behind a radio adapter by the long header', () => {
      const decoded = decode(stripped(`72 99999999 A511 20 07 01 00 0000 ${VOLUME}`));
      expect(decoded.ok && decoded.meter).to.deep.equal({
        manufacturer: 'DME',
        id: '99999999',
        version: '32',
        medium: 'water',
      });
    });

    it('refuses telegrams of the other side: requests, commands, acknowledgements', () => {
      const control = (value: number): string => {
        const bytes = stripped(`78 ${VOLUME}`);
        bytes[1] = value;
        return codeOf(decode(bytes));
      };
      for (const meter of [0x44, 0x46, 0x47, 0x48, 0x08, 0x18, 0x28, 0x38]) expect(control(meter)).to.equal('ok');
      for (const other of [0x40, 0x43, 0x53, 0x73, 0x5a, 0x5b, 0x7b, 0x00, 0x06])
        expect(control(other)).to.equal('NOT_A_RESPONSE');
    });

    it('refuses a damaged telegram of format B that could pass for one without CRCs', () => {
      const short = formatB(stripped(`78 ${VOLUME}`));
      for (const ending of ['00 13', '0F 13', '1F 13']) {
        const damaged = Uint8Array.from([...short.subarray(0, -2), ...hex(ending)]);
        expect(codeOf(decode(damaged)), ending).to.equal('BAD_CRC');
      }
      const long = formatB(stripped(`78 ${LONG}`));
      expect(codeOf(decode(flipBit(long, 8 * 30)))).to.equal('BAD_CRC');
      expect(codeOf(decode(flipBit(long, 8 * 140)))).to.equal('BAD_CRC');
    });

    it("refuses makers' own control information", () => {
      expect(codeOf(decode(stripped('A2 01 02 03')))).to.equal('UNKNOWN_CI');
    });
  });

  describe('mode 5', () => {
    const telegram = stripped(mode5(VOLUME));

    it('refuses without a key, with another key and with half a key', () => {
      expect(codeOf(decode(telegram))).to.equal('KEY_REQUIRED');
      expect(codeOf(decode(telegram, { key: WRONG_KEY }))).to.equal('WRONG_KEY');
      expect(codeOf(decode(telegram, { key: KEY.subarray(0, 8) }))).to.equal('BAD_KEY');
    });

    it('refuses fewer blocks than it states, and modes that it does not know', () => {
      const cut = stripped(mode5(VOLUME).subarray(0, -1));
      expect(codeOf(decode(cut, { key: KEY }))).to.equal('TRUNCATED_HEADER');
      expect(codeOf(decode(stripped(`7A 2A 00 1004 ${'00'.repeat(16)}`), { key: KEY }))).to.equal(
        'UNSUPPORTED_ENCRYPTION',
      );
    });

    it('opens with the key, and reads what stands behind the encrypted blocks', () => {
      expect(valueOf(decode(telegram, { key: KEY }))).to.equal('1.234');
      expect(decode(telegram, { key: KEY })).to.include({ opened: true });
      const tail = decode(stripped(Buffer.concat([mode5(VOLUME), hex('01 FD 08 07')])), { key: KEY });
      expect(tail.ok && tail.readings.map(({ value }) => value)).to.deep.equal(['1.234', '7']);
    });

    it('takes a payload that its receiver decrypted, as unchecked', () => {
      const open = `7A 2A 00 1005 2F2F ${VOLUME} ${'2F'.repeat(8)}`;
      expect(valueOf(decode(stripped(open)))).to.equal('1.234');
      expect(decode(stripped(open), { key: KEY }))
        .to.include({ unchecked: true })
        .and.not.have.property('opened');
      expect(valueOf(decode(stripped(`${open} DE47`)))).to.equal('1.234');
    });
  });

  describe('other modes', () => {
    it('are refused, whatever number of blocks they state', () => {
      for (const mode of ['01', '02', '04', '08', '09', '0A', '0D', '1D'])
        for (const blocks of ['00', '10', 'FF'])
          expect(codeOf(decode(stripped(`7A 2A 00 ${blocks}${mode} ${VOLUME}`)))).to.equal('UNSUPPORTED_ENCRYPTION');
    });
  });

  it('takes nobody to have decrypted a telegram whose CRCs hold', () => {
    const open = stripped(`7A 2A 00 1005 2F2F ${VOLUME} ${'2F'.repeat(8)}`);
    expect(valueOf(decode(open))).to.equal('1.234');
    expect(codeOf(decode(formatA(open)))).to.equal('KEY_REQUIRED');
    expect(codeOf(decode(formatB(open), { key: KEY }))).to.equal('WRONG_KEY');
  });

  describe('mode 7', () => {
    const telegram = stripped(mode7(VOLUME));

    it('refuses without the key, with another, and when the code was changed', () => {
      expect(codeOf(decode(telegram))).to.equal('KEY_REQUIRED');
      expect(codeOf(decode(telegram, { key: WRONG_KEY }))).to.equal('WRONG_KEY');
      expect(codeOf(decode(flipBit(telegram, 8 * 20), { key: KEY }))).to.equal('BAD_AUTHENTICATION');
    });

    it('refuses a status that was changed on the way', () => {
      const status = telegram.findIndex((byte, at) => byte === 0x7a && telegram[at + 1] === 0x2a) + 2;
      expect(codeOf(decode(flipBit(telegram, 8 * status), { key: KEY }))).to.equal('BAD_AUTHENTICATION');
    });

    it('refuses fragments, unknown codes and key derivations', () => {
      expect(codeOf(decode(stripped('90 02 0040 78 2F'), { key: KEY }))).to.equal('FRAGMENT');
      expect(codeOf(decode(stripped('90 04 0024 2F 00 78 2F'), { key: KEY }))).to.equal('UNSUPPORTED_AUTHENTICATION');
      expect(codeOf(decode(stripped('90 20 002C 25')))).to.equal('TRUNCATED_HEADER');
      const other = `7A 2A 00 1007 00 ${'00'.repeat(16)}`;
      expect(codeOf(decode(stripped(other), { key: KEY }))).to.equal('UNSUPPORTED_ENCRYPTION');
    });

    it('opens with the key; the code vouches for the telegram', () => {
      const decoded = decode(telegram, { key: KEY });
      expect(valueOf(decoded)).to.equal('1.234');
      expect(decoded).to.not.have.property('unchecked');
    });
  });

  describe('extended link layer', () => {
    it('refuses damage, missing and wrong keys, and reserved encryption', () => {
      const plain = stripped(extendedLink(`78 ${VOLUME}`, 0));
      expect(codeOf(decode(flipBit(plain, 8 * (plain.length - 2))))).to.equal('BAD_CRC');
      const sealed = stripped(extendedLink(`78 ${VOLUME}`, 1));
      expect(codeOf(decode(sealed))).to.equal('KEY_REQUIRED');
      expect(codeOf(decode(sealed, { key: WRONG_KEY }))).to.equal('WRONG_KEY');
      expect(codeOf(decode(sealed, { key: KEY.subarray(1) }))).to.equal('BAD_KEY');
      expect(codeOf(decode(stripped('8D 20 2A 112233 80 0000 78 2F')))).to.equal('UNSUPPORTED_ENCRYPTION');
      expect(codeOf(decode(stripped('8D 20 2A 11')))).to.equal('TRUNCATED_HEADER');
    });

    it('reads plain payloads, opens AES-CTR, also after a repeater, and passes the short form', () => {
      expect(valueOf(decode(stripped(extendedLink(`78 ${VOLUME}`, 0))))).to.equal('1.234');
      const sealed = stripped(extendedLink(`78 ${VOLUME}`, 1));
      const decoded = decode(sealed, { key: KEY });
      expect(valueOf(decoded)).to.equal('1.234');
      expect(decoded).to.not.have.property('unchecked');
      expect(valueOf(decode(flipBit(sealed, 8 * 11 + 1), { key: KEY }))).to.equal('1.234');
      expect(valueOf(decode(stripped(`8C 20 2A 78 ${VOLUME}`)))).to.equal('1.234');
      expect(valueOf(decode(stripped(`8E 20 2A 2D2C 78563412 01 16 78 ${VOLUME}`)))).to.equal('1.234');
    });
  });

  describe('compact frames', () => {
    const full = `04 13 D2 04 00 00 02 3B 07 00`;
    const next = stripped(compact('04 13 02 3B', 'D3 04 00 00 08 00', '04 13 D3 04 00 00 02 3B 08 00'));

    it('refuses before a full frame was heard, also when only another model was', () => {
      const state = createDecoderState();
      expect(codeOf(decodeWmbus({ bytes: next, state }))).to.equal('FORMAT_UNKNOWN');
      decodeWmbus({ bytes: stripped(`78 ${full}`, '2D2C 78563412 02 16'), state });
      expect(codeOf(decodeWmbus({ bytes: next, state }))).to.equal('FORMAT_UNKNOWN');
    });

    it('refuses data that does not fit the format or the CRC of the full frame', () => {
      const state = createDecoderState();
      decodeWmbus({ bytes: stripped(`78 ${full}`), state });
      const frame = (data: string): Uint8Array =>
        stripped(compact('04 13 02 3B', data, '04 13 D3 04 00 00 02 3B 08 00'));
      expect(codeOf(decodeWmbus({ bytes: frame('D3 04 00 00 08'), state }))).to.equal('TRUNCATED_RECORD');
      expect(codeOf(decodeWmbus({ bytes: frame('D3 04 00 00 08 00 00'), state }))).to.equal('BAD_CRC');
      expect(codeOf(decodeWmbus({ bytes: frame('D4 04 00 00 08 00'), state }))).to.equal('BAD_CRC');
      expect(codeOf(decodeWmbus({ bytes: stripped('79 00 00 00'), state }))).to.equal('TRUNCATED_HEADER');
    });

    it('reads them with the remembered headers', () => {
      const state = createDecoderState();
      decodeWmbus({ bytes: stripped(`78 ${full}`), state });
      const decoded = decodeWmbus({ bytes: next, state });
      expect(decoded.ok && decoded.readings.map(({ value }) => value)).to.deep.equal(['1.235', '0.008']);
    });

    it('remembers only so many formats', () => {
      const state = createDecoderState();
      for (let version = 0; version < 256; version++) {
        for (let medium = 0; medium < 20; medium++) {
          const address = `2D2C 78563412 ${Buffer.of(version, medium).toString('hex')}`;
          decodeWmbus({ bytes: stripped(`78 ${full}`, address), state });
        }
      }
      expect(state.compactFormats.size).to.equal(MAX_COMPACT_FORMATS);
    });
  });
});
