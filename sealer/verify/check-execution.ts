import {
  checkBlockRecord,
  parseBlockRecord,
  type BlockRecord,
  type Parent,
} from '../../core/domain/seal/block-record.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import type { Network } from '../../core/domain/ledger/network.ts';
import { sealRulesOf } from '../chain/seal-rules.ts';
import type { Engine } from '../engine/engine.ts';
import { createSealKeyHistory } from '../chain/seal-key-history.ts';

/**
 * Executes a sealed block on the blocks before it, all of which are verified, and says that it does not come out as sealed.
 * @param before JSON of the records from block 0 on; what comes after the block before the accused one is not read
 * @param engine a fresh one, at block 0
 * @throws InputError EVIDENCE_INVALID when it comes out as sealed, or the blocks before it are missing; the codes of `checkBlockRecord`, EXECUTION_MISMATCH for those
 */
export async function checkExecution(args: {
  network: Network;
  record: BlockRecord;
  before: AsyncIterable<unknown> | Iterable<unknown>;
  engine: Engine;
}): Promise<string> {
  const { network, record, engine } = args;
  const rules = sealRulesOf(network);
  const book = createSealKeyHistory(rules);
  let parent: Parent | undefined;
  const genesis = await engine.genesis();
  if (record.number > 0n) {
    for await (const json of args.before) {
      const earlier = parseBlockRecord(json);
      parent = checkBlockRecord({ ...rules, signer: book.signerOf(earlier, parent), record: earlier, parent });
      if (earlier.number > 0n) await engine.replay({ ...earlier, blockHash: parent.blockHash });
      await engine.settle(parent);
      book.read(earlier);
      if (parent.number + 1n === record.number) break;
    }
    if (parent === undefined || parent.number + 1n !== record.number) {
      throw unproved(`the blocks before it end with ${parent === undefined ? 'none' : parent.number}`);
    }
  }
  const signer = book.signerOf(record, parent);
  checkBlockRecord({ ...rules, signer, record, parent });
  const proved = `${signer} sealed ${record.seal.blockHash} as block ${record.number}, but its transactions do not execute to that.`;
  if (record.number === 0n) {
    if (genesis.blockHash !== record.seal.blockHash || record.transactions.length > 0) return proved;
    throw unproved('block 0 is the one of the genesis');
  }
  try {
    await engine.replay({ ...record, blockHash: record.seal.blockHash });
  } catch (error) {
    if (error instanceof InputError && error.code === 'EXECUTION_MISMATCH') return proved;
    throw error;
  }
  throw unproved(`block ${record.number} executes to what is sealed`);
}

function unproved(what: string): InputError {
  return new InputError('EVIDENCE_INVALID', `The evidence proves nothing: ${what}.`);
}
