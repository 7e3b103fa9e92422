import { signerFromPrivateKey } from '../../core/domain/ledger/account.ts';
import { carriedBlock } from '../../core/domain/ledger/carried-block.ts';
import { decodeTransaction, signZeroFee } from '../../core/domain/ledger/evm-transaction.ts';
import type { Network } from '../../core/domain/ledger/network.ts';
import { decodeReceipt } from '../../core/domain/seal/receipt.ts';
import type { BlockRecord } from '../../core/domain/seal/block-record.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { request, type Engine } from '../engine/engine.ts';

/** Carries what is tried: ledgers ask who signed an internal block, never who brings it, so that any key will do for it. */
const CARRIER = signerFromPrivateKey(`0x${'7e'.repeat(32)}`);

/**
 * Tries the transaction at `index` of the last block twice: alone behind the first block's parent, dated as that first block, and in its place behind these
 * blocks without what the company signed.
 * @param snapshot the engine's state behind the parent of the first block
 * @param blocks one after the other, executed once in the engine
 */
export async function succeedsWithout(args: {
  engine: Engine;
  network: Network;
  snapshot: unknown;
  blocks: readonly BlockRecord[];
  index: number;
}): Promise<'succeeds' | { state: 'kept' | 'unjudged'; why: string }> {
  const { engine, network, blocks, index } = args;
  const [first] = blocks;
  const last = blocks.at(-1);
  const promised = last?.transactions[index];
  if (first === undefined || last === undefined || promised === undefined)
    throw new Error('nothing carries what is to be tried');
  const foreign = blocks.find(({ transactions }) => transactions.some((raw) => carriedBlock(raw) === undefined));
  if (foreign !== undefined)
    return { state: 'unjudged', why: `block ${foreign.number} holds a transaction that hands no internal block over` };

  await takeBack(engine, args.snapshot);
  const behindHead = await request(engine, 'evm_snapshot');
  if (!(await lastSucceeds(engine, network, [{ ...first, transactions: [promised] }])))
    return { state: 'kept', why: 'its ledger refuses it behind the head that the receipt names as well' };
  await takeBack(engine, behindHead);
  const isOfOthers = (raw: Hex): boolean => carriedBlock(raw)?.block.from !== network.company;
  const without = blocks.map((block) => ({
    ...block,
    transactions: [
      ...(block === last ? block.transactions.slice(0, index) : block.transactions).filter(isOfOthers),
      ...(block === last ? [promised] : []),
    ],
  }));
  if (!(await lastSucceeds(engine, network, without)))
    return { state: 'kept', why: 'its ledger refuses it without what the company put in front as well' };
  return 'succeeds';
}

async function takeBack(engine: Engine, snapshot: unknown): Promise<void> {
  if ((await request(engine, 'evm_revert', [snapshot])) !== true) throw new Error('the engine lost a state');
}

/** Makes these blocks on the present state. @returns whether the last transaction of all is taken */
async function lastSucceeds(engine: Engine, { chainId }: Network, blocks: readonly BlockRecord[]): Promise<boolean> {
  let nonce = 0n;
  let newest: Hex | undefined;
  for (const { timestamp, prevRandao, transactions } of blocks) {
    const carried = transactions.map((raw) => {
      const { to, data, gasLimit } = decodeTransaction(raw);
      return signZeroFee(chainId, { nonce: nonce++, gasLimit, to, data }, CARRIER).raw;
    });
    const { receipts } = await engine.produce({ timestamp, prevRandao, transactions: carried });
    newest = receipts.at(-1) ?? newest;
  }
  if (newest === undefined) throw new Error('nothing was tried');
  return decodeReceipt(newest).succeeded;
}
