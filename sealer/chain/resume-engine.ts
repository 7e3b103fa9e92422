import { toQuantity } from '../../core/domain/bytes/hex.ts';
import type { BlockLog } from './block-log.ts';
import { whenHere } from './segments/away.ts';
import { request, type Engine } from '../engine/engine.ts';

/**
 * Brings an engine that keeps its state to the newest block that it shares with the log, whatever either of them lost or has too much.
 * @returns the number of that block; what the log has above it is to be replayed
 */
export async function resumeEngine(engine: Engine, log: Pick<BlockLog, 'length' | 'read'>): Promise<bigint> {
  const head = await engine.head();
  const isShared = async (number: number): Promise<boolean> => {
    const block = await request(engine, 'eth_getBlockByNumber', [toQuantity(number), false]);
    return hashOf(block) === (await whenHere(() => log.read(number))).seal.blockHash;
  };
  // Chains share a beginning, so the last shared block is found by halves. Block 0 is compared when the log is executed.
  let shared = 0;
  let above = Math.min(Number(head.number), Math.max(0, log.length - 1)) + 1;
  if (above - 1 > 0 && (await isShared(above - 1))) shared = above - 1;
  while (above - shared > 1) {
    const middle = (shared + above) >> 1;
    if (await isShared(middle)) shared = middle;
    else above = middle;
  }
  const { blockHash } = shared === 0 ? await engine.genesis() : (await whenHere(() => log.read(shared))).seal;
  if (blockHash !== head.blockHash) await engine.settle({ number: BigInt(shared), blockHash });
  return BigInt(shared);
}

function hashOf(block: unknown): unknown {
  return typeof block === 'object' && block !== null && 'hash' in block ? block.hash : undefined;
}
