import { expect } from 'chai';
import { BaseError, UnknownRpcError } from 'viem';
import { InputError, TransientError } from '../../../core/domain/bytes/errors.ts';
import { withTransientFaults } from '../../../core/chain/viem-faults.ts';
import { refusal } from '../../support/refusal.ts';

describe('faults of viem', () => {
  it('are what the own transport said of a replica that is away, however deep viem wrapped it', async () => {
    const away = new TransientError('CHAIN_UNREACHABLE', 'http://127.0.0.1:1/v1/network does not answer.');
    const wrapped = new BaseError('The call failed.', { cause: new UnknownRpcError(away) });
    for (const error of [away, new UnknownRpcError(away), wrapped]) {
      let thrown: unknown;
      await withTransientFaults(() => Promise.reject(error)).catch((caught: unknown) => (thrown = caught));
      expect(thrown).to.equal(away);
    }
  });

  it('stay what they are where they are nobody else’s', async () => {
    const refused = new InputError('HEX_INVALID', 'no hex');
    expect(await refusal(() => withTransientFaults(() => Promise.reject(refused)))).to.equal('HEX_INVALID');
    const other = new BaseError('Something else.');
    let thrown: unknown;
    await withTransientFaults(() => Promise.reject(other)).catch((caught: unknown) => (thrown = caught));
    expect(thrown).to.equal(other);
  });
});
