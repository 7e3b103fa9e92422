import { expect } from 'chai';
import { missedLimits, requireLimits, WITHDRAWN, withdrawnLimits } from '../../../scripts/bench/limits.ts';
import { refusal } from '../../support/refusal.ts';

const KEPT = {
  ...{ embedded_tx_per_s: 1_500, embedded_tx_per_s_limit: 1_500 },
  ...{ embedded_ahead_s: 2, embedded_ahead_s_limit: 2 },
  ...{ rss_growth_ratio: 1.2, rss_growth_ratio_limit: 1.2 },
  ...{ embedded_tx_per_s_ratio: 0.95, embedded_tx_per_s_ratio_limit: 0.95 },
};

describe('the limits of a bench', () => {
  it('fail it when a rate is below or a cost above, by name, and not when they are met', async () => {
    expect(missedLimits(KEPT)).to.deep.equal([]);
    requireLimits(KEPT);
    const missed = {
      ...KEPT,
      ...{ embedded_tx_per_s: 1_499, embedded_ahead_s: 2.01, rss_growth_ratio: 1.21, embedded_tx_per_s_ratio: 0.94 },
    };
    expect(missedLimits(missed)).to.deep.equal([
      'embedded_tx_per_s is 1499, promised is at least 1500',
      'embedded_ahead_s is 2.01, promised is at most 2',
      'rss_growth_ratio is 1.21, promised is at most 1.2',
      'embedded_tx_per_s_ratio is 0.94, promised is at least 0.95',
    ]);
    expect(await refusal(() => requireLimits(missed))).to.equal('LIMIT_MISSED');
  });

  it('are missed by what is no number, and by nothing that was not measured', () => {
    expect(missedLimits({ geth_sealed_tx_per_s: Number.NaN, geth_sealed_tx_per_s_limit: 1_000 })).to.have.length(1);
    expect(missedLimits({ light_proof_ms: Number.NaN, light_proof_ms_limit: 50 })).to.have.length(1);
    expect(missedLimits({ geth_sealed_tx_per_s_limit: 1_000 })).to.deep.equal([]);
  });

  it('that were withdrawn fail nothing, and are told with why', () => {
    const figures = { geth_ratio: 0.5, geth_ratio_limit: 0.8 };
    expect(missedLimits(figures)).to.deep.equal([]);
    expect(withdrawnLimits(figures)).to.deep.equal([
      `geth_ratio is 0.5, promised is at least 0.8: ${WITHDRAWN['geth_ratio']}`,
    ]);
    expect(withdrawnLimits(KEPT)).to.deep.equal([]);
  });
});
