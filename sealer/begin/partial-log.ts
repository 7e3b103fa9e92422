import { join } from 'node:path';
import { TransientError } from '../../core/domain/bytes/errors.ts';
import { pause } from '../../core/runtime/pause.ts';
import { openBlockLog, type BlockLog } from '../chain/block-log.ts';
import { lockData } from '../chain/data-lock.ts';
import { openLogIndex, type LogIndex } from '../chain/index/log-index.ts';
import type { SealRules } from '../chain/seal-rules.ts';
import { beginJoin, finishJoin, pastFolder } from './finish-join.ts';

/** A log that lacks its past, until that is joined to it. What it cannot know for that it refuses, and denies nothing. */
export type PartialLog = {
  readonly log: BlockLog;
  readonly index: LogIndex;
  /**
   * Puts what lies behind the end of a whole log behind it, and goes on with that one; nobody waits for it.
   * Until then the whole one stands in `past/`, and nobody else has it open.
   */
  join(signal: AbortSignal): Promise<void>;
};

/** It works for so long, and then leaves the thread to others. */
const WORK_MS = 20;
const REST_MS = 5;

/** @param first the number of the first block in the log of this folder, or the one it shall begin with */
export function openPartialLog(args: {
  data: string;
  rules: SealRules;
  first: number;
  onRead?: (blocks: number) => void;
}): PartialLog {
  const { data, rules } = args;
  const open = (folder: string, first: number): { log: BlockLog; index: LogIndex } => {
    const index = openLogIndex(join(folder, 'index.db'), rules, first);
    try {
      return { index, log: openBlockLog(join(folder, 'blocks.log'), 'cut', index, args.onRead) };
    } catch (error) {
      index[Symbol.dispose]();
      throw error;
    }
  };
  const close = ({ log, index }: { log: BlockLog; index: LogIndex }): void => {
    log.close();
    index[Symbol.dispose]();
  };
  let current = open(data, args.first);
  const known = (number: number): number => {
    if (number < current.index.first) throw pastAbsent(current.index.first);
    return number;
  };
  /** What was not found may lie in the past. */
  const orAbsent = <T>(found: T, isFound: boolean): T => {
    if (!isFound) known(0);
    return found;
  };

  const log: BlockLog = {
    get length() {
      return current.log.length;
    },
    get unsigned() {
      return current.log.unsigned;
    },
    writeUnsigned: (record) => current.log.writeUnsigned(record),
    seal: (signature) => current.log.seal(signature),
    append: (record) => current.log.append(record),
    dropUnsigned: () => current.log.dropUnsigned(),
    read: (number) => current.log.read(known(number)),
    readText: (number) => current.log.readText(known(number)),
    bytesOf: (from, to) => current.log.bytesOf(known(from), to),
    // A part of a log has no segments: those begin with block 0.
    closeSegment: async (blocks, signal) => current.index.first === 0 && current.log.closeSegment(blocks, signal),
    close: () => current.log.close(),
  };
  const index: LogIndex = {
    get first() {
      return current.index.first;
    },
    get length() {
      return current.index.length;
    },
    of: (number) => current.index.of(number),
    add: (place) => current.index.add(place),
    isNewest: (record) => current.index.isNewest(record),
    clear: () => current.index.clear(),
    many: (work) => current.index.many(work),
    places(digest) {
      const found = current.index.places(digest);
      return orAbsent(found, found.length > 0);
    },
    numberOf(hash) {
      const found = current.index.numberOf(hash);
      return orAbsent(found, found !== undefined);
    },
    filled: (from, to) => current.index.filled(known(from), to),
    transactionsIn: (from, to) => current.index.transactionsIn(known(from), to),
    keyBlocks: (to) => current.index.keyBlocks(to),
    refusalAt: (place) => current.index.refusalAt(place),
    pastMark: () => current.index.pastMark(),
    markPast: (mark) => current.index.markPast(mark),
    [Symbol.dispose]: () => current.index[Symbol.dispose](),
  };
  return {
    log,
    index,
    async join(signal) {
      const folder = pastFolder(data);
      // Whoever writes a snapshot reads the files that change their place.
      using _alone = await lockedAlone(join(data, 'snapshots'), signal);
      const whole = open(folder, 0);
      let isOpen = true;
      try {
        let since = performance.now();
        while (whole.log.length < current.log.length) {
          whole.log.append(current.log.read(whole.log.length));
          if (performance.now() - since < WORK_MS) continue;
          await pause(REST_MS, signal);
          signal.throwIfAborted();
          since = performance.now();
        }
        isOpen = false;
        close(whole);
        // All at once: whatever is written or asked next, is of the whole log.
        close(current);
        beginJoin(data);
        finishJoin(data);
        current = open(data, 0);
      } finally {
        if (isOpen) close(whole);
      }
    },
  };
}

async function lockedAlone(folder: string, signal: AbortSignal): Promise<Disposable> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return lockData(folder);
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error) || error.code !== 'DATA_IN_USE') throw error;
    }
    await pause(200, signal);
  }
}

function pastAbsent(first: number): TransientError {
  return new TransientError(
    'PAST_ABSENT',
    `This replica began with the state of block ${first + 1}, and has not yet executed what lies before. Ask another one for that, or later.`,
  );
}
