import { expect } from 'chai';
import { InputError, TransientError } from '../../../../core/domain/bytes/errors.ts';
import { transactionHash } from '../../../../core/domain/ledger/evm-transaction.ts';
import { concatBytes, fromHex, toHex, type Hex } from '../../../../core/domain/bytes/hex.ts';
import type { Chain } from '../../../../sealer/chain/chain.ts';
import { connectQbft } from '../../../../sealer/engine/qbft/connect-qbft.ts';
import { CHAIN_ID, deployments, openTestChain, SEALER, sealsBy, STRANGER } from '../../support/chains.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { startQbftNode, type QbftNode } from './support/qbft-node.ts';

const VALIDATOR = STRANGER;

function openQbft(
  node: QbftNode,
  over: { validator?: Hex; chainId?: bigint; signal?: AbortSignal } = {},
): ReturnType<typeof connectQbft> {
  const place = { url: node.url, validator: VALIDATOR.address, chainId: CHAIN_ID };
  return connectQbft({ ...place, pollMs: 5, patienceMs: 50, signal: new AbortController().signal, ...over });
}

/** The stable code of the error, or its message where it has none. */
async function refusal(act: () => Promise<unknown>): Promise<string> {
  try {
    await act();
  } catch (error) {
    if (error instanceof InputError || error instanceof TransientError) return error.code;
    if (error instanceof Error) return error.message;
    throw error;
  }
  return 'taken';
}

async function submit(node: QbftNode, raw: Hex): Promise<void> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_sendRawTransaction', params: [raw] });
  await fetch(node.url, { method: 'POST', body });
}

function make(chain: Chain, transactions: readonly Hex[] = []): ReturnType<Chain['make']> {
  return chain.make({ transactions, timestamp: 0n, prevRandao: '0x', signer: sealsBy(SEALER) });
}

/** Seals the next block, which the node makes of at most `most` transactions once it was handed all. */
async function sealNext(
  chain: Chain,
  node: QbftNode,
  transactions: readonly Hex[] = [],
  most?: number,
): Promise<readonly Hex[]> {
  const [made] = await Promise.all([make(chain, transactions), node.mine(transactions.length, most)]);
  return made.transactions;
}

async function sealedChain(folder: string, node: QbftNode): Promise<Chain> {
  const chain = await openTestChain(folder, { signer: SEALER, engine: await openQbft(node) });
  if (chain.head === undefined) await make(chain);
  return chain;
}

describe('an engine over a QBFT chain (blocks executed by the embedded EVM, headers constructed)', () => {
  it('is refused for another chain and another validator', async () => {
    await using node = await startQbftNode(CHAIN_ID, VALIDATOR);
    expect(await refusal(() => openQbft(node, { chainId: 7n }))).to.equal('ENGINE_MISMATCH');
    expect(await refusal(() => openQbft(node, { validator: SEALER.address }))).to.equal('QBFT_VALIDATORS');
  });

  it('seals no block whose commit seal, transactions or number are others', async () => {
    const lies: [string, (block: Record<string, unknown>) => Record<string, unknown>][] = [
      ['QBFT_SEAL_SIGNER', (block) => ({ ...block, gasUsed: '0x1' })],
      ['TRANSACTION_INVALID', (block) => ({ ...block, transactions: [{ hash: `0x${'00'.repeat(32)}` }] })],
      ['TRANSACTIONS_ROOT', (block) => ({ ...block, transactions: [] })],
      ['QBFT_ANSWER', (block) => ({ ...block, number: '0x9' })],
      ['QBFT_ANSWER', ({ transactions: _, ...block }) => block],
    ];
    for (const [fault, lie] of lies) {
      using folder = tempFolder();
      await using node = await startQbftNode(CHAIN_ID, VALIDATOR);
      await using chain = await sealedChain(folder.path, node);
      node.lies.set('1', lie);
      const [raw] = deployments(0, 1);
      if (raw !== undefined) await submit(node, raw);
      await node.mine(1);
      expect(await refusal(() => make(chain))).to.contain(fault);
      expect(chain.head?.number).to.equal(0n);
    }
  });

  it('seals no block without what became of each transaction', async () => {
    using folder = tempFolder();
    await using node = await startQbftNode(CHAIN_ID, VALIDATOR);
    await using chain = await sealedChain(folder.path, node);
    node.forgetful.add(1);
    for (const raw of deployments(0, 2)) await submit(node, raw);
    await node.mine(2);
    expect(await refusal(() => make(chain))).to.contain('RECEIPTS_ROOT');
    expect(chain.head?.number).to.equal(0n);
  });

  it('seals blocks as they come, and offers again what one left out', async () => {
    using folder = tempFolder();
    await using node = await startQbftNode(CHAIN_ID, VALIDATOR);
    await using chain = await sealedChain(folder.path, node);
    const offered = deployments(0, 3);
    expect(await sealNext(chain, node, offered, 2)).to.deep.equal(offered.slice(0, 2));
    expect(await sealNext(chain, node)).to.deep.equal(offered.slice(2));
    expect(chain.record(2).transactions).to.deep.equal(offered.slice(2));
    // What a block has already is offered in vain, and is not carried twice.
    expect(await sealNext(chain, node, [], 0)).to.deep.equal([]);
    const [known] = await Promise.all([make(chain, offered), node.mine()]);
    expect(known.transactions).to.deep.equal([]);
  });

  it('shows no state above the settled block', async () => {
    using folder = tempFolder();
    await using node = await startQbftNode(CHAIN_ID, VALIDATOR);
    await using chain = await sealedChain(folder.path, node);
    const [raw] = deployments(0, 1);
    if (raw === undefined) throw new Error('there is one');
    await sealNext(chain, node, [raw]);
    await node.mine();
    const engine = await openQbft(node);
    const ask = (method: string, params: unknown[]): Promise<unknown> => chain.request(method, params);
    expect(await ask('eth_blockNumber', [])).to.equal('0x1');
    expect(await ask('eth_getBlockByNumber', ['0x2', false])).to.equal(null);
    expect(await refusal(() => ask('eth_getCode', [VALIDATOR.address, '0x2']))).to.contain('no such sealed block');
    expect(await ask('eth_getLogs', [{ fromBlock: '0x2', toBlock: 'latest' }])).to.deep.equal([]);
    expect(await ask('eth_getTransactionReceipt', [transactionHash(raw)])).to.include({ blockNumber: '0x1' });
    // An engine that has settled nothing shows nothing of it.
    expect(await engine.answer('eth_getTransactionReceipt', [transactionHash(raw)])).to.equal('{"result":null}');
    expect(await engine.answer('eth_blockNumber', [])).to.equal('{"result":"0x0"}');
  });

  it('goes on from its log after a new start', async () => {
    using folder = tempFolder();
    await using node = await startQbftNode(CHAIN_ID, VALIDATOR);
    {
      await using chain = await sealedChain(folder.path, node);
      await sealNext(chain, node, deployments(0, 1));
    }
    await node.mine();
    await using chain = await sealedChain(folder.path, node);
    expect(chain.head?.number).to.equal(1n);
    expect(await chain.request('eth_blockNumber', [])).to.equal('0x1');
    await make(chain);
    expect(chain.head?.number).to.equal(2n);
  });

  it('follows with a node of its own, and refuses what that one does not have', async () => {
    using folder = tempFolder();
    using other = tempFolder();
    await using node = await startQbftNode(CHAIN_ID, VALIDATOR);
    await using chain = await sealedChain(folder.path, node);
    await using replica = await openTestChain(other.path, { engine: await openQbft(node) });
    await sealNext(chain, node, deployments(0, 2));
    await replica.follow(chain.record(0));
    await replica.follow(chain.record(1));
    expect(replica.head).to.deep.equal(chain.head);
    await sealNext(chain, node);
    await using forked = await startQbftNode(CHAIN_ID, VALIDATOR);
    await forked.mine();
    using third = tempFolder();
    await using strange = await openTestChain(third.path, { engine: await openQbft(forked) });
    await strange.follow(chain.record(0));
    expect(await refusal(() => strange.follow(chain.record(1)))).to.equal('EXECUTION_MISMATCH');
  });

  it('stops waiting for a block at the signal, and the chain is not broken by it', async () => {
    using folder = tempFolder();
    await using node = await startQbftNode(CHAIN_ID, VALIDATOR);
    const stop = new AbortController();
    const engine = await openQbft(node, { signal: stop.signal });
    await using chain = await openTestChain(folder.path, { signer: SEALER, engine });
    await make(chain);
    const made = refusal(() => make(chain));
    stop.abort();
    await made;
    expect(chain.broken).to.equal(undefined);
  });

  it('takes no transaction that the chain refuses for another reason than knowing it', async () => {
    using folder = tempFolder();
    await using node = await startQbftNode(CHAIN_ID, VALIDATOR);
    await using chain = await sealedChain(folder.path, node);
    const malformed = toHex(concatBytes(fromHex('0x02'), fromHex('0xc0')));
    expect(await refusal(() => make(chain, [malformed]))).to.contain('Malformed');
  });
});
