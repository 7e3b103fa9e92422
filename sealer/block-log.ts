import { blockRecordToJson, parseBlockRecord, type BlockRecord } from '../core/domain/block-record.ts';
import { InputError } from '../core/domain/errors.ts';
import type { Hex } from '../core/domain/hex.ts';
import { openFrameFile } from './frame-file.ts';
import { parsePledge, pledgeToJson, type PledgedRecord } from './pledge-json.ts';

/**
 * The write-ahead log. The sealer's blocks are two frames each: the *pledge*, the record without its signature, and then the *signature*. A replica, which does
 * not sign, writes the whole record as one frame.
 *
 * The sealer syncs the pledge before it signs and the signature before anyone hears of the block. So whatever it signed is in the log, and after a crash
 * between the two it must complete that very block: there is no instant after which it could sign another one of the same number. A signature frame also
 * shows that its pledge was synced, so damage to the pledge of a block that somebody heard of is told from a torn tail, and never cut.
 */
export type BlockLog = {
  /** Number of sealed blocks: the next one's number. */
  readonly length: number;
  /** What was pledged but not signed when the log was opened or since. */
  readonly pledged: PledgedRecord | undefined;
  /** Writes and syncs a record before it is signed. */
  pledge(record: PledgedRecord): void;
  /** Writes and syncs the signature of the pledged record; from here on the block exists. */
  seal(signature: Hex): void;
  /** Writes and syncs a record that somebody else sealed. */
  append(record: BlockRecord): void;
  /** Forgets a pledge that was never signed. Only for replicas, which can fetch the block again. */
  dropPledge(): void;
  read(number: number): BlockRecord;
  /** The record as JSON text, without parsing it. */
  readText(number: number): string;
  close(): void;
};

/** @throws InputError LOG_DAMAGED */
export function openBlockLog(file: string, tail: 'cut' | 'refuse' = 'cut'): BlockLog {
  const places: number[] = [];
  let pledgeAt: number | undefined;
  let pledgedText: string | undefined;
  const frames = openFrameFile(
    file,
    (text, offset) => {
      if (isSignature(text)) {
        if (pledgeAt === undefined) throw damaged(file, `a signature without a pledge stands at byte ${offset}`);
        places.push(pledgeAt);
        pledgeAt = pledgedText = undefined;
        return;
      }
      if (pledgeAt !== undefined) throw damaged(file, `a pledge without a signature stands at byte ${pledgeAt}`);
      if (isWhole(text)) {
        places.push(offset);
      } else {
        pledgeAt = offset;
        pledgedText = text;
      }
    },
    tail,
  );
  let pledged = pledgedText === undefined ? undefined : parsePledge(JSON.parse(pledgedText));

  const refuseOutOfTurn = (record: PledgedRecord): void => {
    if (pledged !== undefined)
      throw new InputError('PLEDGED_ALREADY', `Block ${pledged.number} is pledged and must be completed first.`);
    if (record.number !== BigInt(places.length)) {
      throw new InputError('LOG_NUMBER', `Block ${record.number} cannot follow ${places.length - 1} in the log.`);
    }
  };

  return {
    get length() {
      return places.length;
    },
    get pledged() {
      return pledged;
    },
    pledge(record) {
      refuseOutOfTurn(record);
      pledgeAt = frames.append(JSON.stringify(pledgeToJson(record)));
      pledged = record;
    },
    seal(signature) {
      if (pledgeAt === undefined) throw new InputError('NOT_PLEDGED', 'No block is pledged that could be signed.');
      frames.append(signature);
      places.push(pledgeAt);
      pledgeAt = pledged = undefined;
    },
    append(record) {
      refuseOutOfTurn(record);
      places.push(frames.append(JSON.stringify(blockRecordToJson(record))));
    },
    dropPledge() {
      if (pledgeAt === undefined) return;
      frames.cut(pledgeAt);
      pledgeAt = pledged = undefined;
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
