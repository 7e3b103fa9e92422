import { transactionHash } from '../../core/domain/ledger/evm-transaction.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { request, type Engine } from '../engine/engine.ts';

/** Whether an executed transaction was taken. @throws Error where the engine has no receipt of what it executed */
export async function isTaken(engine: Engine, raw: Hex): Promise<boolean> {
  const receipt = await request(engine, 'eth_getTransactionReceipt', [transactionHash(raw)]);
  if (typeof receipt !== 'object' || receipt === null || !('status' in receipt))
    throw new Error('the engine has no receipt of a transaction that it executed');
  return receipt.status === '0x1';
}
