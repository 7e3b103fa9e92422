import { generateKeyPairSync, sign } from 'node:crypto';
import { expect } from 'chai';
import { decodeOcmf } from '../../../../oracle/gateway/decoders/ocmf/decode-ocmf.ts';
import type { Decoded, DecodedTelegram } from '../../../../oracle/gateway/decoders/reading.ts';

type Pair = { publicKey: Uint8Array; seal: (payload: string, hash?: string) => Buffer };

function pairOf(namedCurve: string): Pair {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve });
  return {
    publicKey: Uint8Array.from(publicKey.export({ format: 'der', type: 'spki' })),
    seal: (payload, hash = 'sha256') => sign(hash, Buffer.from(payload), privateKey),
  };
}

const READING =
  '{"TM":"2026-10-01T00:00:00,000+0300 S","TX":"B","RV":12.340,"RI":"1-0:1.8.0","RU":"kWh","RT":"AC","EF":"","ST":"G"}';
const p256 = pairOf('prime256v1');

function payloadOf(readings = READING, more = ''): string {
  return `{"FV":"1.0","PG":"T7","MV":"DZG","MS":"0033","MF":"2.1"${more},"RD":[${readings}]}`;
}

function record(payload: string, pair = p256, signature = ''): string {
  return `OCMF|${payload}|{${signature}"SD":"${pair.seal(payload).toString('hex')}"}`;
}

function decode(text: string, key: Uint8Array | undefined = p256.publicKey): Decoded {
  return decodeOcmf(Buffer.from(text), key);
}

function codeOf(text: string, key: Uint8Array | undefined = p256.publicKey): string {
  const decoded = decodeOcmf(Buffer.from(text), key);
  return decoded.ok ? 'ok' : decoded.code;
}

function decoded(text: string, key = p256.publicKey): DecodedTelegram {
  const result = decode(text, key);
  if (!result.ok) throw new Error(result.message);
  return result;
}

describe('decodeOcmf', () => {
  describe('refuses', () => {
    it('what is no record', () => {
      expect(codeOf('')).to.equal('NOT_OCMF');
      expect(codeOf('OCMF|{}')).to.equal('NOT_OCMF');
      expect(codeOf('OCNF|{}|{}')).to.equal('NOT_OCMF');
      expect(codeOf('OCMF|{|{}')).to.equal('MALFORMED');
      expect(codeOf('OCMF|[]|{}')).to.equal('MALFORMED');
      expect(codeOf('OCMF|{}|null')).to.equal('MALFORMED');
    });

    it('a record whose payload was written anew, even with the same meaning', () => {
      const payload = payloadOf();
      const spaced = record(payload).replace(payload, payload.replace('"FV":"1.0"', '"FV": "1.0"'));
      expect(codeOf(spaced)).to.equal('BAD_SIGNATURE');
    });

    it('the signature of another key, of another record, and one that is none', () => {
      expect(codeOf(record(payloadOf(), pairOf('prime256v1')))).to.equal('BAD_SIGNATURE');
      expect(codeOf(record(payloadOf()).replace('12.340', '12.341'))).to.equal('BAD_SIGNATURE');
      expect(codeOf(`OCMF|${payloadOf()}|{"SD":"3006020101020101"}`)).to.equal('BAD_SIGNATURE');
    });

    it('keys that are missing, broken or of another curve', () => {
      expect(decodeOcmf(Buffer.from(record(payloadOf())), undefined)).to.include({ code: 'KEY_REQUIRED' });
      expect(codeOf(record(payloadOf()), Uint8Array.of(1, 2, 3))).to.equal('BAD_KEY');
      expect(codeOf(record(payloadOf()), pairOf('secp384r1').publicKey)).to.equal('KEY_MISMATCH');
      expect(codeOf(record(payloadOf(), p256, '"SA":"ECDSA-secp256k1-SHA256",'))).to.equal('KEY_MISMATCH');
    });

    it('192-bit curves and algorithms it does not know', () => {
      expect(codeOf(record(payloadOf(), p256, '"SA":"ECDSA-secp192r1-SHA256",'))).to.equal('WEAK_CURVE');
      expect(codeOf(record(payloadOf(), p256, '"SA":"RSA-SHA256",'))).to.equal('UNKNOWN_ALGORITHM');
      expect(codeOf(record(payloadOf(), p256, '"SA":"ECDSA-secp256r1-SHA1",'))).to.equal('UNKNOWN_ALGORITHM');
    });

    it('encodings it does not know', () => {
      expect(codeOf(record(payloadOf(), p256, '"SE":"base58",'))).to.equal('BAD_ENCODING');
      expect(codeOf(record(payloadOf(), p256, '"SM":"text/plain",'))).to.equal('BAD_ENCODING');
      expect(codeOf(`OCMF|${payloadOf()}|{"SD":"zz"}`)).to.equal('BAD_ENCODING');
      expect(codeOf(`OCMF|${payloadOf()}|{}`)).to.equal('BAD_ENCODING');
    });

    it('signed records without version, pagination or readings that it knows', () => {
      const signed = (payload: string): string => record(payload);
      expect(codeOf(signed(payloadOf().replace('"1.0"', '"2.0"')))).to.equal('UNSUPPORTED_VERSION');
      expect(codeOf(signed(payloadOf().replace('T7', 'X7')))).to.equal('BAD_PAGINATION');
      expect(codeOf(signed(payloadOf('')))).to.equal('MALFORMED');
      expect(codeOf(signed(payloadOf('1')))).to.equal('MALFORMED');
    });
  });

  it('says what each curve is worth', () => {
    for (const [openssl, name, worth] of [
      ['prime256v1', 'secp256r1', 'ledger'],
      ['secp256k1', 'secp256k1', 'ledger'],
      ['secp384r1', 'secp384r1', 'attested'],
      ['brainpoolP256r1', 'brainpool256r1', 'attested'],
      ['brainpoolP384r1', 'brainpool384r1', 'attested'],
    ] as const) {
      const pair = pairOf(openssl);
      const { signed } = decoded(record(payloadOf(), pair, `"SA":"ECDSA-${name}-SHA256",`), pair.publicKey);
      expect(signed).to.deep.equal({ curve: name, class: worth, pagination: 'T7' });
    }
  });

  it('does not promise to contracts a hash that they cannot check', () => {
    const payload = payloadOf();
    const text = `OCMF|${payload}|{"SA":"ECDSA-secp256r1-SHA512","SD":"${p256.seal(payload, 'sha512').toString('hex')}"}`;
    expect(decoded(text).signed?.class).to.equal('attested');
  });

  it('takes base64 signatures and bare public points', () => {
    const payload = payloadOf();
    const text = `OCMF|${payload}|{"SE":"base64","SD":"${p256.seal(payload).toString('base64')}"}`;
    expect(decoded(text, p256.publicKey.slice(-65)).signed?.curve).to.equal('secp256r1');
  });

  it('keeps the digits of numbers, in text too, and the meter', () => {
    expect(decoded(record(payloadOf()))).to.deep.include({
      meter: { manufacturer: 'DZG', id: '0033', version: '2.1', medium: 'electricity' },
    });
    expect(decoded(record(payloadOf())).readings[0]).to.deep.include({
      value: '12.340',
      unit: 'kWh',
      obis: '1-0:1.8.0',
      time: '2026-10-01T00:00:00.000+03:00',
      function: 'instantaneous',
      qualifiers: ['begin', 'clock synchronised'],
    });
    const text = READING.replace('12.340', '"      48.542"');
    expect(decoded(record(payloadOf(text))).readings[0]?.value).to.equal('48.542');
  });

  it('lets later readings inherit what they leave out, but never a value', () => {
    const later = '{"TM":"2026-10-01T01:00:00,000+0300 S","TX":"E","RV":13.5},{"TX":"T"}';
    const [, end, event] = decoded(record(payloadOf(`${READING},${later}`))).readings;
    expect(end).to.deep.include({ value: '13.5', unit: 'kWh', obis: '1-0:1.8.0' });
    expect(event).to.include({ fault: 'no value' }).and.not.have.property('value');
  });

  it('marks values that the meter itself calls wrong', () => {
    const of = (from: string, to: string): string | undefined =>
      decoded(record(payloadOf(READING.replace(from, to)))).readings[0]?.function;
    expect(of('"ST":"G"', '"ST":"F"')).to.equal('error');
    expect(of('"EF":""', '"EF":"Et"')).to.equal('error');
    expect(of('"TX":"B"', '"TX":"X"')).to.equal('error');
    expect(of('"EF":""', '"EF":"t"')).to.equal('instantaneous');
  });
});
