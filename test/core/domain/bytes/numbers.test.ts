import { expect } from 'chai';
import fc from 'fast-check';
import { canonicalJson, parseCanonicalJson } from '../../../../core/domain/bytes/canonical-json.ts';
import { floorTo, formatDecimal, parseDecimal, rescale } from '../../../../core/domain/bytes/decimal.ts';
import { fromHex, fromUtf8, parseHex, uintBytes } from '../../../../core/domain/bytes/hex.ts';
import { decodeRlpBytes, rlpBytes, rlpList } from '../../../../core/domain/bytes/rlp.ts';
import { obisFromText, obisToText } from '../../../../core/domain/ledger/ids.ts';
import { AMOUNT_PER_MINOR, formatAmount, parseAmount } from '../../../../core/domain/billing/money.ts';
import { roundHalfUp, roundingLine } from '../../../../core/domain/billing/rounding.ts';
import {
  localDate,
  nextPeriod,
  periodOf,
  periodOfFrame,
  periodStart,
  previousPeriod,
  startOfLocalDate,
} from '../../../../core/domain/billing/period.ts';
import { refusal } from '../../../support/refusal.ts';

describe('decimals', () => {
  it('refuse what is not plain digits, and lost digits', async () => {
    for (const text of ['', '1e3', '.5', '1.', '1,5', '0x1', ' 1', 'NaN', '--1']) {
      expect(await refusal(() => parseDecimal(text)), text).to.equal('DECIMAL_INVALID');
    }
    expect(await refusal(() => rescale(parseDecimal('1.001'), -2))).to.equal('DECIMAL_INEXACT');
  });

  it('keep digits as written', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
        fc.integer({ min: -12, max: 0 }),
        (mantissa, exponent) => {
          expect(parseDecimal(formatDecimal({ mantissa, exponent }))).to.deep.equal({ mantissa, exponent });
        },
      ),
    );
    expect(formatDecimal({ mantissa: -5n, exponent: -3 })).to.equal('-0.005');
    expect(formatDecimal({ mantissa: 12n, exponent: 3 })).to.equal('12000');
    expect(rescale(parseDecimal('1.500'), -1)).to.equal(15n);
    expect(floorTo(parseDecimal('1.999'), 0)).to.equal(1n);
    expect(floorTo(parseDecimal('-1.001'), 0)).to.equal(-2n);
  });
});

describe('money', () => {
  it('refuses amounts finer than the ledger holds', async () => {
    expect(await refusal(() => parseAmount('1.0000000000001'))).to.equal('DECIMAL_INEXACT');
  });

  it('rounds half away from zero in one place, and the rounding line brings any total to whole minor units', () => {
    expect([1499n, 1500n, 2500n, -1500n, -1499n].map((value) => roundHalfUp(value, 1000n))).to.deep.equal([
      1000n,
      2000n,
      3000n,
      -2000n,
      -1000n,
    ]);
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 22n), max: 10n ** 22n }), (total) => {
        const line = roundingLine(total);
        expect((total + line) % AMOUNT_PER_MINOR).to.equal(0n);
        expect(line >= -AMOUNT_PER_MINOR / 2n && line <= AMOUNT_PER_MINOR / 2n).to.equal(true);
      }),
    );
    expect(formatAmount(parseAmount('1234.56'))).to.equal('1234.56');
    expect(formatAmount(parseAmount('0.00547'))).to.equal('0.00547');
    expect(formatAmount(1n)).to.equal('0.000000000001');
  });
});

describe('periods', () => {
  it('refuse impossible months and dates', async () => {
    expect(await refusal(() => periodStart(202613, 'UTC'))).to.equal('PERIOD_INVALID');
    expect(await refusal(() => startOfLocalDate('2026-02-30', 'UTC'))).to.equal('DATE_INVALID');
    expect(await refusal(() => startOfLocalDate('1.2.2026', 'UTC'))).to.equal('DATE_INVALID');
  });

  it('start at local midnight, also across clock changes, and a register read at 00:00 closes the month before', () => {
    expect(periodStart(202610, 'Europe/Moscow')).to.equal(1790802000n);
    for (const zone of ['Europe/Moscow', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu']) {
      for (let period = 202601; period < 202701; period = nextPeriod(period)) {
        const start = periodStart(period, zone);
        expect(localDate(start, zone)).to.equal(`2026-${String(period % 100).padStart(2, '0')}-01`);
        expect(periodOf(start, zone)).to.equal(period);
        expect(periodOfFrame(start, zone)).to.equal(previousPeriod(period));
      }
    }
    expect(nextPeriod(202612)).to.equal(202701);
    expect(previousPeriod(202701)).to.equal(202612);
  });
});

describe('texts', () => {
  it('refuse hex, OBIS codes, integers and JSON that are not in form', async () => {
    expect(await refusal(() => fromHex('0x1'))).to.equal('HEX_INVALID');
    expect(await refusal(() => parseHex('0x11', 'x', 2))).to.equal('HEX_INVALID');
    expect(await refusal(() => parseHex(5, 'x'))).to.equal('HEX_INVALID');
    expect(await refusal(() => uintBytes(256, 1))).to.equal('INTEGER_RANGE');
    expect(await refusal(() => uintBytes(-1n, 8))).to.equal('INTEGER_RANGE');
    for (const text of ['1.8.0', '1-0:1.8.0*256', ''])
      expect(await refusal(() => obisFromText(text))).to.equal('OBIS_INVALID');
    for (const text of ['{"b":"1","a":"2"}', '{"a":1}', '{"a": "1"}', '{']) {
      expect(await refusal(() => parseCanonicalJson(text)), text).to.equal('JSON_NOT_CANONICAL');
    }
  });

  it('refuse bytes that are no UTF-8, and RLP that is cut, longer than it says or not the shortest', async () => {
    expect(await refusal(() => fromUtf8(Uint8Array.of(0xc3)))).to.equal('UTF8_INVALID');
    for (const hex of ['0x', '0x82ff', '0x8101', '0xb801ff', '0xb90001ff', '0xc101ff', '0xc181', '0x0102'] as const)
      expect(await refusal(() => decodeRlpBytes(fromHex(hex))), hex).to.equal('RLP_INVALID');
    expect(decodeRlpBytes(rlpList([rlpBytes(Uint8Array.of(1))]))).to.deep.equal([Uint8Array.of(1)]);
  });

  it('have one form', () => {
    expect(obisToText(obisFromText('1-0:1.8.2*255'))).to.equal('1-0:1.8.2*255');
    expect(obisFromText('1-0:1.8.0')).to.equal('0x0100010800ff');
    expect(canonicalJson({ b: ['x', null, true], a: { d: '1', c: 'é' } })).to.equal(
      '{"a":{"c":"é","d":"1"},"b":["x",null,true]}',
    );
    expect(parseCanonicalJson('{"a":{"c":"1"}}')).to.deep.equal({ a: { c: '1' } });
  });
});
