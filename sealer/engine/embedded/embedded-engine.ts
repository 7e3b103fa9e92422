import { InputError } from '../../../core/domain/bytes/errors.ts';
import { toQuantity, type Hex } from '../../../core/domain/bytes/hex.ts';
import { readReceipts } from '../read-receipts.ts';
import { createCanonicalBlocks } from './canonical-blocks.ts';
import { refuseOldPlace } from './kept-states.ts';
import { startProvider, type EdrProvider } from './start-provider.ts';
import { readAnswer, RpcError, type BlockInput, type Engine, type SealedBlock } from '../engine.ts';
import type { Genesis } from '../../network/genesis.ts';

/**
 * Hardhat's own EVM (EDR) inside this process, fork Osaka, zero base fee. It keeps nothing: its state is the replay of the log. Started without Hardhat's
 * runtime environment around it, which gives the same blocks and takes 15 ms instead of 200.
 */
export async function startEmbeddedEngine(genesis: Genesis): Promise<Engine> {
  return engineOver(await startProvider(genesis));
}

async function engineOver(provider: EdrProvider): Promise<Engine> {
  const blocks = createCanonicalBlocks();
  const ask = (body: unknown): Promise<string> => provider.ask(JSON.stringify(body));
  const answer = async (method: string, params: readonly unknown[]): Promise<string> => {
    refuseOldPlace(method, params, blocks.oldest);
    return blocks.outward(method, await ask(askFor(1, method, blocks.inward(params))));
  };

  const fieldsOf = (answered: unknown): Record<string, unknown> => {
    if (typeof answered !== 'object' || answered === null) throw new Error('the engine has no such block');
    return answered as Record<string, unknown>;
  };
  const zero = await ask(askFor(1, 'eth_getBlockByNumber', ['0x0', false]));
  const genesis = blocks.add(fieldsOf(readAnswer(zero)));

  const mine = async (input: BlockInput): Promise<SealedBlock & { hashes: readonly unknown[] }> => {
    // One batch a block saves a crossing of threads for each transaction.
    const steps: [method: string, params: unknown[]][] = [
      ...input.transactions.map((raw): [string, unknown[]] => ['eth_sendRawTransaction', [raw]]),
      ['hardhat_setPrevRandao', [input.prevRandao]],
      ['evm_setNextBlockTimestamp', [toQuantity(input.timestamp)]],
      ['evm_mine', []],
      ['eth_getBlockByNumber', ['latest', false]],
    ];
    const batch = steps.map(([method, params], id) => askFor(id, method, params));
    const answers = readBatch(await ask(batch), steps.length);
    const block = fieldsOf(answers.at(-1));
    const { transactions } = block;
    const hashes: unknown[] = answers.slice(0, input.transactions.length);
    if (
      !Array.isArray(transactions) ||
      transactions.length !== hashes.length ||
      hashes.some((hash, i) => hash !== transactions[i])
    ) {
      throw new RpcError(-32000, `the engine left transactions out of block ${String(block['number'])}`, undefined);
    }
    return { ...blocks.add(block), hashes };
  };

  return {
    name: 'embedded',
    genesis: async () => genesis,
    head: async () => genesis,
    async produce(input) {
      const { hashes, ...made } = await mine(input);
      // EDR knows no eth_getBlockReceipts.
      const batch = hashes.map((hash, id) => askFor(id, 'eth_getTransactionReceipt', [hash]));
      const answers = batch.length === 0 ? [] : readBatch(await ask(batch), batch.length);
      return { ...made, receipts: readReceipts(answers) };
    },
    async replay(input) {
      let made: SealedBlock;
      try {
        made = await mine(input);
      } catch (cause) {
        // An engine that fails by itself says nothing about the block.
        if (!(cause instanceof RpcError) && !(cause instanceof InputError)) throw cause;
        throw mismatch(input, 'cannot be executed', cause);
      }
      if (made.number !== input.number || made.blockHash !== input.blockHash) {
        throw mismatch(input, `comes out as ${made.number}, ${made.blockHash}`);
      }
    },
    // What was mined is the head already, and readers wait until it is in the log.
    settle: async () => undefined,
    answer,
    [Symbol.asyncDispose]: () => provider[Symbol.asyncDispose](),
  };
}

function askFor(id: number, method: string, params: readonly unknown[]): object {
  return { jsonrpc: '2.0', id, method, params };
}

/** The results of a batch, in order. @throws RpcError the first that there is */
function readBatch(text: string, length: number): unknown[] {
  const answers = readAnswer(text);
  if (!Array.isArray(answers) || answers.length !== length) throw new Error('the engine left answers out');
  return answers as unknown[];
}

function mismatch(input: { number: bigint; blockHash: Hex }, what: string, cause?: unknown): InputError {
  const message = `Block ${input.number} is sealed as ${input.blockHash}, but executed here it ${what}.`;
  return new InputError('EXECUTION_MISMATCH', message, cause === undefined ? {} : { cause });
}
