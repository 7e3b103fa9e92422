import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { fromHex, parseHex, toHex, type Hex } from '../core/domain/bytes/hex.ts';
import { KIND } from '../core/domain/ledger/kinds.ts';
import { inTransaction } from '../core/runtime/sqlite.ts';
import { applyBlock } from './apply/apply-block.ts';
import { addClosing, addFrame, addHead } from './apply/apply-reading-blocks.ts';
import type { KeptFrame, State } from './state.ts';
import type { KeptBlock } from './state.ts';

/** Only what the ledgers show to everybody is kept; whatever is opened lives in memory alone. */
export const BILLER_MIGRATIONS = join(import.meta.dirname, 'migrations');

/** Only what the ledgers show to everybody is kept: ciphertexts and public fields; whatever is opened lives in memory alone. */
export type Cursor = { nextBlock: bigint; latestTimestamp: bigint };
export type Store = {
  cursor(): Cursor;
  /** Folds everything that is kept into the state. */
  load(state: State): void;
  /** Applies a page to the state and keeps its facts together with the cursor. A failure here must end the process: the state is ahead of the file then. */
  append(state: State, facts: readonly KeptBlock[], cursor: Cursor): void;
};

export function openStore(database: DatabaseSync): Store {
  const facts = database.prepare('select * from facts order by block_number, log_index');
  const frames = database.prepare('select * from frames order by channel, sequence');
  const closings = database.prepare('select * from closings');
  const heads = database.prepare('select * from heads');
  const readCursor = database.prepare('select next_block, latest_timestamp_s from cursor');
  readCursor.setReadBigInts(true);
  return {
    cursor() {
      const row = readCursor.get();
      return {
        nextBlock: BigInt(Number(row?.['next_block'] ?? 0)),
        latestTimestamp: BigInt(Number(row?.['latest_timestamp_s'] ?? 0)),
      };
    },
    load(state) {
      for (const row of facts.iterate()) applyBlock(state, toFact(row));
      for (const row of frames.iterate()) addFrame(state, toFrame(row));
      for (const row of closings.iterate())
        addClosing(state, { channel: hex(row, 'channel'), time: BigInt(Number(row['time_s'])) });
      for (const row of heads.iterate()) addHead(state, toFrame(row));
    },
    append(state, page, cursor) {
      inTransaction(database, () => {
        const fact = database.prepare('insert into facts values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
        const frame = database.prepare('insert into frames values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
        const head = database.prepare('insert or replace into heads values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
        const closing = database.prepare('insert or replace into closings values (?, ?)');
        for (const one of page) {
          const { kept, frames: found, closings: closed, heads: moved } = applyBlock(state, one);
          const { from, to, timestamp, kind, subject } = one.block;
          // Readings are kept as the frames that matter; of an answer to a request only the reference.
          const data = kind === KIND.READINGS ? '0x' : one.data;
          const { blockNumber, logIndex, ledger, digest, signature } = one;
          if (kept)
            fact.run(blockNumber, logIndex, ledger, digest, from, to, timestamp, kind, subject, signature, data);
          for (const { channel, time } of closed) closing.run(channel, time);
          for (const f of moved) head.run(...frameRow(f));
          for (const f of found) frame.run(...frameRow(f));
        }
        database
          .prepare('update cursor set next_block = ?, latest_timestamp_s = ?')
          .run(cursor.nextBlock, cursor.latestTimestamp);
      });
    },
  };
}

type Row = Record<string, unknown>;

function toFact(row: Row): KeptBlock {
  return {
    blockNumber: BigInt(Number(row['block_number'])),
    logIndex: Number(row['log_index']),
    ledger: hex(row, 'ledger'),
    digest: hex(row, 'digest'),
    signature: hex(row, 'signature'),
    data: hex(row, 'data'),
    block: {
      from: hex(row, 'sender'),
      to: hex(row, 'recipient'),
      timestamp: BigInt(Number(row['signed_time_s'])),
      kind: Number(row['kind']),
      subject: hex(row, 'subject'),
    },
  };
}

/** In the order of the columns. */
function frameRow(frame: KeptFrame): (string | number | bigint)[] {
  const { channel, sequence, algorithm, flags, time, previous, link, payloadHash, ciphertext } = frame;
  const { x, y } = frame.commitment;
  const sealed = [String(x), String(y), toHex(ciphertext)];
  return [channel, sequence, algorithm, flags, time, previous, link, payloadHash, ...sealed];
}

function toFrame(row: Row): KeptFrame {
  return {
    channel: hex(row, 'channel'),
    sequence: BigInt(Number(row['sequence'])),
    algorithm: Number(row['algorithm']) === 2 ? 2 : 1,
    flags: Number(row['flags']),
    time: BigInt(Number(row['time_s'])),
    previous: hex(row, 'previous'),
    link: hex(row, 'link'),
    payloadHash: hex(row, 'payload_hash'),
    commitment: { x: BigInt(String(row['commitment_x'])), y: BigInt(String(row['commitment_y'])) },
    ciphertext: fromHex(hex(row, 'ciphertext')),
  };
}

function hex(row: Row, column: string): Hex {
  return parseHex(row[column], `biller ${column}`);
}
