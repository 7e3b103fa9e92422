import { expect } from 'chai';
import { commit, INFINITY } from '../../../core/domain/crypto/commitment.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { checkStoredOutstanding } from '../../../sealer/verify/check-outstanding.ts';
import { refusal } from '../../support/refusal.ts';
import { startEngine } from '../support/chains.ts';

describe('outstanding that a ledger holds', () => {
  it('is refused where it is another than its blocks come to, and taken where it is the same', async () => {
    await using engine = await startEngine();
    const ledger: Hex = `0x${'1e'.repeat(20)}`;
    const owed = { ledger, id: `0x${'2b'.repeat(32)}`, at: 0 } as const;
    for (const [of, code] of [
      ['invoice', 'BILL_TOTAL'],
      ['account', 'ACCOUNT_TOTAL'],
    ] as const) {
      const check = (point: { x: bigint; y: bigint }): Promise<void> =>
        checkStoredOutstanding(engine, { ...owed, of, point }, 0n);
      expect(await refusal(() => check(commit(1n, 2n)))).to.equal(code);
      await check(INFINITY);
    }
  });
});
