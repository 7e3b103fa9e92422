import {
  closeSync,
  existsSync,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { syncFolder } from '../../../core/runtime/write-durably.ts';
import { encodeFrameLine, openFrameFile, readFrame, type FrameFile } from '../frame-file.ts';

/** Where the open part of a log begins: with which block, at which offset of the whole log, and how many bytes of the file say so. */
export type TailHead = { first: number; starts: number; bytes: number };

/**
 * The open part of a log, a frame file. Its offsets are those that its frames would have in a log without segments: they stay what they are when blocks
 * move into a segment.
 */
export type TailFile = FrameFile & {
  /** Takes away everything before a block, in a new file that takes the place of this one as a whole. */
  dropBelow(first: number, starts: number): Promise<void>;
};

const HEAD = /^\{"first":(\d{1,15}),"starts":(\d{1,16})\}$/;
const SLICE_BYTES = 1024 * 1024;
const NO_HEAD: TailHead = { first: 0, starts: 0, bytes: 0 };
const sync = promisify(fdatasync);

/** The open part for whoever only reads it, at offsets of the whole log. */
export type TailView = Disposable & {
  readonly head: TailHead;
  /** The offset at which the file ends. */
  readonly size: number;
  read(offset: number): { text: string; next: number };
  /** Whether another file took its place. */
  isReplaced(): boolean;
};

/** A file that is not there is empty. */
export function lookIntoTail(file: string): TailView {
  if (!existsSync(file)) {
    const read = (): never => {
      throw new InputError('LOG_DAMAGED', `${file} is missing. Restore it from a replica.`);
    };
    return { head: NO_HEAD, size: 0, read, isReplaced: () => existsSync(file), [Symbol.dispose]: () => undefined };
  }
  const handle = openSync(file, 'r');
  const head = headAt(handle, file);
  const shift = head.starts - head.bytes;
  return {
    head,
    get size() {
      return fstatSync(handle).size + shift;
    },
    read(offset) {
      const { text, next } = readFrame(handle, file, offset - shift);
      return { text, next: next + shift };
    },
    isReplaced: () => statSync(file).ino !== fstatSync(handle).ino,
    [Symbol.dispose]: () => closeSync(handle),
  };
}

/** What the file says of its beginning; one that says nothing begins with block 0. */
function headAt(handle: number, file: string): TailHead {
  try {
    const { text, next } = readFrame(handle, file, 0);
    const match = HEAD.exec(text);
    return match === null ? NO_HEAD : { first: Number(match[1]), starts: Number(match[2]), bytes: next };
  } catch (error) {
    // Whoever looks through the file says what is wrong with it.
    if (error instanceof InputError) return NO_HEAD;
    throw error;
  }
}

/**
 * @param from the offset in the whole log before which nothing is visited
 * @param closed how many blocks segments hold, and where the frames of the next one start
 * @throws InputError LOG_DAMAGED
 */
export function openTailFile(args: {
  file: string;
  visit: (text: string, offset: number, next: number) => void;
  tail: 'cut' | 'refuse';
  from: number;
  closed: { blocks: number; ends: number };
}): TailFile {
  const { file, closed } = args;
  const { head, size } = headAndSize(file);
  if (head.first > closed.blocks)
    throw new InputError(
      'LOG_DAMAGED',
      `${file} begins with block ${head.first}, but its segments end with block ${closed.blocks - 1}. Restore both from a replica.`,
    );
  let shift = head.starts - head.bytes;
  // One that was copied before the segments were holds nothing that they do not.
  const isPast = closed.blocks > 0 && args.from > size;
  let frames = openFrameFile(
    file,
    (text, offset, next) => {
      if (!isPast && offset >= head.bytes) args.visit(text, offset + shift, next + shift);
    },
    args.tail,
    isPast ? 0 : Math.max(0, args.from - shift),
  );
  if (args.tail === 'cut' && closed.blocks > 0 && (isPast || frames.size === 0)) {
    frames.cut(0);
    const line = headLine(closed.blocks, closed.ends);
    frames.append(line);
    shift = closed.ends - frames.size;
  }
  let isClosed = false;
  return {
    get size() {
      return isPast && args.tail === 'refuse' ? args.from : frames.size + shift;
    },
    append: (text) => frames.append(text) + shift,
    read(offset) {
      const { text, next } = frames.read(offset - shift);
      return { text, next: next + shift };
    },
    cut: (offset) => frames.cut(offset - shift),
    async dropBelow(first, starts) {
      const draft = `${file}.tmp`;
      const head = encodeFrameLine(headLine(first, starts));
      const [source, target] = [openSync(file, 'r'), openSync(draft, 'w', 0o600)];
      try {
        writeAll(target, head);
        let at = starts - shift;
        while (frames.size - at > SLICE_BYTES) {
          if (isClosed) return;
          at += copy(source, target, at, SLICE_BYTES);
          await setImmediate();
        }
        await sync(target);
        if (isClosed) return;
        // From here on nothing is appended in between.
        while (at < frames.size) at += copy(source, target, at, frames.size - at);
        fdatasyncSync(target);
        renameSync(draft, file);
        syncFolder(dirname(file));
        const before = frames;
        frames = openFrameFile(file, () => undefined, 'refuse', statSync(file).size);
        shift = starts - head.length;
        before.close();
      } finally {
        closeSync(source);
        closeSync(target);
      }
    },
    close() {
      isClosed = true;
      frames.close();
    },
  };
}

function headAndSize(file: string): Pick<TailView, 'head' | 'size'> {
  using view = lookIntoTail(file);
  return { head: view.head, size: view.size };
}

function headLine(first: number, starts: number): string {
  return JSON.stringify({ first, starts });
}

function copy(source: number, target: number, at: number, most: number): number {
  const bytes = Buffer.alloc(Math.min(most, SLICE_BYTES));
  const got = readSync(source, bytes, 0, bytes.length, at);
  if (got === 0) throw new Error('the log became shorter while it was copied');
  writeAll(target, bytes.subarray(0, got));
  return got;
}

function writeAll(handle: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length;) done += writeSync(handle, bytes, done);
}
