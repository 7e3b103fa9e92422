import { InputError } from '../../core/domain/bytes/errors.ts';
import type { BlockRecord } from '../../core/domain/seal/block-record.ts';
import type { Engine } from '../engine/engine.ts';

/** Executes a sealed block. @throws InputError GENESIS_MISMATCH, EXECUTION_MISMATCH */
export async function executeRecord(engine: Engine, record: BlockRecord): Promise<void> {
  const { blockHash } = record.seal;
  if (record.number > 0n) return engine.replay({ ...record, blockHash });
  const genesis = await engine.genesis();
  if (genesis.blockHash !== blockHash || record.transactions.length > 0) {
    throw new InputError('GENESIS_MISMATCH', `Block 0 is sealed as ${blockHash}, but here it is ${genesis.blockHash}.`);
  }
}
