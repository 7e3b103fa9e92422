import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blockRecordToJson, type BlockRecord } from '../../../core/domain/seal/block-record.ts';
import { openSegmentFolder } from '../../../sealer/chain/segments/segment-folder.ts';
import { writeSegment } from '../../../sealer/chain/segments/write-segment.ts';

/** As many blocks as a log closes at a time. */
const SEGMENT_BLOCKS = 1_024;

/** Bytes that these blocks take as closed segments of a log, with their manifest: they are written by what writes those. */
export async function closedBytes(records: readonly BlockRecord[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'domledger-bench-closed-'));
  try {
    const segments = openSegmentFolder(folder);
    const record = (number: number): { record: BlockRecord; framed: number } => {
      const found = records[number];
      if (found === undefined) throw new Error('a segment has more blocks than were made');
      return { record: found, framed: JSON.stringify(blockRecordToJson(found)).length };
    };
    while (segments.blocks < records.length)
      await writeSegment({
        segments,
        blocks: Math.min(SEGMENT_BLOCKS, records.length - segments.blocks),
        record,
        signal: new AbortController().signal,
      });
    return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
