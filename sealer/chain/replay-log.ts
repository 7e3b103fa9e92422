import type { Parent, BlockRecord } from '../../core/domain/seal/block-record.ts';
import { checkSealAlone, sealDigest } from '../../core/domain/seal/seal.ts';
import type { Engine } from '../engine/engine.ts';
import type { RecordSigner } from '../keys/seal-signer.ts';
import type { UnsignedRecord } from '../keys/unsigned-record-json.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { LogIndex } from './index/log-index.ts';
import type { BlockLog } from './block-log.ts';
import { executeRecord } from './execute-record.ts';
import { whenHere } from './segments/away.ts';
import { resumeEngine } from './resume-engine.ts';
import type { SealKeyHistory } from './seal-key-history.ts';
import { checkSealed, type SealRules } from './seal-rules.ts';

/** What a start began behind, with the key of the seal behind it. */
export type Began = Parent & { key: Hex };

/**
 * Checks and executes what the engine does not hold, and completes what was not signed yet. Of the blocks below the engine's own, only those are read that may
 * have changed the key of the seal.
 * @returns the head, and behind which block it began
 */
export async function replayLog(args: {
  log: BlockLog;
  index: Pick<LogIndex, 'keyBlocks'>;
  book: SealKeyHistory;
  engine: Engine;
  rules: SealRules;
  signer?: RecordSigner;
  drops?: (unsigned: UnsignedRecord) => boolean;
  onBlock?: (record: BlockRecord, head: Parent) => void;
  onReplay?: (done: number, of: number) => void;
}): Promise<{ head: Parent | undefined; from: Began | undefined }> {
  const { log, book } = args;
  let head: Parent | undefined;
  const resumed = await resumeEngine(args.engine, log);
  const step = async (record: BlockRecord): Promise<void> => {
    const next = checkSealed(args.rules, book, record, head);
    await executeRecord(args.engine, record);
    book.read(record);
    head = next;
    args.onBlock?.(record, next);
  };
  let from: Began | undefined;
  if (resumed > 0n) {
    const began = await beginBehind({ ...args, number: Number(resumed) });
    head = began;
    from = { ...began, key: book.keyAt(resumed + 1n) };
  }
  const count = log.length;
  for (let number = from === undefined ? 0 : Number(resumed) + 1; number < count; number++) {
    await step(await whenHere(() => log.read(number)));
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
  return { head, from };
}

/** Checks one block against the record before it, under the key that the blocks below it say. @returns what the next one must follow */
async function beginBehind({
  log,
  index,
  book,
  rules,
  number,
}: {
  log: BlockLog;
  index: Pick<LogIndex, 'keyBlocks'>;
  book: SealKeyHistory;
  rules: SealRules;
  number: number;
}): Promise<Parent> {
  const read = (at: number): Promise<BlockRecord> => whenHere(() => log.read(at));
  for (const at of index.keyBlocks(number - 1)) book.read(await read(at));
  const { seal, timestamp } = await read(number - 1);
  const parent = {
    number: seal.number,
    sealHash: sealDigest(rules.domain, seal),
    blockHash: seal.blockHash,
    timestamp,
  };
  const record = await read(number);
  const next = checkSealed(rules, book, record, parent);
  book.read(record);
  return next;
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
