import type { ServerResponse } from 'node:http';
import { expect } from 'chai';
import { connectChain } from '../../../core/chain/chain-client.ts';
import { ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { internalBlockDigest } from '../../../core/domain/ledger/internal-block.ts';
import { fetchBoundedJson } from '../../../core/runtime/fetch-bounded.ts';
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

  it('asks again where a node does not know its network yet, is busy or gives records that are none', async () => {
    let answer: (response: ServerResponse) => void = (response) => response.writeHead(404).end('{"code":"NOT_FOUND"}');
    await using node = await fakePeer((_path, response) => answer(response));
    const { url } = node;
    expect(await refusal(() => connectChain({ url, queueUrl: url }))).to.equal('NETWORK_MISSING');
    const client = await connectChain({ url, queueUrl: url, network: someNetwork(53278n) });
    answer = (response) => response.writeHead(503).end('too many');
    expect(await refusal(() => client.head())).to.equal('CHAIN_BUSY');
    const { signal } = new AbortController();
    const bounds = { signal, timeoutMs: 5_000, maxBytes: 100 };
    expect(await refusal(() => fetchBoundedJson(url, bounds))).to.equal('SOURCE_UNREACHABLE');
    const records = [{}, { blocks: [{ number: '1' }] }, { blocks: [{ number: '1', timestamp: -1, transactions: [] }] }];
    for (const body of records) {
      answer = (response) => sendJson(response, body);
      expect(await refusal(() => client.blockRecords(1n, 10))).to.equal('RECORDS_MALFORMED');
    }
    answer = (response) => sendJson(response, { blocks: [{ number: '2', timestamp: '1', transactions: [] }] });
    expect(await refusal(() => client.blockRecords(1n, 10))).to.equal('RECORDS_MISSING');
  });
});
