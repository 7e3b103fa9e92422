import { expect } from 'chai';
import { connectChain } from '../../../core/chain/chain-client.ts';
import { ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { internalBlockDigest } from '../../../core/domain/ledger/internal-block.ts';
import { rate } from '../../sealer/support/company.ts';
import { fakePeer, sendJson } from '../../sealer/support/fake-peer.ts';
import { someNetwork } from '../../sealer/support/some-network.ts';
import { refusal } from '../../support/refusal.ts';

describe('chain client', () => {
  it('takes no promise of another block for the promise of the one that it sent', async () => {
    const network = someNetwork(53278n);
    const signed = rate(network, 1);
    const own = internalBlockDigest(network.chainId, signed.ledger, signed.block);
    let digest: Hex = ZERO_32;
    await using queue = await fakePeer((_path, response) =>
      sendJson(response, { digest, byBlock: '9', timestamp: '5', signature: `0x${'00'.repeat(65)}` }),
    );
    const client = await connectChain({ url: queue.url, queueUrl: queue.url, network });
    expect(await refusal(() => client.submit(signed))).to.equal('ANSWER_MALFORMED');
    digest = own;
    expect((await client.submit(signed)).byBlock).to.equal(9n);
  });
});
