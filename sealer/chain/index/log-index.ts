import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { fromHex, toHex, type Hex } from '../../../core/domain/bytes/hex.ts';
import { lostKeyIn } from '../../../core/domain/handovers/lost-key-call.ts';
import { carriedBlock } from '../../../core/domain/ledger/carried-block.ts';
import { internalBlockDigest } from '../../../core/domain/ledger/internal-block.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import type { NetworkDomain } from '../../../core/domain/ledger/network.ts';
import { inTransaction, migrationsIn, openDatabase } from '../../../core/runtime/sqlite.ts';
import type { BlockPlaces } from './block-places.ts';

export type Place = { number: number; index: number };
/** How far the past was checked: the blocks below `checked`, of which the last one has this seal hash, in a round that began then (unix seconds). */
export type PastMark = { checked: number; sealHash: Hex; began: number };

/** Which block carried which internal block. Whether the ledger took it is in the state, not here. */
export type TxIndex = {
  /** Where a block was carried, newest first: more than once only if a ledger refused it. */
  places(digest: Hex): Place[];
};

/** What is looked for in a log, kept beside it: it costs no memory and no reading of the log at a start. */
export type LogIndex = BlockPlaces &
  TxIndex &
  Disposable & {
    /** @param hash of an EVM block */
    numberOf(hash: Hex): number | undefined;
    /** The blocks from..to, both included, that have transactions. */
    filled(from: number, to: number): number[];
    /** How many transactions the blocks from..to have, both included. */
    transactionsIn(from: number, to: number): number;
    /** The blocks up to `to` that may have changed the key of the seal. */
    keyBlocks(to: number): number[];
    /** What a ledger answered when it refused; `undefined` where the block is not below a snapshot, or nobody wrote it down. */
    refusalAt(place: Place): Hex | undefined;
    /** How far the past was checked before; `undefined` where it was not. */
    pastMark(): PastMark | undefined;
    markPast(mark: PastMark): void;
  };

const LOG_INDEX_MIGRATIONS = join(import.meta.dirname, 'migrations');
const PER_BLOCK = 65_536;
const TABLES = ['blocks', 'carried', 'key_blocks', 'refusals', 'past_mark'];

/**
 * Opens the index of a log, or a new one. It may be behind the log, and never decides anything by itself: the log does.
 * @param file `:memory:` for a log that is opened once
 * @param first the log's first block
 * @throws InputError as `ownFault`
 */
export function openLogIndex(file: string, network: { domain: NetworkDomain; participants: Hex }, first = 0): LogIndex {
  const database = openOrRenew(file);
  // What a machine that fell lost of it is read from the log again: it is not worth a sync a block.
  database.exec('pragma synchronous = normal');
  const insertBlock = database.prepare('insert into blocks values (?, ?, ?, ?, ?)');
  const insertCarried = database.prepare('insert into carried values (?, ?)');
  const insertKeys = database.prepare('insert into key_blocks values (?)');
  const last = database.prepare('select max(number) as last from blocks');
  const selectBlock = database.prepare('select starts, ends from blocks where number = ?');
  const selectNumber = database.prepare('select max(number) as number from blocks where hash = ?');
  const selectCarried = database.prepare('select place from carried where digest = ? order by place desc');
  const selectFilled = database.prepare(
    'select number from blocks where transactions > 0 and number between ? and ? order by number',
  );
  const selectKeys = database.prepare('select number from key_blocks where number <= ? order by number');
  const sumTransactions = database.prepare(
    'select sum(transactions) as sum from blocks where transactions > 0 and number between ? and ?',
  );
  const selectRefusal = database.prepare('select data from refusals where place = ?');
  const selectMark = database.prepare('select checked, seal_hash, began from past_mark');
  const replaceMark = database.prepare('insert or replace into past_mark values (1, ?, ?, ?)');
  const count = (): number => Math.max(Number(last.get()?.['last'] ?? -1) + 1, first);
  let length = count();
  const numberOf = (hash: Hex): number | undefined => {
    const number = selectNumber.get(fromHex(hash))?.['number'];
    return typeof number === 'number' ? number : undefined;
  };

  return {
    first,
    get length() {
      return length;
    },
    of(number) {
      const row = selectBlock.get(number);
      return row === undefined ? undefined : { starts: Number(row['starts']), ends: Number(row['ends']) };
    },
    add({ starts, ends, record }) {
      const { transactions, seal } = record();
      inTransaction(database, () => {
        insertBlock.run(length, starts, ends, fromHex(seal.blockHash), transactions.length);
        const { digests, mayChangeKey } = contentOf(network, transactions);
        for (const [index, digest] of digests)
          insertCarried.run(fromHex(digest), placeNumber({ number: length, index }));
        if (mayChangeKey) insertKeys.run(length);
      });
      length++;
    },
    isNewest: ({ number, seal }) => Number(number) === length - 1 && numberOf(seal.blockHash) === length - 1,
    clear() {
      inTransaction(database, () => {
        for (const table of TABLES) database.exec(`delete from ${table}`);
      });
      length = first;
    },
    many(work) {
      try {
        inTransaction(database, work);
      } catch (error) {
        length = count();
        throw error;
      }
    },
    places: (digest) =>
      selectCarried.all(fromHex(digest)).map(({ place }) => ({
        number: Math.floor(Number(place) / PER_BLOCK),
        index: Number(place) % PER_BLOCK,
      })),
    numberOf,
    filled: (from, to) => selectFilled.all(from, to).map(({ number }) => Number(number)),
    transactionsIn: (from, to) => Number(sumTransactions.get(from, to)?.['sum'] ?? 0),
    keyBlocks: (to) => selectKeys.all(to).map(({ number }) => Number(number)),
    refusalAt(place) {
      const data = selectRefusal.get(placeNumber(place))?.['data'];
      return data instanceof Uint8Array ? toHex(data) : undefined;
    },
    pastMark() {
      const row = selectMark.get();
      const sealHash = row?.['seal_hash'];
      if (row === undefined || !(sealHash instanceof Uint8Array)) return undefined;
      return { checked: Number(row['checked']), sealHash: toHex(sealHash), began: Number(row['began']) };
    },
    markPast: ({ checked, sealHash, began }) => void replaceMark.run(checked, fromHex(sealHash), began),
    [Symbol.dispose]: () => database.close(),
  };
}

/** A place as one number, as it is kept. */
export function placeNumber({ number, index }: Place): number {
  return number * PER_BLOCK + index;
}

function contentOf(
  { domain, participants }: { domain: NetworkDomain; participants: Hex },
  transactions: readonly Hex[],
): { digests: [index: number, digest: Hex][]; mayChangeKey: boolean } {
  const digests: [number, Hex][] = [];
  let mayChangeKey = saysLostKey(transactions, participants);
  for (const [index, raw] of transactions.entries()) {
    const carried = carriedBlock(raw);
    if (carried === undefined) continue;
    digests.push([index, internalBlockDigest(domain, carried.ledger, carried.block)]);
    if (carried.ledger === participants && carried.block.kind === KIND.SEAL_KEY) mayChangeKey = true;
  }
  return { digests, mayChangeKey };
}

function saysLostKey(transactions: readonly Hex[], participants: Hex): boolean {
  try {
    return lostKeyIn(transactions, participants) !== undefined;
  } catch (error) {
    // Whoever checks the block says what is wrong with it.
    if (error instanceof InputError) return true;
    throw error;
  }
}

/** SQLite's primary result codes (sqlite.org/rescode.html) of a file that is damaged, no database, or has other tables. */
const OTHER_SHAPE = new Set([11, 26, 1]);

/**
 * One that is no database, or that another program wrote, is made anew; what the log does not say is lost with it. A disk that fails, or a file that somebody
 * else holds, says nothing about what it holds.
 * @throws InputError as `ownFault`
 */
function openOrRenew(file: string): DatabaseSync {
  const migrations = migrationsIn(LOG_INDEX_MIGRATIONS);
  try {
    return openDatabase(file, migrations);
  } catch (error) {
    if (!isOfOthers(error)) throw error;
    for (const part of ['', '-wal', '-shm']) rmSync(file + part, { force: true });
    return openDatabase(file, migrations);
  }
}

function isOfOthers(error: unknown): boolean {
  if (error instanceof InputError) return error.code === 'DATABASE_NEWER';
  return (
    error instanceof Error &&
    'errcode' in error &&
    typeof error.errcode === 'number' &&
    OTHER_SHAPE.has(error.errcode & 0xff)
  );
}
