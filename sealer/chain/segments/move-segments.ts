import { readFile, rm } from 'node:fs/promises';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { syncFolder } from '../../../core/runtime/write-durably.ts';
import { openStorage } from '../../storage/s3-storage.ts';
import { readStorageKey, readStoragePlace, writeStoragePlace, type StoragePlace } from '../../storage/storage-place.ts';
import { lockData } from '../data-lock.ts';
import { requireSame } from './fetched-segments.ts';
import { checkHash, openSegmentFolder, segmentFile } from './segment-folder.ts';
import { segmentName, type Segment } from './segment.ts';

export type Moved = { segments: number; bytes: number; stay: number };

/**
 * Moves closed segments of a log to a storage, whose program may run: each is uploaded, read back and compared, and only then its file is removed. What every start
 * reads stays: the first segment, those with a block in which the key of the seal may change, and the newest ones.
 * @param keep how many of the newest stay
 * @throws InputError STORAGE_OTHER, STORAGE_KEY, STORAGE_INVALID, LOG_DAMAGED, DATA_IN_USE while another move runs; TransientError SEGMENT_FALSE and those of the
 * storage; what was moved until then, is
 */
export async function moveSegments(args: {
  folder: string;
  place: StoragePlace;
  keep: number;
  mayChangeKey: (number: number) => boolean;
  onMoved?: (moved: number, of: number) => void;
  signal: AbortSignal;
}): Promise<Moved> {
  const { folder, place, signal } = args;
  using _alone = lockData(folder);
  const known = readStoragePlace(folder);
  if (known !== undefined && known.url !== place.url)
    throw new InputError('STORAGE_OTHER', `Segments of this log lie at ${known.url} already. Move the others there.`);
  const storage = openStorage(place, readStorageKey(folder));
  const segments = openSegmentFolder(folder);
  const goes = segments.list
    .slice(1, segments.list.length - args.keep)
    .filter((segment) => !segments.isAway(segment) && !numbersOf(segment).some(args.mayChangeKey));
  let bytes = 0;
  for (const [at, segment] of goes.entries()) {
    signal.throwIfAborted();
    checkHash(folder, segment);
    const name = segmentName(segment);
    await storage.put(name, await readFile(segmentFile(folder, segment)), signal);
    await requireSame(await storage.get(name, segment.bytes, signal), segment, `${place.url}/${name}`);
    // Before the first of them goes: from then on it is asked for there.
    if (at === 0) writeStoragePlace(folder, place);
    await rm(segmentFile(folder, segment));
    syncFolder(folder);
    bytes += segment.bytes;
    args.onMoved?.(at + 1, goes.length);
  }
  const stay = segments.list.filter((segment) => !segments.isAway(segment)).length;
  return { segments: goes.length, bytes, stay };
}

function numbersOf({ first, blocks }: Segment): number[] {
  return Array.from({ length: blocks }, (_, at) => first + at);
}
