import { expect } from 'chai';
import { connectChain } from '../../../../core/chain/chain-client.ts';
import { waitLanded } from '../../../../oracle/gateway/recovery/wait-landed.ts';
import { refusal } from '../../../support/refusal.ts';
import { makePair } from '../../support/pair.ts';

describe('a telegram that is waited for', () => {
  it('is not taken for landed while no gateway takes it', async () => {
    const pair = makePair();
    const nowhere = 'http://127.0.0.1:9';
    const client = await connectChain({ url: nowhere, queueUrl: nowhere, network: pair.network });
    const signal = AbortSignal.timeout(50);
    const wait = { gatewayDataDir: pair.folder, reference: 'none', client, fromBlock: 0n, signal };
    expect(await refusal(() => waitLanded(wait))).to.equal('LANDING_TIMEOUT');
    pair.dispose();
  });
});
