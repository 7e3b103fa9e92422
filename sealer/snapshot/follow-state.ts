import { toQuantity, type Hex } from '../../core/domain/bytes/hex.ts';
import { transactionHash } from '../../core/domain/ledger/evm-transaction.ts';
import { receiptAt, type BlockRecord } from '../../core/domain/seal/block-record.ts';
import { RETURN_ALONE, returnedOf } from '../chain/block-status.ts';
import type { Place } from '../chain/index/log-index.ts';
import { askInTurn, type Step } from '../engine/embedded/ask-in-turn.ts';
import { startProvider, type EdrProvider } from '../engine/embedded/start-provider.ts';
import type { Genesis } from '../network/genesis.ts';
import { encodeState, type Account, type State } from './state-bytes.ts';
import { CHANGES_ALONE, changesIn, type AccountChange } from './state-changes.ts';

type Block = Pick<BlockRecord, 'number' | 'timestamp' | 'prevRandao' | 'transactions' | 'receipts'>;

/**
 * Carries a state over blocks. Each transaction becomes a block of its own in an engine beside, with time and prevRandao of its real one, and what it changed is
 * asked of that engine: within one block that would cost the square of its transactions. Only the number differs there, which nothing sees but what `isNumberBound`
 * names: such a transaction gets an engine of its own at the right number.
 * @param state after block `from`; changed
 * @param onRefused what a ledger answered to a transaction that failed
 */
export async function carryState(args: {
  genesis: Genesis;
  state: State;
  from: { number: bigint; timestamp: bigint };
  blocks: AsyncIterable<Block>;
  isNumberBound: (block: Block, raw: Hex) => boolean;
  onRefused?: (place: Place, data: Hex) => void;
  onBlock?: (number: bigint) => void;
}): Promise<void> {
  const { genesis, state } = args;
  let { timestamp } = args.from;
  let engine: EdrProvider | undefined;
  const close = async (): Promise<void> => {
    await engine?.[Symbol.asyncDispose]();
    engine = undefined;
  };
  const startAt = (number: bigint): Promise<EdrProvider> => {
    const { bytes } = encodeState(state);
    return startProvider(genesis, { from: { number, timestamp, state: bytes }, sameTimes: true });
  };
  try {
    for await (const block of args.blocks) {
      for (const [index, raw] of block.transactions.entries()) {
        const isBound = args.isNumberBound(block, raw);
        if (isBound) await close();
        engine ??= await startAt(isBound ? block.number - 1n : 0n);
        apply(state, changesIn(await changesOf(engine, block, raw)));
        if (args.onRefused !== undefined && !receiptAt(block, index).succeeded) {
          const [trace] = await askInTurn(engine, [['debug_traceTransaction', [transactionHash(raw), RETURN_ALONE]]]);
          args.onRefused({ number: Number(block.number), index }, returnedOf(trace));
        }
        timestamp = block.timestamp;
        if (isBound) await close();
      }
      args.onBlock?.(block.number);
    }
  } finally {
    await close();
  }
}

async function changesOf(engine: EdrProvider, block: Block, raw: Hex): Promise<unknown> {
  const steps: Step[] = [
    ['eth_sendRawTransaction', [raw]],
    ['hardhat_setPrevRandao', [block.prevRandao]],
    ['evm_setNextBlockTimestamp', [toQuantity(block.timestamp)]],
    ['evm_mine', []],
    ['debug_traceTransaction', [transactionHash(raw), CHANGES_ALONE]],
  ];
  return (await askInTurn(engine, steps)).at(-1);
}

function apply(state: State, changes: readonly AccountChange[]): void {
  for (const { address, nonce, balance, code, slots } of changes) {
    const account = accountIn(state, address);
    if (nonce !== undefined) account.nonce = nonce;
    if (balance !== undefined) account.balance = balance;
    if (code !== undefined) account.code = code;
    for (const [key, value] of slots) {
      if (BigInt(value) === 0n) account.storage.delete(key);
      else account.storage.set(key, value);
    }
  }
}

function accountIn(state: State, address: Hex): Account {
  let account = state.get(address);
  if (account === undefined) {
    account = { nonce: 0n, balance: 0n, code: '0x', storage: new Map() };
    state.set(address, account);
  }
  return account;
}
