import { expect } from 'chai';
import { benchProofs } from '../../../scripts/bench/proofs/bench-proofs.ts';
import { refusal } from '../../support/refusal.ts';

describe('the bench of proofs', () => {
  it('refuses a state that hardly anything made', async () => {
    expect(await refusal(() => benchProofs({ transactions: 10 }))).to.equal('PROOFS_INVALID');
  });

  it('proves every ledger at each new block beside the making of blocks, and says what both cost', async function () {
    this.timeout(120_000);
    const figures = await benchProofs({ transactions: 400 });
    expect(figures).to.include({ proof_transactions: 400, proof_ms_limit: 50, proof_block_late_ms_limit: 100 });
    expect(figures['proof_slots']).to.be.greaterThan(400);
    for (const name of ['proof_ms', 'proof_engine_ms', 'proof_block_ms', 'proof_block_alone_ms'])
      expect(figures[name], name).to.be.greaterThan(0);
  });
});
