import { crc32, deflateRaw, inflateRawSync } from 'node:zlib';
import { promisify } from 'node:util';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { strictFields } from '../../../core/domain/bytes/strict-json.ts';

/** Some records of a segment, compressed together: as much as is read for one of them. */
export type Chunk = { blocks: number; bytes: number; crc: number };

/** A closed part of a log (docs/formats.md §7): a file that is never written again, and where in it blocks stand. */
export type Segment = {
  /** Its first block. */
  first: number;
  blocks: number;
  /** Where the frames of its blocks stood in the open part of the log. */
  starts: number;
  ends: number;
  /** Of the file. */
  bytes: number;
  sha256: Hex;
  chunks: readonly Chunk[];
};

/** Of its file, wherever that lies. */
export function segmentName({ first }: Pick<Segment, 'first'>): string {
  return `${first}.segment`;
}

export const CHUNK_BLOCKS = 64;
export const CHUNK_BYTES = 262_144;
/** Far above one block: what comes out of a chunk has an end, whatever stands in it. */
const CHUNK_BYTES_MAX = 256 * 1024 * 1024;
const SEGMENT_BLOCKS_MAX = 1_000_000;

const deflate = promisify(deflateRaw);

export async function packChunk(records: readonly Buffer[]): Promise<{ chunk: Chunk; packed: Buffer }> {
  // In a thread of its own: the one that asks makes blocks.
  const packed = await deflate(Buffer.concat(records));
  return { chunk: { blocks: records.length, bytes: packed.length, crc: crc32(packed) }, packed };
}

/** @throws InputError LOG_DAMAGED */
export function unpackChunk(packed: Buffer, chunk: Chunk, file: string): Buffer {
  if (packed.length !== chunk.bytes || crc32(packed) !== chunk.crc)
    throw new InputError('LOG_DAMAGED', `${file} is damaged. Restore it from a replica.`);
  return inflateRawSync(packed, { maxOutputLength: CHUNK_BYTES_MAX });
}

/** Which chunk a block of the segment stands in, where that starts in the file, and the block's place in it. */
export function chunkAt(segment: Segment, number: number): { chunk: Chunk; at: number; place: number } {
  let at = 0;
  let place = number - segment.first;
  for (const chunk of segment.chunks) {
    if (place < chunk.blocks) return { chunk, at, place };
    place -= chunk.blocks;
    at += chunk.bytes;
  }
  throw new InputError('BLOCK_UNKNOWN', `Block ${number} is not in the segment from block ${segment.first} on.`);
}

export function segmentToJson({ chunks, ...rest }: Segment): Record<string, unknown> {
  return { ...rest, chunks: chunks.map(({ blocks, bytes, crc }) => [blocks, bytes, crc]) };
}

/** @throws InputError LOG_DAMAGED, HEX_INVALID */
export function parseSegment(json: unknown): Segment {
  const keys = ['first', 'blocks', 'starts', 'ends', 'bytes', 'sha256', 'chunks'];
  const fields = strictFields(json, keys, 'The manifest of the segments', 'LOG_DAMAGED');
  const whole = (name: string): number => fields.whole(name, 0, Number.MAX_SAFE_INTEGER);
  const chunks = fields.list('chunks', SEGMENT_BLOCKS_MAX).map(parseChunk);
  const segment = {
    first: whole('first'),
    blocks: fields.whole('blocks', 1, SEGMENT_BLOCKS_MAX),
    starts: whole('starts'),
    ends: whole('ends'),
    bytes: whole('bytes'),
    sha256: fields.hex('sha256', 32),
    chunks,
  };
  const sum = (of: (chunk: Chunk) => number): number => chunks.reduce((all, chunk) => all + of(chunk), 0);
  if (sum(({ blocks }) => blocks) !== segment.blocks || sum(({ bytes }) => bytes) !== segment.bytes)
    throw new InputError('LOG_DAMAGED', `The segment from block ${segment.first} on does not consist of its chunks.`);
  return segment;
}

function parseChunk(json: unknown): Chunk {
  const [blocks, bytes, crc] = Array.isArray(json) ? (json as unknown[]) : [];
  if (isCount(blocks) && isCount(bytes) && isCount(crc)) return { blocks, bytes, crc };
  throw new InputError('LOG_DAMAGED', 'A chunk of a segment is not three whole numbers.');
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
