import { createServer } from 'node:http';
import { parseHex, ZERO_32, type Hex } from '../../../../../core/domain/bytes/hex.ts';
import type { Signer } from '../../../../../core/domain/ledger/internal-block.ts';
import { transactionHash } from '../../../../../core/domain/ledger/evm-transaction.ts';
import { createNotifier } from '../../../../../sealer/chain/notifier.ts';
import { startEmbeddedEngine } from '../../../../../sealer/engine/embedded/embedded-engine.ts';
import { readAnswer, request } from '../../../../../sealer/engine/engine.ts';
import { genesisOf } from '../../../../../sealer/network/genesis.ts';
import { qbftExtra, sealQbft } from './qbft-blocks.ts';

const DIGEST = '0x63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365';

const PATIENCE_MS = 120_000;

/** Unix seconds, of block 0 of every chain that is made here: nodes that make the same blocks give them the same hash. */
const BEGINNING = Math.floor(Date.now() / 1000);

type Fields = Record<string, unknown>;

export type QbftNode = AsyncDisposable & {
  readonly url: string;
  /** Makes the next block of what is in the pool, at most `most` of it, as soon as `offered` transactions are there. */
  mine(offered?: number, most?: number): Promise<void>;
  /** What the node will say of a block from now on, in place of what it is. */
  lies: Map<string, (block: Fields) => Fields>;
  /** Blocks of which it will keep the first receipt to itself. */
  forgetful: Set<number>;
};

/**
 * Stands in for a Besu where none can be run: the blocks are executed by the EVM of the embedded engine, their QBFT headers are constructed and sealed here. It
 * shows that the engine follows a chain that it does not make, not that Besu behaves like this; the recorded block stands for Besu's own headers.
 */
export async function startQbftNode(chainId: bigint, validator: Signer): Promise<QbftNode> {
  const engine = await startEmbeddedEngine(genesisOf(chainId));
  const pool = new Map<string, Hex>();
  const seen = new Set<string>();
  const lies: QbftNode['lies'] = new Map();
  const forgetful: QbftNode['forgetful'] = new Set();
  const notifier = createNotifier();
  const unending = new AbortController().signal;
  const blocks: Fields[] = [];
  const validators = [validator.address];

  const read = async (number: number): Promise<Fields> => {
    const answer = await engine.answer('eth_getBlockByNumber', [`0x${number.toString(16)}`, true]);
    return readAnswer(answer) as Fields;
  };
  const take = async (number: number): Promise<void> => {
    const parentHash = blocks.at(-1)?.['hash'] ?? ZERO_32;
    const block = { ...(await read(number)), mixHash: DIGEST, parentHash, difficulty: '0x1' };
    if (number > 0) {
      blocks.push(sealQbft(block, { validators }, validator));
      return;
    }
    // Block 0 bears no seal, and its hash is that of its header as it is.
    const named = sealQbft(block, { validators }, validator);
    blocks.push({ ...named, extraData: qbftExtra({ validators }) });
  };
  await take(0);

  const answer = async (method: string, params: unknown[]): Promise<unknown> => {
    switch (method) {
      case 'eth_blockNumber':
        return { result: `0x${(blocks.length - 1).toString(16)}` };
      case 'eth_getBlockByNumber': {
        const number = params[0] === 'latest' ? blocks.length - 1 : Number(params[0]);
        const block = blocks[number];
        return { result: block === undefined ? null : (lies.get(String(number))?.(block) ?? block) };
      }
      case 'eth_getBlockReceipts': {
        const number = Number(params[0]);
        const hashes = blocks[number]?.['transactions'] as { hash: string }[];
        const receipts = hashes.map(async ({ hash }) => request(engine, 'eth_getTransactionReceipt', [hash]));
        const told = await Promise.all(receipts);
        return { result: forgetful.has(number) ? told.slice(1) : told };
      }
      case 'eth_sendRawTransaction': {
        const raw = parseHex(params[0], 'transaction');
        if (raw.length < 100) return { error: { code: -32602, message: 'Malformed transaction' } };
        const hash = transactionHash(raw);
        if (seen.has(hash)) return { error: { code: -32000, message: 'Known transaction' } };
        seen.add(hash);
        pool.set(hash, raw);
        notifier.notify();
        return { result: hash };
      }
      default:
        return JSON.parse(await engine.answer(method, params)) as unknown;
    }
  };
  const server = createServer((asked, response) => {
    void (async () => {
      let text = '';
      for await (const chunk of asked) text += String(chunk);
      const { id, method, params } = JSON.parse(text) as { id: number; method: string; params: unknown[] };
      const result = (await answer(method, params)) as object;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ jsonrpc: '2.0', id, ...result }));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a server listens on a TCP port');

  return {
    url: `http://127.0.0.1:${address.port}`,
    lies,
    forgetful,
    async mine(offered = 0, most = Infinity) {
      await notifier.wait(() => pool.size >= offered, PATIENCE_MS, unending);
      const transactions = [...pool.values()].slice(0, most);
      for (const raw of transactions) pool.delete(transactionHash(raw));
      const number = blocks.length;
      const timestamp = BigInt(BEGINNING + number);
      await engine.produce({ timestamp, prevRandao: DIGEST, transactions });
      await take(number);
    },
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      await engine[Symbol.asyncDispose]();
    },
  };
}
