import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { TransientError } from '../../../core/domain/bytes/errors.ts';
import type { DatabaseSync } from 'node:sqlite';
import type { Log } from '../../../core/runtime/log.ts';

/** Whether there is room for what comes in. */
export type Storage = {
  /** @throws TransientError STORAGE_FULL: nothing more is taken, so nothing is acknowledged */
  demandRoom(): void;
  /** Why nothing is taken; undefined while there is room. */
  readonly fault: string | undefined;
  /** Runs work whose writes may meet a full disk; what fails so is a TransientError and leaves everything as it was. */
  guard<T>(work: () => Promise<T>): Promise<T>;
};

const LOOK_MS = 250;
/** After a write that failed, the next message tries again so much later. */
const AGAIN_MS = 500;
/** SQLite's primary result codes (sqlite.org/rescode.html): the disk or the database is full, or could not be written. */
const FULL_CODES = new Set([13, 10]);

/**
 * Keeps some of the disk free for what is under way already: frames that are relayed and recorded need a little room as well. Looks
 * at the disk four times a second, so that it goes on by itself when there is room, and at its own database each time it is asked: a
 * burst does not pass between two looks.
 * @param floorBytes that stay free on the disk; `limitBytes` that the inbox may have in use, 0 for any number
 */
export function watchStorage(args: {
  database: DatabaseSync;
  file: string;
  floorBytes: number;
  limitBytes: number;
  log: Log;
}): Storage {
  const { database, file, log } = args;
  const pages = database.prepare(
    'select (page_count - freelist_count) * page_size as used from pragma_page_count, pragma_freelist_count, pragma_page_size',
  );
  let fault: string | undefined;
  let lookedAt = -Infinity;
  let free = Infinity;
  /** When the last write failed; no look at the disk can tell that the next one will not. */
  let failedAt: number | undefined;
  const become = (now: string | undefined): void => {
    if ((now === undefined) !== (fault === undefined)) {
      if (now === undefined) log.info('there is room again; frames are taken');
      else log.error({ reason: now }, 'no room; frames are not acknowledged until there is some');
    }
    fault = now;
  };
  const look = (): void => {
    if (failedAt !== undefined) return;
    if (performance.now() - lookedAt >= LOOK_MS) {
      lookedAt = performance.now();
      const { bavail, bsize } = statfsSync(dirname(file));
      free = bavail * bsize;
    }
    const used = args.limitBytes > 0 ? Number(pages.get()?.['used'] ?? 0) : 0;
    if (free < args.floorBytes)
      become(`The disk of ${file} has ${free} bytes free, less than ${args.floorBytes}. Make room there.`);
    else if (args.limitBytes > 0 && used > args.limitBytes)
      become(
        `The inbox has ${used} bytes in use, more than ${args.limitBytes}. It goes on when frames reach the ledger.`,
      );
    else become(undefined);
  };
  return {
    demandRoom() {
      look();
      const trying = failedAt !== undefined && performance.now() - failedAt >= AGAIN_MS;
      if (fault !== undefined && !trying) throw new TransientError('STORAGE_FULL', fault);
    },
    get fault() {
      look();
      return fault;
    },
    async guard(work) {
      try {
        const done = await work();
        if (failedAt !== undefined) {
          failedAt = undefined;
          become(undefined);
        }
        return done;
      } catch (cause) {
        if (!isFull(cause)) throw cause;
        failedAt = performance.now();
        become(`The database ${file} could not be written. Make room on its disk.`);
        throw new TransientError('STORAGE_FULL', `The database ${file} could not be written.`, { cause });
      }
    },
  };
}

/** Whether SQLite failed for want of room. */
export function isFull(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  if ('errcode' in error && typeof error.errcode === 'number') return FULL_CODES.has(error.errcode & 0xff);
  return 'cause' in error && isFull(error.cause);
}
