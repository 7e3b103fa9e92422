import { blockRecordToJson, parseBlockRecord, type BlockRecord } from '../../core/domain/seal/block-record.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { listPlaces, type BlockPlace, type BlockPlaces } from './index/block-places.ts';
import { SegmentAway, whenHere } from './segments/away.ts';
import { openSegmentFolder, segmentsOf, type SegmentFolder } from './segments/segment-folder.ts';
import type { SegmentRecord } from './segments/record-bytes.ts';
import { lookIntoTail, openTailFile, type TailFile } from './segments/tail-file.ts';
import { writeSegment } from './segments/write-segment.ts';
import { parseUnsignedRecord, unsignedRecordToJson, type UnsignedRecord } from '../keys/unsigned-record-json.ts';

/**
 * The write-ahead log. The sealer's blocks are two frames each: the *unsigned record*, the record without its signature, and then the *signature*. A replica, which does
 * not sign, writes the whole record as one frame.
 *
 * The sealer syncs the unsigned record before it signs and the signature before anyone hears of the block. So whatever it signed is in the log, and after a crash
 * between the two it must complete that very block: there is no instant after which it could sign another one of the same number. A signature frame also
 * shows that its unsigned record was synced, so damage to the unsigned record of a block that somebody heard of is told from a torn tail, and never cut.
 *
 * Old blocks move out of this file into segments (docs/formats.md §7), which are compressed and never written again. Offsets go on as if they had stayed.
 */
export type BlockLog = {
  /** Number of sealed blocks: the next one's number. */
  readonly length: number;
  /** What is written but not signed when the log was opened or since. */
  readonly unsigned: UnsignedRecord | undefined;
  /** Writes and syncs a record before it is signed. */
  writeUnsigned(record: UnsignedRecord): void;
  /** Writes and syncs the signature of the unsigned record; from here on the block exists. */
  seal(signature: Hex): void;
  /** Writes and syncs a record that somebody else sealed. */
  append(record: BlockRecord): void;
  /** Forgets an unsigned record that was never signed. Only for replicas, which can fetch the block again. */
  dropUnsigned(): void;
  read(number: number): BlockRecord;
  /** The record as JSON text, without parsing it. */
  readText(number: number): string;
  /** Bytes that the records from..to take, both included, as far as there are any. */
  bytesOf(from: number, to: number): number;
  /**
   * Moves the oldest blocks of the open part into a segment, where there are as many as one takes besides the newest ones.
   * @returns whether there were @throws InputError LOG_DAMAGED, AbortError at the signal: then all stays as it was
   */
  closeSegment(blocks: number, signal: AbortSignal): Promise<boolean>;
  close(): void;
};

/** So many newest blocks stay in the open part, where they are read without unpacking anything: most of what is asked for is of them. */
const KEPT_OPEN = 64;

/**
 * @param places where blocks are known to stand; the log is looked through from there on
 * @param onRead hears how many blocks are known by now, as the log is looked through
 * @throws InputError LOG_DAMAGED; SegmentAway, and `places` knows what was read until there
 */
export function openBlockLog(
  file: string,
  tail: 'cut' | 'refuse' = 'cut',
  places: BlockPlaces = listPlaces(),
  onRead?: (blocks: number) => void,
): BlockLog {
  const segments = openSegmentFolder(segmentsOf(file));
  if (!areOf(file, segments, places)) places.clear();
  const looked = lookThrough({ file, tail, segments, places, onRead });
  const { frames } = looked;
  let { unsignedAt, unsigned } = looked;
  let isOpen = true;

  const refuseOutOfTurn = (record: UnsignedRecord): void => {
    if (unsigned !== undefined)
      throw new InputError(
        'UNSIGNED_RECORD_WAITS',
        `Block ${unsigned.number} waits for its signature and must be completed first.`,
      );
    if (record.number !== BigInt(places.length)) {
      throw new InputError('LOG_NUMBER', `Block ${record.number} cannot follow ${places.length - 1} in the log.`);
    }
  };

  const placeOf = (number: number): BlockPlace => {
    const place = places.of(number);
    if (place !== undefined) return place;
    throw new InputError('BLOCK_UNKNOWN', `Block ${number} is not in the log, which ends with ${places.length - 1}.`);
  };
  const textOf = (number: number): string => wholeText((at) => frames.read(at), placeOf(number).starts);
  const openRecord = (number: number): SegmentRecord => {
    const { starts, ends } = placeOf(number);
    return { record: recordOf(file, textOf(number)), framed: ends - starts };
  };

  return {
    get length() {
      return places.length;
    },
    get unsigned() {
      return unsigned;
    },
    writeUnsigned(record) {
      refuseOutOfTurn(record);
      unsignedAt = frames.append(JSON.stringify(unsignedRecordToJson(record)));
      unsigned = record;
    },
    seal(signature) {
      if (unsignedAt === undefined || unsigned === undefined)
        throw new InputError('NO_UNSIGNED_RECORD', 'No record waits for a signature.');
      const record = { ...unsigned, seal: { ...unsigned.seal, signature } };
      frames.append(signature);
      places.add({ starts: unsignedAt, ends: frames.size, record: () => record });
      unsignedAt = unsigned = undefined;
    },
    append(record) {
      refuseOutOfTurn(record);
      const starts = frames.append(JSON.stringify(blockRecordToJson(record)));
      places.add({ starts, ends: frames.size, record: () => record });
    },
    dropUnsigned() {
      if (unsignedAt === undefined) return;
      frames.cut(unsignedAt);
      unsignedAt = unsigned = undefined;
    },
    read: (number) => (number < segments.blocks ? segments.record(number).record : recordOf(file, textOf(number))),
    readText: (number) =>
      number < segments.blocks ? JSON.stringify(blockRecordToJson(segments.record(number).record)) : textOf(number),
    bytesOf: (from, to) => Math.max(0, (places.of(to)?.ends ?? frames.size) - (places.of(from)?.starts ?? frames.size)),
    async closeSegment(blocks, signal) {
      const isFull = (): boolean => places.length - segments.blocks >= blocks + Math.min(blocks, KEPT_OPEN);
      if (!isFull()) return false;
      await writeSegment({ segments, blocks, record: openRecord, signal });
      // Of a log that was never divided there are many: the open part is written anew behind the last of them.
      if (isOpen && !isFull()) await frames.dropBelow(segments.blocks, segments.ends);
      return true;
    },
    close() {
      isOpen = false;
      segments.close();
      frames.close();
    },
  };
}

/** The same, where segments lie elsewhere: they are fetched, one after the other. @throws InputError LOG_DAMAGED; TransientError where one cannot be had */
export function openWholeLog(
  file: string,
  tail: 'cut' | 'refuse' = 'cut',
  places: BlockPlaces = listPlaces(),
  onRead?: (blocks: number) => void,
): Promise<BlockLog> {
  return whenHere(() => openBlockLog(file, tail, places, onRead));
}

type Looked = { frames: TailFile; unsignedAt: number | undefined; unsigned: UnsignedRecord | undefined };

/** Adds the blocks of the log that are not among `places` yet. @throws InputError LOG_DAMAGED */
function lookThrough(args: {
  file: string;
  tail: 'cut' | 'refuse';
  segments: SegmentFolder;
  places: BlockPlaces;
  onRead: ((blocks: number) => void) | undefined;
}): Looked {
  const { file, tail, segments, places } = args;
  const found = (place: Parameters<BlockPlaces['add']>[0]): void => {
    places.add(place);
    args.onRead?.(places.length);
  };
  let unsignedAt: number | undefined;
  let unsignedText: string | undefined;
  const visit = (text: string, starts: number, ends: number): void => {
    if (isSignature(text)) {
      if (unsignedAt === undefined || unsignedText === undefined)
        throw damaged(file, `a signature without an unsigned record stands at byte ${starts}`);
      const whole = signedText(unsignedText, text);
      found({ starts: unsignedAt, ends, record: () => recordOf(file, whole) });
      unsignedAt = unsignedText = undefined;
      return;
    }
    if (unsignedAt !== undefined)
      throw damaged(file, `an unsigned record without a signature stands at byte ${unsignedAt}`);
    if (isWhole(text)) {
      found({ starts, ends, record: () => recordOf(file, text) });
    } else {
      unsignedAt = starts;
      unsignedText = text;
    }
  };
  let opened: TailFile | SegmentAway | undefined;
  places.many(() => {
    let ends = places.of(places.length - 1)?.ends ?? 0;
    try {
      for (const { record, framed } of segments.records(places.length)) {
        found({ starts: ends, ends: ends + framed, record: () => record });
        ends += framed;
      }
    } catch (error) {
      if (!(error instanceof SegmentAway)) throw error;
      opened = error;
      return;
    }
    opened = openTailFile({ file, visit, tail, from: ends, closed: segments });
  });
  if (opened === undefined) throw new Error('the log was not opened');
  if (opened instanceof SegmentAway) throw opened;
  const unsigned = unsignedText === undefined ? undefined : parseUnsignedRecord(JSON.parse(unsignedText));
  return { frames: opened, unsignedAt, unsigned };
}

type ReadFrame = (offset: number) => { text: string; next: number };

/** The record whose first frame stands at `starts`. */
function wholeText(read: ReadFrame, starts: number): string {
  const { text, next } = read(starts);
  return isWhole(text) ? text : signedText(text, read(next).text);
}

function signedText(unsigned: string, signature: string): string {
  return `${unsigned.slice(0, -2)},"signature":"${signature}"}}`;
}

/** A frame can be whole and hold anything: whoever has the folder can write its checksum as well. */
function recordOf(file: string, text: string): BlockRecord {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new InputError('LOG_DAMAGED', `${file} is damaged: a record is no JSON.`, { cause });
  }
  return parseBlockRecord(json);
}

/** The record whose first frame `read` finds at `starts`. @throws InputError LOG_DAMAGED, RECORD_INVALID */
export function readRecordAt(file: string, read: ReadFrame, starts: number): BlockRecord {
  return recordOf(file, wholeText(read, starts));
}

/** The number of the first block of a log; 0 where it has none, or none that can be read. */
export function firstBlockOf(file: string): number {
  if (openSegmentFolder(segmentsOf(file)).blocks > 0) return 0;
  try {
    using frames = lookIntoTail(file);
    return Number(readRecordAt(file, frames.read, 0).number);
  } catch (error) {
    // Whoever opens the log says what is wrong with it.
    if (error instanceof InputError) return 0;
    throw error;
  }
}

/** Whether the newest block that is known stands in this log. */
function areOf(file: string, segments: SegmentFolder, places: BlockPlaces): boolean {
  const newest = places.of(places.length - 1);
  if (newest === undefined) return true;
  try {
    if (places.length <= segments.blocks) return places.isNewest(segments.record(places.length - 1).record);
    using frames = lookIntoTail(file);
    return newest.ends <= frames.size && places.isNewest(readRecordAt(file, frames.read, newest.starts));
  } catch (error) {
    // What is wrong with the log, reading it from its beginning says.
    if (error instanceof InputError) return false;
    throw error;
  }
}

function isSignature(text: string): boolean {
  return /^0x[0-9a-f]{130}$/.test(text);
}

function isWhole(text: string): boolean {
  return /,"signature":"0x[0-9a-f]{130}"\}\}$/.test(text.slice(-160));
}

function damaged(file: string, what: string): InputError {
  return new InputError('LOG_DAMAGED', `${file} is damaged: ${what}. Restore it from a replica.`);
}
