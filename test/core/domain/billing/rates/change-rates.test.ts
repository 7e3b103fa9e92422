import { expect } from 'chai';
import { changeRates, type RateFact } from '../../../../../core/domain/billing/rates/change-rates.ts';
import { checkNotInForce } from '../../../../../core/domain/billing/rates/check-not-in-force.ts';
import type { Rate } from '../../../../../core/domain/billing/rates/tariff.ts';
import { refusal } from '../../../../support/refusal.ts';
import { PROVIDER } from '../bill-sample.ts';

const rate = (validFrom: bigint, over: { zone?: number; resource?: number; mantissa?: bigint } = {}): RateFact => ({
  kind: 'RATE',
  data: { resource: 1, zone: 0, mantissa: 5n, exponent: -5, validFrom, ...over },
});
const withdrawal = (validFrom: bigint, over: { zone?: number; resource?: number } = {}): RateFact => ({
  kind: 'RATE_WITHDRAW',
  data: { resource: 1, zone: 0, validFrom, ...over },
});
const after = (...facts: RateFact[]): Rate[] =>
  facts.reduce<Rate[]>((rates, fact) => changeRates(rates, PROVIDER, fact), []);

describe("an issuer's rates", () => {
  it('refuse one that does not begin after the one before it', async () => {
    for (const validFrom of [99n, 100n])
      expect(await refusal(() => after(rate(100n), rate(validFrom)))).to.equal('RATE_NOT_IN_ORDER');
  });
  it('refuse a withdrawal where there is none, of this zone and resource', async () => {
    expect(await refusal(() => after(withdrawal(100n)))).to.equal('RATE_MISSING');
    expect(await refusal(() => after(rate(100n), withdrawal(100n, { zone: 1 })))).to.equal('RATE_MISSING');
    expect(await refusal(() => after(rate(100n), withdrawal(100n, { resource: 2 })))).to.equal('RATE_MISSING');
  });
  it('refuse the withdrawal of another than the newest', async () => {
    for (const validFrom of [100n, 199n, 201n])
      expect(await refusal(() => after(rate(100n), rate(200n), withdrawal(validFrom)))).to.equal('RATE_NOT_NEWEST');
  });
  it('stay by zone and resource, without the withdrawn one, whose date can be set again', () => {
    const others = [rate(100n, { zone: 1 }), rate(100n, { resource: 2 })];
    const rates = after(rate(100n), ...others, rate(200n), withdrawal(200n), rate(150n), rate(200n, { mantissa: 6n }));
    const of = (one: RateFact): object => ({ provider: PROVIDER, ...one.data });
    expect(rates).to.deep.equal([rate(100n), ...others, rate(150n), rate(200n, { mantissa: 6n })].map(of));
  });
});

describe('a rate', () => {
  it('is in force for withdrawals as soon as a frame may be of its time', async () => {
    expect(await refusal(() => checkNotInForce({ validFrom: 1_000n }, 2_000n))).to.equal('RATE_IN_FORCE');
    expect(await refusal(() => checkNotInForce({ validFrom: 1_900n }, 1_000n))).to.equal('RATE_IN_FORCE');
    checkNotInForce({ validFrom: 1_901n }, 1_000n);
  });
});
