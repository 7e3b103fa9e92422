import { InputError } from '../../../core/domain/bytes/errors.ts';
import { toQuantity, type Hex } from '../../../core/domain/bytes/hex.ts';
import { readReceipts } from '../read-receipts.ts';
import { askFor, askInTurn, type Step } from './ask-in-turn.ts';
import { createCanonicalBlocks } from './canonical-blocks.ts';
import { refuseOldPlace } from './kept-states.ts';
import { startProvider, type EdrProvider } from './start-provider.ts';
import { readAnswer, RpcError, type BlockInput, type Engine, type SealedBlock } from '../engine.ts';
import type { Genesis } from '../../network/genesis.ts';

/** The state after a sealed block, as a snapshot holds it. */
export type EngineStart = { number: bigint; blockHash: Hex; timestamp: bigint; stateRoot: Hex; state: Uint8Array };

/**
 * Hardhat's own EVM (EDR) inside this process, fork Osaka, zero base fee. It keeps nothing: its state is the replay of the log, from a snapshot on where there is one. Started without Hardhat's
 * runtime environment around it, which gives the same blocks and takes 15 ms instead of 200.
 */
export async function startEmbeddedEngine(genesis: Genesis, from?: EngineStart): Promise<Engine> {
  const provider = await startProvider(genesis, from === undefined ? {} : { from });
  try {
    return await engineOver(genesis, provider, from);
  } catch (error) {
    await provider[Symbol.asyncDispose]();
    throw error;
  }
}

async function engineOver(rules: Genesis, provider: EdrProvider, from?: EngineStart): Promise<Engine> {
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
  const newest = fieldsOf(readAnswer(await ask(askFor(1, 'eth_getBlockByNumber', ['latest', false]))));
  let zero: SealedBlock | undefined;
  if (from === undefined) zero = blocks.add(newest);
  else {
    checkStart(from, newest);
    blocks.begin(newest, from);
  }
  // Without the bytes of the state, which would stay for as long as the engine.
  const begun = from && { number: from.number, blockHash: from.blockHash };
  /** Block 0 of everybody: an engine that begins with a later state has another one. */
  const genesis = async (): Promise<SealedBlock> => {
    if (zero === undefined) {
      await using other = await startEmbeddedEngine(rules);
      zero = await other.genesis();
    }
    return zero;
  };

  const mine = async (input: BlockInput): Promise<SealedBlock & { hashes: readonly unknown[] }> => {
    // One batch a block saves a crossing of threads for each transaction.
    const steps: Step[] = [
      ...input.transactions.map((raw): Step => ['eth_sendRawTransaction', [raw]]),
      ['hardhat_setPrevRandao', [input.prevRandao]],
      ['evm_setNextBlockTimestamp', [toQuantity(input.timestamp)]],
      ['evm_mine', []],
      ['eth_getBlockByNumber', ['latest', false]],
    ];
    const answers = await askInTurn(provider, steps);
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
    genesis,
    head: async () => begun ?? genesis(),
    async produce(input) {
      const { hashes, ...made } = await mine(input);
      // EDR knows no eth_getBlockReceipts.
      const steps = hashes.map((hash): Step => ['eth_getTransactionReceipt', [hash]]);
      return { ...made, receipts: readReceipts(steps.length === 0 ? [] : await askInTurn(provider, steps)) };
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

/** @throws InputError SNAPSHOT_STATE when the state is not the one that the block's header names */
function checkStart(from: EngineStart, newest: Record<string, unknown>): void {
  const { number, stateRoot } = newest;
  if (number !== toQuantity(from.number) || stateRoot !== from.stateRoot)
    throw new InputError(
      'SNAPSHOT_STATE',
      `The snapshot of block ${from.number} has state root ${String(stateRoot)}, but the block is sealed over ${from.stateRoot}.`,
    );
}

function mismatch(input: { number: bigint; blockHash: Hex }, what: string, cause?: unknown): InputError {
  const message = `Block ${input.number} is sealed as ${input.blockHash}, but executed here it ${what}.`;
  return new InputError('EXECUTION_MISMATCH', message, cause === undefined ? {} : { cause });
}
