import { expect } from 'chai';
import { followEstimates } from '../../../biller/estimates/follow-estimates.ts';
import type { BillContent } from '../../../core/domain/billing/bill.ts';
import type { EstimatedMonth } from '../../../biller/engine/occasion.ts';

const LINE = { label: '0', text: '', blinding: '0x' };

const bill = (...lines: readonly [code: string, amount: string][]): Pick<BillContent, 'declared'> => ({
  declared: lines.map(([code, amount]) => ({ ...LINE, code, amount })),
});

describe('estimates that nothing has put right', () => {
  it('are added by month and taken back by month, in whole or in part', () => {
    const left: EstimatedMonth[] = [];
    followEstimates(left, bill(['estimate-open', '100'], ['estimate-open', '20'], ['upkeep', '7']), '2026-05');
    followEstimates(left, bill(['estimate-norm', '90']), '2026-06');
    expect(left).to.deep.equal([
      { period: '2026-05', amount: 120n },
      { period: '2026-06', amount: 90n },
    ]);
    followEstimates(left, bill(['estimate-back:2026-05', '-120'], ['estimate-back:2026-06', '-50']), '2026-07');
    expect(left).to.deep.equal([{ period: '2026-06', amount: 40n }]);
  });

  it('stay where a bill takes back what no standing bill estimates', () => {
    const left: EstimatedMonth[] = [];
    followEstimates(left, bill(['estimate-norm', '90']), '2026-06');
    followEstimates(left, bill(['estimate-back:2026-05', '-120']), '2026-07');
    expect(left).to.deep.equal([{ period: '2026-06', amount: 90n }]);
  });
});
