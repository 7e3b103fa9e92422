import { expect } from 'chai';
import { compareBill } from '../../../biller/engine/compare-bill.ts';
import type { BillContent } from '../../../core/domain/billing/bill.ts';
import { register, sampleBill } from '../../core/domain/billing/bill-sample.ts';

const bill = (over: Partial<BillContent>): BillContent => ({ ...sampleBill().content, ...over });
const of = (total: bigint, account = 0n): BillContent =>
  bill({ total: String(total), account: { amount: String(account), blinding: '0' } });

describe('a bill beside the one before', () => {
  it('is to be looked at where it is the first, far from the one before, of still meters, or asks for nothing', () => {
    expect(compareBill(of(100n), undefined).reasons).to.deep.equal(['first']);
    expect(compareBill(of(151n), of(100n)).reasons).to.deep.equal(['more']);
    expect(compareBill(of(49n), of(100n)).reasons).to.deep.equal(['less']);
    const still = sampleBill({ registers: [register(1, 10n ** 10n, 5n, 5n)] }).content;
    expect(compareBill(still, still).reasons).to.deep.equal(['nothing-used', 'nothing-to-pay']);
  });

  it('is not where it is near it, whatever either takes over from the account', () => {
    for (const [now, before] of [
      [of(150n), of(100n)],
      [of(50n), of(100n)],
      [of(1_100n, 1_000n), of(100n)],
      [of(100n), of(5n, -95n)],
    ] as const)
      expect(compareBill(now, before).reasons).to.deep.equal([]);
    expect(compareBill(of(150n, 20n), of(100n))).to.include({ own: 130n, before: 100n, difference: 30n });
  });
});
