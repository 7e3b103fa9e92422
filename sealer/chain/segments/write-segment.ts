import { createHash } from 'node:crypto';
import { mkdirSync, renameSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { toHex } from '../../../core/domain/bytes/hex.ts';
import { syncFolder } from '../../../core/runtime/write-durably.ts';
import { openFrameFile } from '../frame-file.ts';
import { recordToBytes, type SegmentRecord } from './record-bytes.ts';
import { CHUNK_BLOCKS, CHUNK_BYTES, packChunk, segmentToJson, type Chunk, type Segment } from './segment.ts';
import { checkHash, manifestFile, segmentFile, type SegmentFolder } from './segment-folder.ts';

/** It works for so long, and then leaves the thread to those who make and serve blocks. */
const WORK_MS = 5;
const REST_MS = 5;
/** So many bytes of frames close a segment before it has its blocks. */
const SEGMENT_BYTES = 64 * 1024 * 1024;

/**
 * Writes the next blocks behind the segments as another one, synced and read back before the manifest names it. What a crash leaves is written over the next time.
 * @param record of a block that stands in the open part
 * @throws InputError LOG_DAMAGED when a block would come back as another one; then nothing is changed
 */
export async function writeSegment(args: {
  segments: SegmentFolder;
  blocks: number;
  record: (number: number) => SegmentRecord;
  signal: AbortSignal;
}): Promise<void> {
  const { segments } = args;
  const { folder, blocks: first, ends: starts, manifestBytes } = segments;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = segmentFile(folder, { first });
  const written = await writeChunks({ ...args, first, file: `${file}.tmp` });
  renameSync(`${file}.tmp`, file);
  syncFolder(folder);
  const { framed, ...closed } = written;
  const segment: Segment = { first, starts, ends: starts + framed, ...closed };
  checkHash(folder, segment);
  const manifest = openFrameFile(manifestFile(folder), () => undefined, 'cut', manifestBytes);
  try {
    manifest.append(JSON.stringify(segmentToJson(segment)));
    segments.add(segment, manifest.size);
  } finally {
    manifest.close();
  }
}

async function writeChunks(args: {
  first: number;
  blocks: number;
  file: string;
  record: (number: number) => SegmentRecord;
  signal: AbortSignal;
}): Promise<Pick<Segment, 'blocks' | 'bytes' | 'sha256' | 'chunks'> & { framed: number }> {
  const chunks: Chunk[] = [];
  const hash = createHash('sha256');
  const handle = await open(args.file, 'w', 0o600);
  let [blocks, bytes, framed] = [0, 0, 0];
  let waiting: Buffer[] = [];
  const flush = async (): Promise<void> => {
    if (waiting.length === 0) return;
    const { chunk, packed } = await packChunk(waiting);
    waiting = [];
    hash.update(packed);
    await handle.writeFile(packed);
    chunks.push(chunk);
    bytes += packed.length;
  };
  try {
    let since = performance.now();
    for (let held = 0; blocks < args.blocks && framed < SEGMENT_BYTES; blocks++) {
      args.signal.throwIfAborted();
      const found = args.record(args.first + blocks);
      const record = recordToBytes(found);
      waiting.push(record);
      framed += found.framed;
      held += record.length;
      if (waiting.length === CHUNK_BLOCKS || held >= CHUNK_BYTES) {
        await flush();
        held = 0;
      }
      if (performance.now() - since < WORK_MS) continue;
      await delay(REST_MS, undefined, { signal: args.signal });
      since = performance.now();
    }
    await flush();
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { blocks, bytes, framed, sha256: toHex(hash.digest()), chunks };
}
