import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { InputError } from '../../core/domain/bytes/errors.ts';
import type { BlockRecord } from '../../core/domain/seal/block-record.ts';
import { fromHex, type Hex } from '../../core/domain/bytes/hex.ts';
import { inTransaction } from '../../core/runtime/sqlite.ts';
import { readRecordAt } from '../chain/block-log.ts';
import { openSegmentFolder, segmentsOf, type SegmentFolder } from '../chain/segments/segment-folder.ts';
import { lookIntoTail, type TailView } from '../chain/segments/tail-file.ts';
import { placeNumber, type Place } from '../chain/index/log-index.ts';

/** Looks into the log of a folder whose program runs and writes to it meanwhile; the index says where blocks stand. */
export type LogView = Disposable & {
  readonly length: number;
  /** The blocks from..to, both included, that have transactions. */
  filled(from: number, to: number): number[];
  /** Whether the block may change the key of the seal. */
  mayChangeKey(number: number): boolean;
  /** @throws InputError BLOCK_UNKNOWN, LOG_DAMAGED, RECORD_INVALID; SegmentAway */
  record(number: number): BlockRecord;
  /** Writes down what ledgers answered when they refused: some at a time, since the program itself, which writes there, breaks when it waits for too long. */
  keepRefusals(refusals: readonly Refusal[]): Promise<void>;
};

/** What a ledger answered to the transaction at a place. */
export type Refusal = { place: Place; data: Hex };

/** Of an error of a ledger; the longest has a fraction of it. */
const REFUSAL_BYTES = 1_024;
const REFUSALS_AT_ONCE = 500;
/** Longer than whoever waits for a lock of SQLite's sleeps at first. */
const LET_OTHERS_MS = 30;

/** @throws InputError DATA_MISSING */
export function lookIntoLog(folder: string): LogView {
  const [file, index] = [join(folder, 'blocks.log'), join(folder, 'index.db')];
  if (!existsSync(file) || !existsSync(index))
    throw new InputError(
      'DATA_MISSING',
      `There is no blocks.log with its index.db in ${folder}. Start its program once.`,
    );
  using opened = new DisposableStack();
  let parts = lookIntoParts(file);
  opened.defer(() => {
    parts.tail[Symbol.dispose]();
    parts.segments.close();
  });
  const database = new DatabaseSync(index);
  opened.defer(() => database.close());
  database.exec('pragma busy_timeout = 5000');
  const last = database.prepare('select max(number) as last from blocks');
  const place = database.prepare('select starts, ends from blocks where number = ?');
  const filled = database.prepare(
    'select number from blocks where transactions > 0 and number between ? and ? order by number',
  );
  const keyBlock = database.prepare('select number from key_blocks where number = ?');
  const insertRefusal = database.prepare('insert or replace into refusals values (?, ?)');
  const all = opened.move();
  return {
    get length() {
      return Number(last.get()?.['last'] ?? -1) + 1;
    },
    filled: (from, to) => filled.all(from, to).map(({ number }) => Number(number)),
    mayChangeKey: (number) => keyBlock.get(number) !== undefined,
    record(number) {
      const found = place.get(number);
      if (found === undefined) throw new InputError('BLOCK_UNKNOWN', `Block ${number} is not in ${file}.`);
      if (Number(found['ends']) > parts.tail.size && parts.tail.isReplaced()) {
        parts.tail[Symbol.dispose]();
        parts.segments.close();
        parts = lookIntoParts(file);
      }
      if (number < parts.tail.head.first) return parts.segments.record(number).record;
      return readRecordAt(file, parts.tail.read, Number(found['starts']));
    },
    async keepRefusals(refusals) {
      for (let at = 0; at < refusals.length; at += REFUSALS_AT_ONCE) {
        if (at > 0) await delay(LET_OTHERS_MS);
        inTransaction(database, () => {
          for (const { place, data } of refusals.slice(at, at + REFUSALS_AT_ONCE))
            insertRefusal.run(placeNumber(place), fromHex(data).subarray(0, REFUSAL_BYTES));
        });
      }
    },
    [Symbol.dispose]: () => all.dispose(),
  };
}

/** The open part first: what leaves it meanwhile stands in the segments. */
function lookIntoParts(file: string): { tail: TailView; segments: SegmentFolder } {
  const tail = lookIntoTail(file);
  try {
    return { tail, segments: openSegmentFolder(segmentsOf(file)) };
  } catch (error) {
    tail[Symbol.dispose]();
    throw error;
  }
}
