import { expect } from 'chai';
import fc from 'fast-check';
import { formatDecimal, parseDecimal } from '../../../../core/domain/bytes/decimal.ts';
import { billingRegisters } from '../../../../oracle/gateway/decoders/billing-register.ts';
import {
  decimalFromText,
  decimalText,
  exactParts,
  nearestParts,
  shiftDecimal,
} from '../../../../oracle/gateway/decoders/decimal-text.ts';
import { runDecode } from '../../../../oracle/gateway/decoders/decode-command.ts';
import { decodeTelegram, TELEGRAM_FORMATS } from '../../../../oracle/gateway/decoders/decode-telegram.ts';
import { decodeMbus } from '../../../../oracle/gateway/decoders/mbus/decode-mbus.ts';
import { flipBit, meterFrame } from './support/hex.ts';
import { stripped } from './support/wireless.ts';

const bytes = fc.uint8Array({ maxLength: 300 });
const records = fc.uint8Array({ maxLength: 120 }).map((data) => Buffer.from(data).toString('hex'));
const PLAIN = /^-?\d+(\.\d+)?$/;

describe('decoders, for any bytes', () => {
  it('never throw, and give plain decimal text or none', () => {
    const key = fc.option(fc.uint8Array({ minLength: 16, maxLength: 32 }), { nil: undefined });
    fc.assert(
      fc.property(fc.constantFrom(...TELEGRAM_FORMATS), bytes, key, (format, data, secret) => {
        const decoded = decodeTelegram({ format, bytes: data, ...(secret === undefined ? {} : { key: secret }) });
        if (!decoded.ok) expect(decoded.code).to.match(/^[A-Z0-9_]+$/);
        else for (const { value } of decoded.readings) if (value !== undefined) expect(value).to.match(PLAIN);
      }),
      { numRuns: 2000 },
    );
  });

  it('never throw behind a right frame either', () => {
    fc.assert(
      fc.property(records, (data) => {
        for (const frame of [
          decodeMbus(meterFrame(data)),
          decodeTelegram({ format: 'wmbus', bytes: stripped(`78 ${data}`) }),
        ]) {
          if (!frame.ok) continue;
          billingRegisters(frame);
          for (const { value } of frame.readings) if (value !== undefined) expect(value).to.match(PLAIN);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('never throw on files', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TELEGRAM_FORMATS), fc.oneof(fc.string(), bytes, fc.json()), (format, input) => {
        for (const line of runDecode({ format, input })) expect(JSON.parse(line)).to.have.property('ok');
      }),
      { numRuns: 1000 },
    );
  });

  it('refuse every single flipped bit of a wired telegram', () => {
    const frame = meterFrame('04 03 39 30 00 00 0C 13 78 56 34 12 02 6C 9F 1C');
    for (let bit = 0; bit < frame.length * 8; bit++)
      expect(decodeMbus(flipBit(frame, bit)).ok, `bit ${bit}`).to.equal(false);
  });
});

describe('decimal text', () => {
  const mantissas = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n });
  const exponents = fc.integer({ min: -12, max: 12 });

  it('is the number, for small and large mantissas alike', () => {
    fc.assert(
      fc.property(mantissas, exponents, (mantissa, exponent) => {
        const small = Number(mantissa);
        expect(decimalText(mantissa, exponent)).to.equal(formatDecimal({ mantissa, exponent }));
        if (Number.isSafeInteger(small)) {
          expect(decimalText(small, exponent)).to.equal(formatDecimal({ mantissa, exponent }));
        }
      }),
    );
  });

  it('survives a shift there and back', () => {
    fc.assert(
      fc.property(mantissas, fc.integer({ min: 0, max: 9 }), (mantissa, places) => {
        const text = decimalText(mantissa, -places);
        expect(shiftDecimal(shiftDecimal(text, -3), 3)).to.equal(text);
      }),
    );
  });

  it('is read from text without change of value', () => {
    expect(decimalFromText('00012.340')).to.equal('12.340');
    expect(decimalFromText('-0.0')).to.equal('0.0');
    expect(decimalFromText('1.5e3')).to.equal('1500');
    expect(decimalFromText('12345678901234567890.5')).to.equal('12345678901234567890.5');
    for (const text of ['', '.', '1.', '1,5', '0x10', 'NaN', '1e999'])
      expect(decimalFromText(text), text).to.equal(undefined);
  });

  it('of a binary fraction is exactly it, and nearby the shortest that reads back', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const exact = exactParts(value);
        const nearest = nearestParts(value, true);
        if (exact === undefined || nearest === undefined) throw new Error('not finite');
        expect(Number(decimalText(exact.mantissa, exact.exponent)) === value).to.equal(true);
        expect(Math.fround(Number(decimalText(nearest.mantissa, nearest.exponent))) === value).to.equal(true);
        expect(parseDecimal(decimalText(exact.mantissa, exact.exponent)).exponent).to.be.at.most(0);
      }),
    );
  });
});
