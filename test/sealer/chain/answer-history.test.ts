import { expect } from 'chai';
import { join } from 'node:path';
import { signZeroFee } from '../../../core/domain/ledger/evm-transaction.ts';
import { fromHex, toHex, toQuantity, ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { blockToRpc } from '../../../core/domain/seal/block-to-rpc.ts';
import { headerFromRpc } from '../../../core/domain/seal/block-record.ts';
import type { Chain } from '../../../sealer/chain/chain.ts';
import { request, type Engine } from '../../../sealer/engine/engine.ts';
import { refusal } from '../../support/refusal.ts';
import { CARRIER, CHAIN_ID, deployments, makeNext, openTestChain, SEALER, startEngine } from '../support/chains.ts';
import { tempFolder } from '../support/temp-folder.ts';

const TOPIC_A: Hex = `0x${'00'.repeat(31)}aa`;
const TOPIC_B: Hex = `0x${'00'.repeat(31)}bb`;

/** Deployments that say one log each, with topic A or B. */
function sayings(from: number, topics: readonly string[]): Hex[] {
  return topics.map((topic, i) => {
    const nonce = BigInt(from + i);
    const data: Hex = `0x60${topic}60006000a100`;
    return signZeroFee(CHAIN_ID, { nonce, gasLimit: 100_000n, to: undefined, data }, CARRIER).raw;
  });
}

describe('what is asked of the past', () => {
  const folder = tempFolder();
  let engine: Engine;
  let chain: Chain;

  before(async () => {
    engine = await startEngine();
    chain = await openTestChain(folder.path, { signer: SEALER, engine });
    await makeNext(chain, []);
    await makeNext(chain, sayings(0, ['aa', 'bb']));
    await makeNext(chain, []);
    await makeNext(chain, [...deployments(2, 1), ...sayings(3, ['bb'])]);
  });
  after(async () => {
    await chain[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  const both = async (method: string, params: unknown[]): Promise<[ours: unknown, engines: unknown]> => [
    await chain.request(method, params),
    await request(engine, method, params),
  ];

  it('gets no log of a block that is not there, and no block either', async () => {
    const strange = { blockHash: ZERO_32 };
    expect(JSON.parse(await chain.answer('eth_getLogs', [strange]))).to.have.nested.property('error.code', -32000);
    for (const [method, place] of [
      ['eth_getBlockByNumber', '0x9'],
      ['eth_getBlockByHash', ZERO_32],
      ['eth_getBlockByHash', 'latest'],
    ] as const)
      expect(await chain.request(method, [place, false])).to.equal(null);
    expect(await chain.request('eth_getLogs', [{ fromBlock: '0x9', toBlock: '0x20' }])).to.deep.equal([]);
  });

  it('refuses to tell of a record whose header is none', async () => {
    const record = chain.record(1);
    const lists = `0xd0${'c0'.repeat(16)}` as const;
    for (const header of ['0x80', '0xc0', lists] as const)
      expect(await refusal(() => blockToRpc({ ...record, header }))).to.equal('HEADER_INVALID');
    const longer = toHex(Uint8Array.of(0xd6, ...fromHex(`0x${'80'.repeat(22)}`)));
    expect(await refusal(() => blockToRpc({ ...record, header: longer }))).to.equal('HEADER_INVALID');
    expect(await refusal(() => blockToRpc({ ...record, header: '0x' }))).to.equal('RLP_INVALID');
  });

  it('is answered from the log as the engine answered while it knew', async () => {
    for (const place of ['earliest', 'latest', '0x1', '0x2', '0x3']) {
      const [ours, engines] = await both('eth_getBlockByNumber', [place, false]);
      const { size: ownSize, ...fields } = ours as Record<string, unknown>;
      const { size, totalDifficulty: _, ...theirs } = engines as Record<string, unknown>;
      expect(fields, place).to.deep.equal(theirs);
      // The engine's own blocks have another beacon root and so may be longer or shorter.
      expect(Math.abs(Number(ownSize) - Number(size)), `${place}: ${String(ownSize)}, ${String(size)}`).to.be.lessThan(
        40,
      );
      expect(headerFromRpc(fields)).to.equal(chain.record(Number(fields['number'])).header);
      expect(await chain.request('eth_getBlockByHash', [fields['hash'], false])).to.deep.equal(ours);
    }
    const [hash] = [chain.record(1).seal.blockHash];
    const filters = [
      { fromBlock: '0x0', toBlock: 'latest' },
      { fromBlock: '0x1', toBlock: '0x1' },
      { fromBlock: '0x0', topics: [TOPIC_B] },
      { fromBlock: '0x0', topics: [[TOPIC_A, TOPIC_B]] },
      { fromBlock: '0x0', topics: [null] },
      { fromBlock: '0x0', topics: [null, TOPIC_A] },
      { blockHash: hash },
      {},
    ];
    let counted = 0;
    for (const filter of filters) {
      const [ours, engines] = await both('eth_getLogs', [filter]);
      expect(ours, JSON.stringify(filter)).to.deep.equal(engines);
      counted += (ours as unknown[]).length;
    }
    expect(counted).to.equal(3 + 2 + 2 + 3 + 3 + 0 + 2 + 1);
    const [{ address } = { address: '' }] = (await chain.request('eth_getLogs', [{ blockHash: hash }])) as {
      address: string;
    }[];
    const [ours, engines] = await both('eth_getLogs', [{ address, fromBlock: '0x0' }]);
    expect(ours).to.deep.equal(engines).and.to.have.length(1);
  });

  it('is answered of blocks whose state the engine keeps no more', async () => {
    using other = tempFolder();
    await using long = await openTestChain(join(other.path), { signer: SEALER });
    await makeNext(long, []);
    await makeNext(long, sayings(0, ['aa']));
    for (let n = 0; n < 66; n++) await makeNext(long, []);
    expect(await long.request('eth_getLogs', [{ fromBlock: '0x1', toBlock: '0x2' }])).to.have.length(1);
    expect(await long.request('eth_getBlockByNumber', ['0x1', false])).to.include({
      hash: long.record(1).seal.blockHash,
    });
    const count = ['eth_getTransactionCount', [CARRIER.address, toQuantity(1)]] as const;
    expect(await refusal(() => long.request(...count))).to.equal('STATE_TOO_OLD');
  });
});
