import { InputError, TransientError } from '../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { BlockRecord, Parent } from '../../../core/domain/seal/block-record.ts';
import { sealDigest } from '../../../core/domain/seal/seal.ts';
import { unixSeconds } from '../../../core/domain/unix-seconds.ts';
import { pause } from '../../../core/runtime/pause.ts';
import type { BlockLog } from '../block-log.ts';
import type { LogIndex } from '../index/log-index.ts';
import { SegmentAway, whenHere } from '../segments/away.ts';
import { createSealKeyHistory } from '../seal-key-history.ts';
import { checkSealed, type SealRules } from '../seal-rules.ts';

/** The check of what a start did not read: the blocks below the one that its state is after. */
export type PastCheck = {
  /** How many blocks of how many, and how many of them an earlier start had checked already. */
  readonly checked: number;
  readonly of: number;
  readonly before: number;
  /** Why it does not go on at present: what lies elsewhere cannot be had. It is tried again. */
  readonly waits: string | undefined;
  /** @throws TransientError PAST_FAULTY once one of them, or where it stands, turned out to be wrong */
  require(): void;
  /** Goes through them beside everything else, until it is done, or one is wrong, or the signal. */
  run(signal: AbortSignal): Promise<void>;
};

/** It works for so long, and then leaves the thread to those who make and serve blocks. */
const WORK_MS = 5;
const REST_MS = 5;
/** How far it came is written down now and then, and the next start goes on there. Disks forget: after so long it begins with block 0 again. */
const MARK_BLOCKS = 1_000;
const ROUND_SECONDS = 30 * 86_400;
/** After so long a storage that gives nothing is asked again. */
const AGAIN_MS = 60_000;

/** @param from what the start began behind; `undefined` where it read everything */
export function createPastCheck(args: {
  log: Pick<BlockLog, 'read'>;
  index: LogIndex;
  rules: SealRules;
  from: (Parent & { key: Hex }) | undefined;
  now: () => number;
  againMs?: number;
}): PastCheck {
  const { log, index, rules, from } = args;
  const of = from === undefined ? 0 : Number(from.number) + 1;
  const taken = takeMark({ ...args, of });
  let mark = taken instanceof SegmentAway ? undefined : taken;
  let before = taken instanceof SegmentAway ? (index.pastMark()?.checked ?? 0) : (taken?.checked ?? 0);
  let checked = before;
  let fault: InputError | undefined;
  let waits: string | undefined;

  const requirePlace = (number: number, blockHash: Hex): void => {
    const [before, here] = [index.of(number - 1), index.of(number)];
    if (here?.starts === (before?.ends ?? 0) && index.numberOf(blockHash) === number) return;
    throw new InputError('LOG_DAMAGED', `The index has block ${number} at another place than the log.`);
  };
  const read = async (number: number, signal: AbortSignal): Promise<BlockRecord> => {
    for (;;) {
      try {
        const record = await whenHere(
          () => log.read(number),
          (away) => away.here(signal),
        );
        waits = undefined;
        return record;
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof TransientError)) throw error;
        waits = error.message;
        await pause(args.againMs ?? AGAIN_MS, signal);
        signal.throwIfAborted();
      }
    }
  };
  const work = async (signal: AbortSignal): Promise<void> => {
    if (taken instanceof SegmentAway) {
      await read(before - 1, signal);
      const again = takeMark({ ...args, of });
      mark = again instanceof SegmentAway ? undefined : again;
      before = checked = mark?.checked ?? 0;
    }
    const book = createSealKeyHistory(rules);
    for (const number of index.keyBlocks(checked - 1)) book.read(await read(number, signal));
    let parent = mark?.parent;
    const began = mark?.began ?? Number(unixSeconds(args.now()));
    let since = performance.now();
    while (checked < of && !signal.aborted) {
      const record = await read(checked, signal);
      parent = checkSealed(rules, book, record, parent);
      book.read(record);
      requirePlace(checked, record.seal.blockHash);
      checked++;
      if (checked % MARK_BLOCKS === 0 || checked === of) index.markPast({ checked, sealHash: parent.sealHash, began });
      if (performance.now() - since < WORK_MS) continue;
      await pause(REST_MS, signal);
      since = performance.now();
    }
    if (checked < of || from === undefined) return;
    if (parent?.sealHash !== from.sealHash || book.keyAt(from.number + 1n) !== from.key)
      throw new InputError('LOG_DAMAGED', `What the start took for block ${from.number} is not what the log comes to.`);
  };

  return {
    get checked() {
      return checked;
    },
    of,
    get before() {
      return before;
    },
    get waits() {
      return waits;
    },
    require() {
      if (fault !== undefined)
        throw new TransientError(
          'PAST_FAULTY',
          `Block ${checked} of the log is wrong: ${fault.message} Stop, and restore blocks.log and blocks.segments from a replica.`,
          { cause: fault },
        );
    },
    async run(signal) {
      try {
        await work(signal);
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof InputError)) throw error;
        fault = error;
      }
    },
  };
}

/** Where the check goes on, unless that is another log's, or too long ago; whether it is, shows when that block is here. */
function takeMark({
  log,
  index,
  rules,
  of,
  now,
}: {
  log: Pick<BlockLog, 'read'>;
  index: LogIndex;
  rules: SealRules;
  of: number;
  now: () => number;
}): { checked: number; began: number; parent: Parent } | SegmentAway | undefined {
  const mark = index.pastMark();
  if (mark === undefined || mark.checked < 1 || mark.checked > of) return undefined;
  const { checked, began } = mark;
  if (began + ROUND_SECONDS < Number(unixSeconds(now()))) return undefined;
  try {
    const { seal, timestamp } = log.read(checked - 1);
    const parent = {
      number: seal.number,
      sealHash: sealDigest(rules.domain, seal),
      blockHash: seal.blockHash,
      timestamp,
    };
    return parent.sealHash === mark.sealHash ? { checked, began, parent } : undefined;
  } catch (error) {
    // Begun anew, the check says what is wrong.
    if (error instanceof SegmentAway) return error;
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
