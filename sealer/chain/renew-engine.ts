import type { BlockRecord } from '../../core/domain/seal/block-record.ts';
import type { Engine } from '../engine/engine.ts';
import { executeRecord } from './execute-record.ts';

/** An engine on its way to the newest block, in place of one that has grown with the blocks it made. */
export type Successor = {
  /** Executes what the chain has up to this block and the engine has not. */
  catchUp(to: bigint): Promise<void>;
  readonly engine: Engine;
};

/** @throws InputError EXECUTION_MISMATCH when it comes to other blocks than the chain */
export async function createSuccessor(engine: Engine, record: (number: number) => BlockRecord): Promise<Successor> {
  let { number } = await engine.head();
  return {
    engine,
    async catchUp(to) {
      while (number < to) {
        const next = record(Number(number + 1n));
        await executeRecord(engine, next);
        await engine.settle({ number: next.number, blockHash: next.seal.blockHash });
        ({ number } = next);
      }
    },
  };
}
