import type { Parent, BlockRecord } from '../../core/domain/seal/block-record.ts';
import { checkSealAlone, sealDigest } from '../../core/domain/seal/seal.ts';
import type { Engine } from '../engine/engine.ts';
import type { RecordSigner } from '../keys/seal-signer.ts';
import type { UnsignedRecord } from '../keys/unsigned-record-json.ts';
import type { BlockLog } from './block-log.ts';
import { executeRecord } from './execute-record.ts';
import { resumeEngine } from './resume-engine.ts';
import type { SealKeyHistory } from './seal-key-history.ts';
import { checkSealed, type SealRules } from './seal-rules.ts';

/** Checks the log, executes what the engine does not hold, and completes what was not signed yet. @returns the head */
export async function replayLog(args: {
  log: BlockLog;
  book: SealKeyHistory;
  engine: Engine;
  rules: SealRules;
  signer?: RecordSigner;
  drops?: (unsigned: UnsignedRecord) => boolean;
  onBlock?: (record: BlockRecord, head: Parent) => void;
  onReplay?: (done: number, of: number) => void;
}): Promise<Parent | undefined> {
  const { log, book } = args;
  let head: Parent | undefined;
  const resumed = await resumeEngine(args.engine, log);
  const step = async (record: BlockRecord): Promise<void> => {
    const next = checkSealed(args.rules, book, record, head);
    const held = record.number <= resumed && record.number > 0n;
    if (!held) await executeRecord(args.engine, record);
    book.read(record);
    head = next;
    args.onBlock?.(record, next);
  };
  const count = log.length;
  for (let number = 0; number < count; number++) {
    await step(log.read(number));
    if (number % 500 === 499) {
      args.onReplay?.(number + 1, count);
      if (head !== undefined && head.number > resumed) await args.engine.settle(head);
    }
  }
  if (log.unsigned !== undefined) {
    if (args.signer === undefined || args.drops?.(log.unsigned) === true) {
      log.dropUnsigned();
    } else {
      const completed = await signRecord({ rules: args.rules, book, head }, log.unsigned, args.signer);
      checkSealed(args.rules, book, completed, head);
      log.seal(completed.seal.signature);
      await step(completed);
    }
  }
  if (head !== undefined && head.number > resumed) await args.engine.settle(head);
  return head;
}

export async function signRecord(
  { rules, book, head }: { rules: SealRules; book: SealKeyHistory; head: Parent | undefined },
  unsigned: UnsignedRecord,
  signer: RecordSigner,
): Promise<BlockRecord> {
  const key = book.signerOf(unsigned, head);
  const signature = await signer.seal(unsigned, sealDigest(rules.domain, unsigned.seal), key);
  const seal = { ...unsigned.seal, signature };
  // Before the log has it: an unsigned record can be completed again, a wrong signature in the log would end it.
  checkSealAlone({ ...rules, signer: key, seal });
  return { ...unsigned, seal };
}
