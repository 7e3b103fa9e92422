import { checkReceipts, decodeHeader } from '../../../core/domain/seal/block-record.ts';
import { InputError, TransientError } from '../../../core/domain/bytes/errors.ts';
import { toQuantity, type Hex } from '../../../core/domain/bytes/hex.ts';
import { indexTrieRoot } from '../../../core/domain/seal/index-trie-root.ts';
import { pause } from '../../../core/runtime/pause.ts';
import { retry } from '../../../core/runtime/retry.ts';
import { connectJsonRpc, type JsonRpc } from '../engine-api/json-rpc.ts';
import { RpcError, type Engine, type EngineHead, type TakenBlock } from '../engine.ts';
import { readReceipts } from '../read-receipts.ts';
import { checkQbftHeader } from './qbft-header.ts';
import { rawTransaction } from './raw-transaction.ts';
import { settledAnswers } from './settled-answers.ts';

const TIMEOUT_MS = 15_000;
const CONNECT_TRIES = 60;
/** What a client says of a transaction that it has, in its pool or in a block: it is offered again until a sealed block carries it. */
const KNOWN = /already|known|nonce too low|nonce below/i;

/**
 * The blocks of an existing proof-of-authority chain: Besu with QBFT and one validator. Here nobody makes blocks; transactions are handed to Besu, and each next
 * block is taken as it is, with whatever else it carries, after its validator's commit seal was checked. Besu keeps the state; readers see it up to the settled block.
 * @param validator the only one whose blocks count
 * @throws InputError ENGINE_MISMATCH, QBFT_ANSWER, QBFT_*; TransientError ENGINE_UNREACHABLE
 */
export async function connectQbft(args: {
  url: string;
  validator: Hex;
  chainId: bigint;
  /** Time between two questions for the next block, ms. */
  pollMs: number;
  /** How long a block that somebody sealed may stay away here, ms. */
  patienceMs: number;
  signal: AbortSignal;
}): Promise<Engine> {
  const { url, chainId, signal } = args;
  const rpc = connectJsonRpc({ url, timeoutMs: TIMEOUT_MS });
  const connecting = { signal, attempts: CONNECT_TRIES, baseMs: 100, maxMs: 1_000 };
  const answered = BigInt(String(await retry(() => rpc.request('eth_chainId', []), connecting)));
  if (answered !== chainId)
    throw new InputError('ENGINE_MISMATCH', `The chain at ${url} is ${answered}, not ${chainId}. Set besuUrl right.`);
  return engineOver(rpc, args);
}

async function engineOver(rpc: JsonRpc, args: Parameters<typeof connectQbft>[0]): Promise<Engine> {
  const { signal, pollMs } = args;
  const blockAt = async (number: bigint): Promise<TakenBlock | undefined> => {
    const block = await rpc.request('eth_getBlockByNumber', [toQuantity(number), true]);
    if (block === null) return undefined;
    const receipts = await rpc.request('eth_getBlockReceipts', [toQuantity(number)]);
    return readBlock(block, receipts, number, args.validator);
  };
  const genesis = await blockAt(0n);
  if (genesis === undefined) throw new Error(`the chain at ${args.url} has no block 0`);
  let settled: EngineHead = genesis;
  /** The newest block that was waited for, which is replayed next and not fetched again. */
  let arrived: TakenBlock | undefined;

  const behind = (number: bigint): TransientError =>
    new TransientError('ENGINE_BEHIND', `The chain at ${args.url} has no block ${number} yet. It is asked again.`);
  const ahead = async (number: bigint, patienceMs: number): Promise<TakenBlock> => {
    const until = performance.now() + patienceMs;
    for (;;) {
      const block = await retry(() => blockAt(number), { signal, baseMs: pollMs, maxMs: 5_000 });
      if (block !== undefined) return block;
      if (performance.now() > until || !(await pause(pollMs, signal))) throw behind(number);
    }
  };
  /** The same, but a client that is away is not waited for longer than for the block. */
  const arrive = async (number: bigint): Promise<void> => {
    const until = performance.now() + args.patienceMs;
    for (;;) {
      const late = performance.now() > until;
      try {
        arrived = await blockAt(number);
        if (arrived !== undefined) return;
      } catch (error) {
        if (late || !(error instanceof TransientError)) throw error;
      }
      if (late || !(await pause(pollMs, signal))) throw behind(number);
    }
  };
  const offer = async (raw: Hex): Promise<void> => {
    try {
      await retry(() => rpc.request('eth_sendRawTransaction', [raw]), { signal, baseMs: pollMs, maxMs: 5_000 });
    } catch (error) {
      if (!(error instanceof RpcError) || !KNOWN.test(error.message)) throw error;
    }
  };

  return {
    name: 'qbft',
    genesis: async () => genesis,
    async head() {
      const number = BigInt(String(await rpc.request('eth_blockNumber', [])));
      return (await blockAt(number)) ?? genesis;
    },
    async prepare(transactions) {
      for (const raw of transactions) await offer(raw);
      await ahead(settled.number + 1n, Infinity);
    },
    arrive,
    produce: () => ahead(settled.number + 1n, 0),
    async replay(block) {
      const here = arrived?.number === block.number ? arrived : await ahead(block.number, args.patienceMs);
      const isSame =
        here.blockHash === block.blockHash &&
        here.transactions.length === block.transactions.length &&
        here.transactions.every((raw, i) => raw === block.transactions[i]);
      if (!isSame) {
        throw new InputError(
          'EXECUTION_MISMATCH',
          `Block ${block.number} is sealed as ${block.blockHash}, but the chain at ${args.url} has ${here.blockHash}.`,
        );
      }
    },
    async settle({ number, blockHash }) {
      settled = { number, blockHash };
    },
    answer: settledAnswers(rpc, () => settled.number),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

/** @throws InputError QBFT_ANSWER, TRANSACTION_INVALID, TRANSACTIONS_ROOT, RECEIPT_INVALID, RECEIPTS_ROOT, QBFT_* */
function readBlock(value: unknown, answered: unknown, number: bigint, validator: Hex): TakenBlock {
  const block = typeof value === 'object' && value !== null ? { ...value } : {};
  const { number: named, transactions } = block as Record<string, unknown>;
  if (!Array.isArray(transactions) || named !== toQuantity(number)) {
    throw new InputError('QBFT_ANSWER', `Asked for block ${number}, the chain answered another, or no transactions.`);
  }
  const checked = checkQbftHeader(block, validator);
  const raws = transactions.map((fields: Record<string, unknown>) => rawTransaction(fields));
  if (indexTrieRoot(raws) !== decodeHeader(checked.header).transactionsRoot && number > 0n) {
    throw new InputError('TRANSACTIONS_ROOT', `The transactions of block ${number} are not those of its header.`);
  }
  const receipts = readReceipts(answered);
  checkReceipts({ number, transactions: raws, receipts, header: checked.header });
  return { number, ...checked, transactions: raws, receipts };
}
