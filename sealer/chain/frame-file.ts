import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { syncFolder } from '../../core/runtime/write-durably.ts';

/**
 * An append-only file of text frames, one a line: `<crc32 of the text, 8 hex digits> <bytes of the text> <text>\n`. What is not synced may be torn by a crash
 * at any byte; opening cuts such a tail. A broken frame with whole ones after it is no torn tail but a damaged disk, and is never cut: therefore only one frame
 * may be written between two syncs.
 */
export type FrameFile = {
  /** Bytes of whole frames. */
  readonly size: number;
  /** Writes one frame, syncs it and returns its offset. */
  append(text: string): number;
  /** The text of the frame at an offset that `append` or opening gave, and where the next one starts. */
  read(offset: number): { text: string; next: number };
  /** Forgets everything from `offset` on, durably. */
  cut(offset: number): void;
  close(): void;
};

const HEAD = /^([0-9a-f]{8}) (\d{1,9}) /;
const HEAD_BYTES = 19;
const CHUNK = 4 * 1024 * 1024;

/**
 * Opens or creates the file, hands every whole frame to `visit` in order and cuts a torn tail.
 * @param tail whether a torn tail is cut, or refused by those who only look
 * @param from where a frame starts before which nothing is visited nor looked at
 * @throws InputError LOG_DAMAGED when a frame is broken although whole ones follow
 */
export function openFrameFile(
  file: string,
  visit: (text: string, offset: number, next: number) => void,
  tail: 'cut' | 'refuse' = 'cut',
  from = 0,
): FrameFile {
  mkdirSync(dirname(file), { recursive: true });
  const fresh = !existsSync(file);
  const handle = openSync(file, fresh ? 'wx+' : 'r+', 0o600);
  if (fresh) syncFolder(dirname(file));
  let size: number;
  try {
    size = scan(handle, file, visit, from);
  } catch (error) {
    closeSync(handle);
    throw error;
  }

  let open = true;
  const cut = (offset: number): void => {
    ftruncateSync(handle, offset);
    fdatasyncSync(handle);
    size = offset;
  };
  if (fstatSync(handle).size > size) {
    if (tail === 'refuse') {
      closeSync(handle);
      throw new InputError('LOG_DAMAGED', `${file} ends with a broken frame at byte ${size}.`);
    }
    cut(size);
  }

  return {
    get size() {
      return size;
    },
    append(text) {
      const offset = size;
      const bytes = encodeFrameLine(text);
      for (let done = 0; done < bytes.length;) {
        done += writeSync(handle, bytes, done, bytes.length - done, offset + done);
      }
      fdatasyncSync(handle);
      size = offset + bytes.length;
      return offset;
    },
    read: (offset) => readFrame(handle, file, offset),
    cut,
    close() {
      if (open) closeSync(handle);
      open = false;
    },
  };
}

/** Hands every whole frame to `visit`, changes nothing and makes no file. @returns where a torn tail begins, or the end @throws InputError LOG_DAMAGED */
export function lookThroughFrames(
  file: string,
  visit: (text: string, offset: number, next: number) => void,
  from = 0,
): number {
  const handle = openSync(file, 'r');
  try {
    return scan(handle, file, visit, from);
  } finally {
    closeSync(handle);
  }
}

/** One frame of a file that somebody else may write to meanwhile. @throws InputError LOG_DAMAGED where no whole one stands there */
export function readFrame(handle: number, file: string, offset: number): { text: string; next: number } {
  const head = Buffer.alloc(HEAD_BYTES);
  const got = readSync(handle, head, 0, HEAD_BYTES, offset);
  const parsed = parseHead(head.subarray(0, got));
  if (parsed === undefined)
    throw new InputError('LOG_DAMAGED', `${file} has no frame at byte ${offset}. Restore it from a replica.`);
  const body = Buffer.alloc(parsed.length + 1);
  readSync(handle, body, 0, body.length, offset + parsed.bytes);
  const text = checked(body, parsed);
  if (text === undefined)
    throw new InputError('LOG_DAMAGED', `${file} is damaged at byte ${offset}. Restore it from a replica.`);
  return { text, next: offset + parsed.bytes + body.length };
}

export function encodeFrameLine(text: string): Buffer {
  const body = Buffer.from(text, 'utf8');
  return Buffer.concat([
    Buffer.from(`${crc32(body).toString(16).padStart(8, '0')} ${body.length} `),
    body,
    Buffer.from('\n'),
  ]);
}

type Head = { crc: number; length: number; bytes: number };

function parseHead(bytes: Buffer): Head | undefined {
  const match = HEAD.exec(bytes.toString('latin1'));
  if (match === null) return undefined;
  return { crc: Number.parseInt(match[1] ?? '', 16), length: Number(match[2]), bytes: match[0].length };
}

function checked(body: Buffer, head: Head): string | undefined {
  if (body.length < head.length + 1 || body[head.length] !== 0x0a) return undefined;
  const text = body.subarray(0, head.length);
  return crc32(text) === head.crc ? text.toString('utf8') : undefined;
}

/** Visits whole frames and returns where they end. */
function scan(
  handle: number,
  file: string,
  visit: (text: string, offset: number, next: number) => void,
  from: number,
): number {
  const total = fstatSync(handle).size;
  let buffer = Buffer.alloc(0);
  let base = from;
  let at = 0;
  const load = (wanted: number): void => {
    if (buffer.length - at >= wanted || base + buffer.length >= total) return;
    const rest = buffer.subarray(at);
    const next = Buffer.alloc(Math.min(Math.max(wanted, CHUNK), total - base - at));
    rest.copy(next);
    readSync(handle, next, rest.length, next.length - rest.length, base + buffer.length);
    base += at;
    at = 0;
    buffer = next;
  };
  for (;;) {
    load(HEAD_BYTES);
    if (base + at >= total) return total;
    const head = parseHead(buffer.subarray(at, at + HEAD_BYTES));
    if (head !== undefined) load(head.bytes + head.length + 1);
    const text =
      head === undefined
        ? undefined
        : checked(buffer.subarray(at + head.bytes, at + head.bytes + head.length + 1), head);
    if (head === undefined || text === undefined) {
      refuseWholeFramesAfter(handle, file, base + at, total);
      return base + at;
    }
    const next = at + head.bytes + head.length + 1;
    visit(text, base + at, base + next);
    at = next;
  }
}

function refuseWholeFramesAfter(handle: number, file: string, offset: number, total: number): void {
  const tail = Buffer.alloc(total - offset);
  readSync(handle, tail, 0, tail.length, offset);
  // Not only behind line feeds, since the damage may be in one of those.
  for (const { index } of tail.toString('latin1').matchAll(/(?=[0-9a-f]{8} \d{1,9} )/g)) {
    const head = parseHead(tail.subarray(index, index + HEAD_BYTES));
    if (head === undefined || index === 0) continue;
    const start = index + head.bytes;
    if (checked(tail.subarray(start, start + head.length + 1), head) !== undefined) {
      throw new InputError(
        'LOG_DAMAGED',
        `${file} is damaged at byte ${offset}, before whole frames at byte ${offset + index}: no crash does that. Restore it from a replica.`,
      );
    }
  }
}
