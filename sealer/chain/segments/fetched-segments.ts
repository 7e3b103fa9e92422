import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, TransientError } from '../../../core/domain/bytes/errors.ts';
import { ownFault } from '../../../core/runtime/start/own-fault.ts';
import { createReadTurns } from '../../http/read-turns.ts';
import { openStorage, sha256Hex } from '../../storage/s3-storage.ts';
import { readStorageKey, readStoragePlace } from '../../storage/storage-place.ts';
import { SegmentAway } from './away.ts';
import { segmentName, type Segment } from './segment.ts';

/** Segments that lie elsewhere, as far as they are here: a folder of a bounded size, beside those that belong here. */
export type FetchedSegments = {
  /** The file of a segment that was fetched; `undefined` where it is not here. */
  file(segment: Segment): string | undefined;
  /** What says that it is away and is being fetched; `undefined` where no storage is named, and so it is lost. */
  away(segment: Segment): SegmentAway | undefined;
  /** Forgets a file that turned out to be damaged. */
  forget(segment: Segment): void;
  /** Fetches nothing any more. */
  close(): void;
};

/** So many are kept, however large they are: a stretch of blocks that is read lies in two of them at most. */
const KEPT_LEAST = 2;
/** At once, and waiting for that: who asks for the whole past at once is told to ask again. */
const TURNS = { atOnce: { all: 2, ofOne: 2 }, waiting: { all: 16, ofOne: 16 }, waitMs: 120_000 };
/** Whoever asks again so soon after it failed hears why, and nobody is asked. */
const FAILED_MS = 5_000;
const NAME = /^\d+\.segment$/;

/** @param folder of the segments */
export function fetchedSegments(folder: string, now: () => number = Date.now): FetchedSegments {
  const kept = join(folder, 'fetched');
  const turns = createReadTurns(TURNS);
  const closing = new AbortController();
  const asker = { address: '', signal: closing.signal };
  const underWay = new Map<number, { fetching: Promise<void>; until: number }>();
  const fileOf = (segment: Segment): string => join(kept, segmentName(segment));

  const bring = async (segment: Segment): Promise<void> => {
    if (existsSync(fileOf(segment))) return;
    const place = readStoragePlace(folder);
    if (place === undefined) throw new TransientError('STORAGE_LACKS', `${folder} names no storage any more.`);
    const storage = openStorage(place, readStorageKey(folder));
    const bytes = await storage.get(segmentName(segment), segment.bytes, closing.signal);
    await requireSame(bytes, segment, `${place.url}/${segmentName(segment)}`);
    mkdirSync(kept, { recursive: true, mode: 0o700 });
    makeRoom(kept, place.keepBytes - bytes.length);
    const draft = `${fileOf(segment)}.${process.pid}.tmp`;
    try {
      // Not synced: what a fall leaves of it is seen when it is read, and it is fetched again.
      await writeFile(draft, bytes, { mode: 0o600, signal: closing.signal });
      renameSync(draft, fileOf(segment));
    } catch (error) {
      rmSync(draft, { force: true });
      throw error;
    }
  };
  const begin = (segment: Segment): Promise<void> => {
    const { first } = segment;
    const before = underWay.get(first);
    if (before !== undefined && now() < before.until) return before.fetching;
    const fetching = turns.run(asker, () => bring(segment)).catch((error: unknown) => throwTransient(error, kept));
    const entry = { fetching, until: Infinity };
    underWay.set(first, entry);
    const forget = (): boolean => underWay.get(first) === entry && underWay.delete(first);
    fetching.then(forget, () => (entry.until = now() + FAILED_MS));
    return fetching;
  };
  return {
    file(segment) {
      const file = fileOf(segment);
      if (!existsSync(file)) return undefined;
      touch(file, now());
      return file;
    },
    away(segment) {
      if (closing.signal.aborted || !existsSync(join(folder, 'elsewhere.json'))) return undefined;
      return new SegmentAway(segment.first, begin(segment));
    },
    forget: (segment) => rmSync(fileOf(segment), { force: true }),
    close: () => closing.abort(new TransientError('LOG_CLOSED', 'The log is closed.')),
  };
}

/** @throws TransientError SEGMENT_FALSE */
export async function requireSame(bytes: Uint8Array, segment: Segment, where: string): Promise<void> {
  if (bytes.length === segment.bytes && `0x${await sha256Hex(bytes)}` === segment.sha256) return;
  throw new TransientError(
    'SEGMENT_FALSE',
    `${where} has other bytes than the manifest says. Nothing of it is taken; restore it from a replica's folder.`,
  );
}

/** Takes away what was not read for longest. */
function makeRoom(kept: string, mostBytes: number): void {
  const files = readdirSync(kept)
    .filter((name) => NAME.test(name))
    .map((name) => ({ file: join(kept, name), ...statSync(join(kept, name)) }))
    .sort((a, b) => b.mtimeMs - a.mtimeMs);
  let bytes = 0;
  for (const [place, { file, size }] of files.entries()) {
    bytes += size;
    if (place >= KEPT_LEAST - 1 && bytes > mostBytes) rmSync(file, { force: true });
  }
}

function touch(file: string, nowMs: number): void {
  try {
    utimesSync(file, nowMs / 1000, nowMs / 1000);
  } catch {
    // Somebody else took it away, or may write there and we not: then it counts as old.
  }
}

/** Nothing of this is the fault of who asks, and somebody may mend it while the program runs. */
function throwTransient(error: unknown, where: string): never {
  const own = ownFault(error, where) ?? error;
  throw own instanceof InputError ? new TransientError(own.code, own.message, { cause: error }) : own;
}
