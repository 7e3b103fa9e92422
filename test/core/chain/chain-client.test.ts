import type { ServerResponse } from 'node:http';
import { expect } from 'chai';
import { concat, numberToHex } from 'viem';
import { connectChain } from '../../../core/chain/chain-client.ts';
import { ZERO_32 } from '../../../core/domain/bytes/hex.ts';
import { signerFromPrivateKey } from '../../../core/domain/ledger/account.ts';
import { internalBlockDigest, type Signer } from '../../../core/domain/ledger/internal-block.ts';
import { admissionDigest, receiptToJson, type Admission } from '../../../core/domain/seal/admission-receipt.ts';
import { fetchBoundedJson } from '../../../core/runtime/fetch-bounded.ts';
import { rate } from '../../sealer/support/company.ts';
import { fakePeer, sendJson } from '../../sealer/support/fake-peer.ts';
import { someNetwork } from '../../sealer/support/some-network.ts';
import { refusal } from '../../support/refusal.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';

describe('chain client', () => {
  it('takes no promise of another block for the promise of the one that it sent', async () => {
    const [sealer, stranger] = ['5e', '0b'].map((byte) => signerFromPrivateKey(`0x${byte.repeat(32)}`));
    if (sealer === undefined || stranger === undefined) throw new Error('there are two keys');
    const some = someNetwork(53278n);
    const network = { ...some, seal: { ...some.seal, address: sealer.address } };
    const signed = rate(network, 1);
    const own = internalBlockDigest(domainOf(network), signed.ledger, signed.block);
    let answer: unknown;
    // The ledger holds no other seal key.
    const none = { jsonrpc: '2.0', id: 1, result: concat([numberToHex(32, { size: 32 }), ZERO_32]) };
    await using queue = await fakePeer((path, response) => sendJson(response, path === '/rpc' ? none : answer));
    const client = await connectChain({ url: queue.url, queueUrl: queue.url, network });
    const now = BigInt(Math.floor(Date.now() / 1000));
    const promise = {
      digest: own,
      key: signed.block.from,
      head: 5n,
      headSeal: ZERO_32,
      byBlock: 9n,
      byTime: now + 300n,
      before: ZERO_32,
    };
    const by = (signer: Signer, over: Partial<Admission> = {}) => {
      const said = { ...promise, ...over };
      return receiptToJson({ ...said, signature: signer.sign(admissionDigest(domainOf(network), said)) });
    };
    for (const vain of [
      by(sealer, { digest: ZERO_32 }),
      by(sealer, { key: stranger.address }),
      by(sealer, { byBlock: 99_999_999n }),
      by(sealer, { byBlock: 5n }),
      by(sealer, { byTime: now + 100_000n }),
      { ...by(sealer), byBlock: '8' },
      by(stranger),
      { ...by(sealer), signature: `0x${'00'.repeat(65)}` },
      { digest: own },
    ]) {
      answer = vain;
      expect(await refusal(() => client.submit(signed))).to.equal('RECEIPT_INVALID');
    }
    answer = by(sealer);
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
