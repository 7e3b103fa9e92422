import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { toHex } from '../../../core/domain/bytes/hex.ts';
import { lookThroughFrames } from '../frame-file.ts';
import { fetchedSegments } from './fetched-segments.ts';
import { recordFromBytes, recordsFromBytes, type SegmentRecord } from './record-bytes.ts';
import { chunkAt, parseSegment, segmentName, unpackChunk, type Segment } from './segment.ts';

/** The closed part of a log: the segments that the manifest names, one behind the other from block 0 on. */
export type SegmentFolder = {
  readonly folder: string;
  readonly list: readonly Segment[];
  /** The first block that is not in it. */
  readonly blocks: number;
  /** Where the frames of that block start. */
  readonly ends: number;
  /** Bytes of whole lines of the manifest. */
  readonly manifestBytes: number;
  /** Whether the segment is not here, but somewhere else. */
  isAway(segment: Segment): boolean;
  /** @throws InputError BLOCK_UNKNOWN, LOG_DAMAGED; SegmentAway */
  record(number: number): SegmentRecord;
  /** The records from a block on, each file compared with its hash where it is read whole. @throws InputError LOG_DAMAGED; SegmentAway */
  records(from: number): Generator<SegmentRecord>;
  /** Knows one more, which was written behind the others. */
  add(segment: Segment, manifestBytes: number): void;
  /** Fetches nothing any more. */
  close(): void;
};

/** What was unpacked last is kept: blocks are asked for one after the other. */
const KEPT_CHUNKS = 8;

/** Of the log `blocks.log`, the folder `blocks.segments` beside it. */
export function segmentsOf(log: string): string {
  return `${log.replace(/\.log$/, '')}.segments`;
}

export function segmentFile(folder: string, segment: Pick<Segment, 'first'>): string {
  return join(folder, segmentName(segment));
}

export function manifestFile(folder: string): string {
  return join(folder, 'manifest');
}

/** A torn last line of the manifest is passed over: what it would name stands in the open part as well. @throws InputError LOG_DAMAGED */
export function openSegmentFolder(folder: string): SegmentFolder {
  const list: Segment[] = [];
  const add = (segment: Segment): void => {
    const last = list.at(-1);
    if (segment.first !== (last === undefined ? 0 : last.first + last.blocks) || segment.starts !== (last?.ends ?? 0))
      throw new InputError('LOG_DAMAGED', `${folder} has no segment before the one from block ${segment.first} on.`);
    list.push(segment);
  };
  const manifest = manifestFile(folder);
  let manifestBytes = existsSync(manifest)
    ? lookThroughFrames(manifest, (text) => add(parseSegment(jsonOf(text, manifest))))
    : 0;
  const ofNumber = (found: SegmentRecord, number: number, segment: Segment): SegmentRecord => {
    if (found.record.number !== BigInt(number)) throw damagedSegment(folder, segment);
    return found;
  };
  const fetched = fetchedSegments(folder);
  /** The bytes of a segment's file that are asked for. */
  const read = (segment: Segment, at: number, length: number): Buffer => {
    const file = segmentFile(folder, segment);
    const bytes = readPart(file, at, length) ?? readPart(fetched.file(segment), at, length);
    if (bytes === undefined) throw fetched.away(segment) ?? damagedSegment(folder, segment);
    return bytes;
  };
  /** One that was fetched was right then: where it is not any more, it is fetched anew. */
  const orAnew = <T>(segment: Segment, work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof InputError) || existsSync(segmentFile(folder, segment))) throw error;
      if (fetched.file(segment) === undefined) throw error;
      fetched.forget(segment);
      throw fetched.away(segment) ?? error;
    }
  };
  const kept = new Map<string, Buffer>();
  const unpacked = (segment: Segment, number: number): { bytes: Buffer; place: number } => {
    const { chunk, at, place } = chunkAt(segment, number);
    const name = `${segment.first} ${at}`;
    const bytes =
      kept.get(name) ??
      orAnew(segment, () => unpackChunk(read(segment, at, chunk.bytes), chunk, segmentFile(folder, segment)));
    kept.delete(name);
    kept.set(name, bytes);
    for (const oldest of kept.keys()) if (kept.size > KEPT_CHUNKS) kept.delete(oldest);
    return { bytes, place };
  };

  return {
    folder,
    list,
    get blocks() {
      const last = list.at(-1);
      return last === undefined ? 0 : last.first + last.blocks;
    },
    get ends() {
      return list.at(-1)?.ends ?? 0;
    },
    get manifestBytes() {
      return manifestBytes;
    },
    isAway: (segment) => !existsSync(segmentFile(folder, segment)),
    record(number) {
      const segment = segmentAt(list, number);
      const { bytes, place } = unpacked(segment, number);
      return ofNumber(recordFromBytes(bytes, place), number, segment);
    },
    *records(from) {
      for (const segment of list) {
        if (segment.first + segment.blocks <= from) continue;
        if (segment.first >= from)
          orAnew(segment, () => {
            if (hashOf(read(segment, 0, segment.bytes)) !== segment.sha256) throw damagedSegment(folder, segment);
          });
        for (let number = Math.max(from, segment.first); number < segment.first + segment.blocks;) {
          const { bytes, place } = unpacked(segment, number);
          let at = 0;
          for (const each of recordsFromBytes(bytes)) {
            if (at++ < place) continue;
            yield ofNumber(each, number++, segment);
          }
          if (at <= place) throw damagedSegment(folder, segment);
        }
      }
    },
    add(segment, bytes) {
      add(segment);
      manifestBytes = bytes;
    },
    close: () => fetched.close(),
  };
}

function segmentAt(list: readonly Segment[], number: number): Segment {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const segment = list[middle];
    if (segment !== undefined && segment.first + segment.blocks <= number) low = middle + 1;
    else high = middle;
  }
  const found = list[low];
  if (found === undefined || number < found.first)
    throw new InputError('BLOCK_UNKNOWN', `Block ${number} is in no segment of the log.`);
  return found;
}

/** @throws InputError LOG_DAMAGED */
export function checkHash(folder: string, segment: Segment): void {
  const bytes = readPart(segmentFile(folder, segment), 0, segment.bytes + 1);
  if (bytes === undefined || hashOf(bytes) !== segment.sha256) throw damagedSegment(folder, segment);
}

function hashOf(bytes: Uint8Array): string {
  return toHex(createHash('sha256').update(bytes).digest());
}

/** `undefined` where there is no such file; it may go at any moment. */
function readPart(file: string | undefined, at: number, length: number): Buffer | undefined {
  const handle = file === undefined ? undefined : openWhereThere(file);
  if (handle === undefined) return undefined;
  const bytes = Buffer.alloc(length);
  try {
    return bytes.subarray(0, readSync(handle, bytes, 0, length, at));
  } finally {
    closeSync(handle);
  }
}

function openWhereThere(file: string): number | undefined {
  try {
    return openSync(file, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function damagedSegment(folder: string, segment: Segment): InputError {
  return new InputError(
    'LOG_DAMAGED',
    `${segmentFile(folder, segment)} is missing or damaged. Restore it from a replica.`,
  );
}

function jsonOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError('LOG_DAMAGED', `${file} is damaged: a line is no JSON.`, { cause });
  }
}
