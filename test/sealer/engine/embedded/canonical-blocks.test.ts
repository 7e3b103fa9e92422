import { expect } from 'chai';
import { decodeHeader, headerFromRpc, headerHash } from '../../../../core/domain/seal/block-record.ts';
import { ZERO_32, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { request, type Engine, type SealedBlock } from '../../../../sealer/engine/engine.ts';
import { deployments, startEngine } from '../../support/chains.ts';

/** What go-ethereum makes of `network/geth/genesis.json` (test/network compares them where it is there). */
const GENESIS_HASH = '0xd3077667d9b2ce8c21d0afa3bc22d4090d48ab8e1bf45497157676bd8b5d90f5';

describe('blocks of the embedded engine', () => {
  let engine: Engine;
  const made: SealedBlock[] = [];
  const transactions = deployments(0, 3);

  before(async () => {
    engine = await startEngine();
    made.push(await engine.genesis());
    const prevRandao: Hex = `0x${'0a'.repeat(32)}`;
    for (const n of [1n, 2n]) {
      const mine = n === 1n ? transactions : [];
      made.push(await engine.produce({ timestamp: 1_767_225_600n + n, prevRandao, transactions: mine }));
    }
  });

  it('begin with the genesis of every network, and name each other', () => {
    expect(made[0]?.blockHash).to.equal(GENESIS_HASH);
    expect(made.map(({ header }) => headerHash(header))).to.deep.equal(made.map(({ blockHash }) => blockHash));
    const parents = made.map(({ header }) => decodeHeader(header).parentHash);
    expect(parents).to.deep.equal([ZERO_32, ...made.slice(0, 2).map(({ blockHash }) => blockHash)]);
  });

  it('are known by those names in every answer', async () => {
    for (const { number, blockHash, header } of made) {
      const byNumber = (await request(engine, 'eth_getBlockByNumber', [`0x${number.toString(16)}`, false])) as object;
      expect(headerFromRpc({ ...byNumber })).to.equal(header);
      expect(await request(engine, 'eth_getBlockByHash', [blockHash, false])).to.deep.equal(byNumber);
      expect(await request(engine, 'eth_getBlockByHash', [blockHash.toUpperCase().replace('X', 'x'), false])).to.be.ok;
    }
    const full = (await request(engine, 'eth_getBlockByNumber', ['0x1', true])) as { transactions: { hash: string }[] };
    for (const transaction of full.transactions) {
      expect(transaction).to.include({ blockHash: made[1]?.blockHash });
      for (const method of ['eth_getTransactionByHash', 'eth_getTransactionReceipt'])
        expect(await request(engine, method, [transaction.hash])).to.include({ blockHash: made[1]?.blockHash });
    }
  });

  it('are found by those names as the place of a read', async () => {
    const at = { blockHash: made[1]?.blockHash };
    const [{ from } = { from: '' }] = (
      (await request(engine, 'eth_getBlockByNumber', ['0x1', true])) as { transactions: { from: string }[] }
    ).transactions;
    expect(await request(engine, 'eth_getTransactionCount', [from, at])).to.equal('0x3');
    expect(await request(engine, 'eth_getTransactionCount', [from, { blockHash: GENESIS_HASH }])).to.equal('0x0');
    expect(await request(engine, 'eth_getLogs', [at])).to.deep.equal([]);
  });
});
