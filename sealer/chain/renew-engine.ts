import type { BlockRecord } from '../../core/domain/seal/block-record.ts';
import type { Engine } from '../engine/engine.ts';
import { executeRecord } from './execute-record.ts';

/**
 * What executes, in an engine that has not all of them, the chain's blocks up to one, and again up to a later one. The chain waits for the last of them, so the
 * signal ends it between any two.
 */
export async function catchUpWith(
  engine: Engine,
  record: (number: number) => BlockRecord,
  signal: AbortSignal,
): Promise<(to: bigint) => Promise<void>> {
  let { number } = await engine.head();
  return async (to) => {
    while (number < to) {
      signal.throwIfAborted();
      const next = record(Number(number + 1n));
      await executeRecord(engine, next);
      await engine.settle({ number: next.number, blockHash: next.seal.blockHash });
      ({ number } = next);
    }
  };
}
