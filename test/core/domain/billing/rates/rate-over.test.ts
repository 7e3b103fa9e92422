import { expect } from 'chai';
import { rateOver, type LineRate } from '../../../../../core/domain/billing/rates/rate-over.ts';
import type { Rate } from '../../../../../core/domain/billing/rates/tariff.ts';
import { refusal } from '../../../../support/refusal.ts';
import { PROVIDER, SUBSCRIBER } from '../bill-sample.ts';

const of = (mantissa: bigint, exponent: number, validFrom: bigint, provider = PROVIDER): Rate => ({
  provider,
  resource: 1,
  zone: 0,
  mantissa,
  exponent,
  validFrom,
});

describe('the rate of a line', () => {
  const rates = [of(6n, -3, 100n), of(7n, -3, 200n), of(1n, -12, 300n), of(9n, 0, 150n, SUBSCRIBER)];
  const [SIX, SEVEN] = [6_000_000_000n, 7_000_000_000n];
  const over = (from: bigint, to: bigint): LineRate =>
    rateOver(rates, { provider: PROVIDER, resource: 1, zone: 0, from, to });

  it('refuses a line before the first rate, and one without a second', async () => {
    expect(await refusal(() => over(99n, 100n))).to.equal('NO_RATE');
    expect(await refusal(() => over(99n, 250n))).to.equal('NO_RATE');
    expect(await refusal(() => over(150n, 150n))).to.equal('LINE_EMPTY');
    expect(await refusal(() => over(151n, 150n))).to.equal('LINE_EMPTY');
  });

  it('is the rate that holds, from its first to its last second', () => {
    expect([over(100n, 200n), over(200n, 300n)]).to.deep.equal([
      { rate: SIX, parts: [{ rate: SIX, seconds: 100n }] },
      { rate: SEVEN, parts: [{ rate: SEVEN, seconds: 100n }] },
    ]);
  });

  it('is the mean of all that hold within it by their seconds, whatever others publish, rounded half up', () => {
    expect(over(199n, 201n).rate).to.equal((SIX + SEVEN) / 2n);
    expect(over(150n, 350n)).to.deep.equal({
      rate: (SIX * 50n + SEVEN * 100n + 50n + 100n) / 200n,
      parts: [
        { rate: SIX, seconds: 50n },
        { rate: SEVEN, seconds: 100n },
        { rate: 1n, seconds: 50n },
      ],
    });
    expect(over(299n, 302n).rate).to.equal(2_333_333_334n);
    expect(over(299n, 301n).rate).to.equal(3_500_000_001n);
  });
});
