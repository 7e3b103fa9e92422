import { blockRecordToJson, parseBlockRecord, type BlockRecord } from '../../core/domain/seal/block-record.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { openFrameFile } from './frame-file.ts';
import { parseUnsignedRecord, unsignedRecordToJson, type UnsignedRecord } from '../keys/unsigned-record-json.ts';

/**
 * The write-ahead log. The sealer's blocks are two frames each: the *unsigned record*, the record without its signature, and then the *signature*. A replica, which does
 * not sign, writes the whole record as one frame.
 *
 * The sealer syncs the unsigned record before it signs and the signature before anyone hears of the block. So whatever it signed is in the log, and after a crash
 * between the two it must complete that very block: there is no instant after which it could sign another one of the same number. A signature frame also
 * shows that its unsigned record was synced, so damage to the unsigned record of a block that somebody heard of is told from a torn tail, and never cut.
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
  close(): void;
};

/** @throws InputError LOG_DAMAGED */
export function openBlockLog(file: string, tail: 'cut' | 'refuse' = 'cut'): BlockLog {
  const places: number[] = [];
  let unsignedAt: number | undefined;
  let unsignedText: string | undefined;
  const frames = openFrameFile(
    file,
    (text, offset) => {
      if (isSignature(text)) {
        if (unsignedAt === undefined)
          throw damaged(file, `a signature without an unsigned record stands at byte ${offset}`);
        places.push(unsignedAt);
        unsignedAt = unsignedText = undefined;
        return;
      }
      if (unsignedAt !== undefined)
        throw damaged(file, `an unsigned record without a signature stands at byte ${unsignedAt}`);
      if (isWhole(text)) {
        places.push(offset);
      } else {
        unsignedAt = offset;
        unsignedText = text;
      }
    },
    tail,
  );
  let unsigned = unsignedText === undefined ? undefined : parseUnsignedRecord(JSON.parse(unsignedText));

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
      if (unsignedAt === undefined) throw new InputError('NO_UNSIGNED_RECORD', 'No record waits for a signature.');
      frames.append(signature);
      places.push(unsignedAt);
      unsignedAt = unsigned = undefined;
    },
    append(record) {
      refuseOutOfTurn(record);
      places.push(frames.append(JSON.stringify(blockRecordToJson(record))));
    },
    dropUnsigned() {
      if (unsignedAt === undefined) return;
      frames.cut(unsignedAt);
      unsignedAt = unsigned = undefined;
    },
    read(number) {
      return parseBlockRecord(JSON.parse(this.readText(number)));
    },
    readText(number) {
      const at = places[number];
      if (at === undefined)
        throw new InputError(
          'BLOCK_UNKNOWN',
          `Block ${number} is not in the log, which ends with ${places.length - 1}.`,
        );
      const { text, next } = frames.read(at);
      if (isWhole(text)) return text;
      return `${text.slice(0, -2)},"signature":"${frames.read(next).text}"}}`;
    },
    bytesOf: (from, to) => Math.max(0, (places[to + 1] ?? frames.size) - (places[from] ?? frames.size)),
    close() {
      frames.close();
    },
  };
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
