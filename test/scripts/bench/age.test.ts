import { expect } from 'chai';
import { benchAge } from '../../../scripts/bench/age/bench-age.ts';
import { countOption } from '../../../scripts/commands/arguments.ts';
import { refusal } from '../../support/refusal.ts';

describe('the bench of an old folder', () => {
  it('refuses what is no number, and an age that is none', async () => {
    for (const text of ['', '0', '-1', '1.5', 'many', '123456789'])
      expect(await refusal(() => countOption('--blocks', text)), text).to.equal('COUNT_INVALID');
    expect(countOption('--blocks', '20000')).to.equal(20_000);
    expect(await refusal(() => benchAge({ blocks: 999 }))).to.equal('AGE_INVALID');
    expect(await refusal(() => benchAge({ transactions: 10 }))).to.equal('AGE_INVALID');
  });

  it('starts sealer and replica over it, whose time and memory do not follow its blocks', async function () {
    this.timeout(300_000);
    const figures = await benchAge({ blocks: 4_000, transactions: 400 });
    expect(figures).to.include({ age_blocks: 4_000, age_transactions: 400 });
    expect(figures['age_slots']).to.be.greaterThan(400);
    const [young, old] = [figures['restart_40_blocks_s'] ?? 0, figures['restart_4k_blocks_s'] ?? Infinity];
    // A hundred times the blocks; the rest is what a busy machine takes.
    expect(old, 'seconds of a start').to.be.lessThan(2 * young + 5);
    expect(figures['replica_restart_4k_blocks_s']).to.be.lessThan(2 * young + 5);
    expect(figures['replica_new_4k_blocks_s']).to.be.greaterThan(0);
    expect(figures['replica_past_blocks_per_s']).to.be.greaterThan(0);
    expect(figures['rss_growth_ratio']).to.be.lessThan(figures['rss_growth_ratio_limit'] ?? 0);
  });
});
