import { expect } from 'chai';
import { ZERO_32, ZERO_ADDRESS } from '../../../core/domain/bytes/hex.ts';
import { signBlock } from '../../../core/domain/ledger/internal-block.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import { newAccount } from './actors.ts';
import { signsAnew } from './sign-anew.ts';
import { DOMAIN } from '../domain.ts';

describe('what is said twice within a second', () => {
  it('is two blocks', () => {
    const anew = signsAnew();
    const signer = newAccount();
    const rest = {
      domain: DOMAIN,
      ledger: ZERO_ADDRESS,
      signer,
      to: ZERO_ADDRESS,
      kind: KIND.SUSPEND,
      subject: ZERO_32,
    };
    const said = [1, 2, 3].map(() => anew((timestamp) => signBlock({ ...rest, data: '0x', timestamp })));
    expect(new Set(said.map(({ block }) => block.timestamp)).size).to.equal(3);
  });
});
