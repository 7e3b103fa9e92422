import { expect } from 'chai';
import fc from 'fast-check';
import { parsePrice } from '../../../../../core/domain/billing/rates/parse-price.ts';
import { formatDecimal } from '../../../../../core/domain/bytes/decimal.ts';
import { refusal } from '../../../../support/refusal.ts';

describe('a price as a person writes it', () => {
  it('is refused negative, finer than amounts are, and too great for the register', async () => {
    for (const text of ['-0.1', '0.0000000000001', '18446744073709551616', '1.8446744073709551617'])
      expect(await refusal(() => parsePrice(text)), text).to.equal('PRICE_OUT_OF_RANGE');
    for (const text of ['', '1e3', '1,5']) expect(await refusal(() => parsePrice(text))).to.equal('DECIMAL_INVALID');
  });

  it('becomes the one pair of mantissa and exponent that the register takes', () => {
    expect(parsePrice('0.00550')).to.deep.equal({ mantissa: 55n, exponent: -4 });
    expect(parsePrice('0.00')).to.deep.equal({ mantissa: 0n, exponent: 0 });
    expect(parsePrice('120')).to.deep.equal({ mantissa: 120n, exponent: 0 });
    expect(parsePrice('0.0000000000010')).to.deep.equal({ mantissa: 1n, exponent: -12 });
  });

  it('keeps its value exactly', () => {
    const shape = fc.tuple(fc.bigInt(0n, (1n << 64n) - 1n), fc.integer({ min: -12, max: 0 }));
    fc.assert(
      fc.property(shape, ([mantissa, exponent]) => {
        const price = parsePrice(formatDecimal({ mantissa, exponent }));
        expect(price.mantissa * 10n ** BigInt(price.exponent + 12)).to.equal(mantissa * 10n ** BigInt(exponent + 12));
        expect(price.exponent === 0 || price.mantissa % 10n !== 0n).to.equal(true);
      }),
    );
  });
});
