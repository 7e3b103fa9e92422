import { expect } from 'chai';
import {
  blockRecordToJson,
  checkBlockRecord,
  parseBlockRecord,
  type Parent,
} from '../../../core/domain/seal/block-record.ts';
import { ZERO_32 } from '../../../core/domain/bytes/hex.ts';
import { domainOf, parseNetwork } from '../../../core/domain/ledger/network.ts';
import type { RunningSealer } from '../../../sealer/main.ts';
import { ask, outcome, rate, startCompany, submit } from '../support/company.ts';
import { tempFolder } from '../support/temp-folder.ts';

describe('reading over HTTP', () => {
  const folder = tempFolder();
  let sealer: RunningSealer;

  before(async () => {
    sealer = await startCompany(folder.path);
    for (let n = 0; n < 3; n++)
      await outcome(sealer.url, (await submit(sealer.url, rate(sealer.network, n))).body['digest']);
  });
  after(async () => {
    await sealer[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  async function rpc(method: unknown, params: unknown = []): Promise<Record<string, unknown>> {
    return (await ask(`${sealer.url}/rpc`, { jsonrpc: '2.0', id: 1, method, params })).body;
  }
  function code(answer: Record<string, unknown>): unknown {
    return (answer['error'] as { code?: unknown } | undefined)?.code;
  }

  it('refuses every method that is not a read', async () => {
    for (const method of [
      'eth_sendRawTransaction',
      'eth_sendTransaction',
      'eth_estimateGas',
      'evm_mine',
      'evm_revert',
      'evm_snapshot',
      'hardhat_setBalance',
      'hardhat_setCode',
      'debug_traceTransaction',
      'personal_sign',
    ]) {
      expect(code(await rpc(method)), method).to.equal(-32601);
    }
  });

  it('refuses malformed requests', async () => {
    expect(code(await rpc(5))).to.equal(-32600);
    expect(code(await rpc('eth_chainId', {}))).to.equal(-32602);
    expect(code((await ask(`${sealer.url}/rpc`, [])).body)).to.equal(-32600);
    expect(
      code(
        (
          await ask(
            `${sealer.url}/rpc`,
            Array.from({ length: 101 }, () => ({})),
          )
        ).body,
      ),
    ).to.equal(-32600);
  });

  it('refuses the pending state, logs of more than 2,000 blocks, and code that is not the network’s', async () => {
    const { tariffs } = sealer.network.contracts;
    const logs = (range: object) => rpc('eth_getLogs', [{ address: tariffs, ...range }]);
    expect(code(await rpc('eth_getBlockByNumber', ['pending', false]))).to.equal(-32602);
    expect(code(await logs({ fromBlock: '0x0', toBlock: '0x7d0' }))).to.equal(-32602);
    expect(code(await logs({ fromBlock: 'yesterday' }))).to.equal(-32602);
    expect(await logs({ fromBlock: '0x0', toBlock: '0x7cf' })).to.have.property('result');
    expect(code(await rpc('eth_call', [{ data: '0x5b5f56' }, 'latest']))).to.equal(-32602);
  });

  it('refuses questions that are no numbers, and paths that are not there', async () => {
    for (const question of ['from=-1', 'limit=many']) {
      const { status, body } = await ask(`${sealer.url}/v1/blocks?${question}`);
      expect([status, body['code']], question).to.deep.equal([400, 'QUERY_INVALID']);
    }
    expect((await ask(`${sealer.url}/v1/nothing`)).status).to.equal(404);
  });

  it('answers reads and batches of them', async () => {
    expect((await rpc('eth_chainId'))['result']).to.equal('0xd01e');
    const batch = [1, 'two'].map((id) => ({ jsonrpc: '2.0', id, method: 'eth_blockNumber', params: [] }));
    const { body } = await ask(`${sealer.url}/rpc`, batch);
    expect(Object.values(body)).to.deep.equal([
      { jsonrpc: '2.0', id: 1, result: '0x4' },
      { jsonrpc: '2.0', id: 'two', result: '0x4' },
    ]);
    const proof = await rpc('eth_getProof', [sealer.network.contracts.tariffs, [ZERO_32], 'latest']);
    expect(proof['result']).to.have.property('accountProof');
  });

  it('serves records that chain from block 0 to the head, page by page', async () => {
    const { body: network } = await ask(`${sealer.url}/v1/network`);
    const parsed = parseNetwork(network);
    const { seal } = parsed;
    const domain = domainOf(parsed);
    let parent: Parent | undefined;
    for (let from = 0; from <= 4; from += 2) {
      const { body } = await ask(`${sealer.url}/v1/blocks?from=${from}&limit=2`);
      for (const json of body['blocks'] as unknown[]) {
        const record = parseBlockRecord(json);
        expect(blockRecordToJson(record)).to.deep.equal(json);
        parent = checkBlockRecord({ domain, record, parent, signer: seal.address, targetBits: seal.targetBits });
      }
    }
    const { body: head } = await ask(`${sealer.url}/v1/head`);
    expect(head).to.deep.equal({
      number: parent?.number.toString(),
      sealHash: parent?.sealHash,
      blockHash: parent?.blockHash,
      timestamp: parent?.timestamp.toString(),
    });
  });

  it('holds a question until the block is there', async () => {
    const { body: head } = await ask(`${sealer.url}/v1/head`);
    const next = Number(head['number']) + 1;
    const held = ask(`${sealer.url}/v1/blocks?from=${next}&wait=20000`);
    await submit(sealer.url, rate(sealer.network, 9));
    expect((await held).body['blocks']).to.have.length(1);
  });

  it('tells health and metrics', async () => {
    expect((await ask(`${sealer.url}/health`)).body).to.include({ ok: true, role: 'sealer' });
    const metrics = await (await fetch(`${sealer.url}/metrics`)).text();
    expect(metrics).to.include('domledger_sealer_blocks_total');
  });
});
