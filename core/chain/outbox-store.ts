import { join } from 'node:path';
import { parseHex } from '../domain/bytes/hex.ts';
import { migratePart, migrationsIn } from '../runtime/sqlite.ts';
import type { DatabaseSync } from 'node:sqlite';
import type { Hex } from '../domain/bytes/hex.ts';

export type OutboxState = 'pending' | 'recorded' | 'refused';
/** A row as its owner sees it. `errorName` is the contract's error name, or the queue's code where no contract spoke. */
export type OutboxEntry = {
  readonly digest: Hex;
  readonly tag: string;
  readonly state: OutboxState;
  readonly errorName: string | undefined;
  readonly errorCode: string | undefined;
  readonly errorMessage: string | undefined;
};
/** A receipt as the queue gave it: the sender's evidence, whatever became of the block. `receipt` is its JSON. */
export type OutboxReceipt = { readonly position: number; readonly state: OutboxState; readonly receipt: string };
/** A row still to be delivered; `signed` is the queue's JSON form. */
export type OutboxRow = {
  readonly digest: Hex;
  readonly sender: string;
  readonly signed: string;
  readonly attempts: number;
  readonly dueMs: number;
};

export type OutboxStore = {
  /** @param row `openUntil` = unix seconds of the last block that may take it */
  add(row: { digest: Hex; tag: string; sender: Hex; ledger: Hex; openUntil: bigint; signed: string }): void;
  get(digest: Hex): OutboxEntry | undefined;
  find(tag: string): OutboxEntry[];
  /** The oldest pending rows of each sender, in the order of all. */
  window(limitOfEach: number): OutboxRow[];
  /** Counts an attempt and sets when the next is due (milliseconds since 1970). */
  touch(digest: Hex, dueMs: number): void;
  /** Keeps the first receipt of a row for good: a later one may promise less. */
  keepReceipt(digest: Hex, receipt: string): void;
  receipt(digest: Hex): string | undefined;
  /** Keeps the newest signed refusal of a row for good. */
  keepRefusal(digest: Hex, refusal: string): void;
  refusal(digest: Hex): string | undefined;
  /** Receipts of rows after a position, oldest first. */
  receipts(after: number, limit: number): OutboxReceipt[];
  /** Also of one that was refused before. False when the row is none of ours, or recorded already. */
  markRecorded(digest: Hex): boolean;
  markRefused(digest: Hex, error: { name: string; code: string; message: string }): void;
  /** Rows that no block dated `time` or later can take any more, of which it is not known what became of them. */
  over(time: bigint, limit: number): { digest: Hex; ledger: Hex; state: OutboxState }[];
  /** What became of the row is known for good. */
  close(digest: Hex): void;
  /** How many rows may still be taken by their ledger, or are not known to be over. */
  open(): number;
  /** How many rows are pending, of all senders or of one. */
  pending(sender?: Hex): number;
  /** The date of the oldest pending block, unix seconds; `undefined` where none is pending. */
  oldest(): number | undefined;
};

export const OUTBOX_MIGRATIONS = join(import.meta.dirname, 'outbox', 'migrations');

/** The outbox's table in a program's database, made or brought up to date. @throws InputError DATABASE_NEWER */
export function openOutboxStore(database: DatabaseSync): OutboxStore {
  migratePart(database, 'outbox', migrationsIn(OUTBOX_MIGRATIONS), () => unnumbered(database));
  const add = database.prepare(
    "insert into outbox (digest, tag, sender, ledger, open_until, signed, state) values (?, ?, ?, ?, ?, ?, 'pending') on conflict (digest) do nothing",
  );
  const columns = 'digest, tag, state, error_name, error_code, error_message';
  const get = database.prepare(`select ${columns} from outbox where digest = ?`);
  const find = database.prepare(`select ${columns} from outbox where tag = ? order by position`);
  const window = database.prepare(
    `select digest, sender, signed, attempts, due_ms from outbox where position in (
       select position from (
         select position, row_number() over (partition by sender order by position) as place from outbox where state = 'pending'
       ) where place <= ?
     ) order by position`,
  );
  const touch = database.prepare('update outbox set attempts = attempts + 1, due_ms = ? where digest = ?');
  const keepReceipt = database.prepare('update outbox set receipt = ? where digest = ? and receipt is null');
  const receipt = database.prepare('select receipt from outbox where digest = ?');
  const keepRefusal = database.prepare('update outbox set refusal = ? where digest = ?');
  const refusal = database.prepare('select refusal from outbox where digest = ?');
  const receipts = database.prepare(
    'select position, state, receipt from outbox where position > ? and receipt is not null order by position limit ?',
  );
  const recorded = database.prepare(
    `update outbox set state = 'recorded', signed = null, open_until = null, error_name = null, error_code = null, error_message = null
     where digest = ? and state <> 'recorded'`,
  );
  const refused = database.prepare(
    "update outbox set state = 'refused', signed = null, error_name = ?, error_code = ?, error_message = ? where digest = ? and state = 'pending'",
  );
  const over = database.prepare(
    'select digest, ledger, state from outbox where open_until < ? order by open_until limit ?',
  );
  const close = database.prepare('update outbox set open_until = null where digest = ?');
  const open = database.prepare('select count(*) as n from outbox where open_until is not null');
  const pending = database.prepare(
    "select count(*) as n from outbox where state = 'pending' and (?1 is null or sender = ?1)",
  );
  const oldest = database.prepare(
    "select min(cast(json_extract(signed, '$.block.timestamp') as integer)) as time from outbox where state = 'pending'",
  );
  return {
    add: ({ digest, tag, sender, ledger, openUntil, signed }) =>
      void add.run(digest, tag, sender, ledger, openUntil, signed),
    get: (digest) => toEntry(get.get(digest)),
    find: (tag) => find.all(tag).flatMap((row) => toEntry(row) ?? []),
    window: (limitOfEach) =>
      window.all(limitOfEach).map((row) => ({
        digest: parseHex(row['digest'], 'outbox digest', 32),
        sender: String(row['sender']),
        signed: String(row['signed']),
        attempts: Number(row['attempts']),
        dueMs: Number(row['due_ms']),
      })),
    touch: (digest, dueMs) => void touch.run(Math.round(dueMs), digest),
    keepReceipt: (digest, text) => void keepReceipt.run(text, digest),
    receipt(digest) {
      const text = receipt.get(digest)?.['receipt'];
      return typeof text === 'string' ? text : undefined;
    },
    keepRefusal: (digest, text) => void keepRefusal.run(text, digest),
    refusal(digest) {
      const text = refusal.get(digest)?.['refusal'];
      return typeof text === 'string' ? text : undefined;
    },
    receipts: (after, limit) =>
      receipts.all(after, limit).map((row) => ({
        position: Number(row['position']),
        state: stateOf(row['state']),
        receipt: String(row['receipt']),
      })),
    markRecorded: (digest) => recorded.run(digest).changes > 0,
    markRefused: (digest, error) => void refused.run(error.name, error.code, error.message, digest),
    over: (time, limit) =>
      over.all(time, limit).map((row) => ({
        digest: parseHex(row['digest'], 'outbox digest', 32),
        ledger: parseHex(row['ledger'], 'outbox ledger', 20),
        state: stateOf(row['state']),
      })),
    close: (digest) => void close.run(digest),
    open: () => Number(open.get()?.['n'] ?? 0),
    pending: (sender) => Number(pending.get(sender ?? null)?.['n'] ?? 0),
    oldest() {
      const time = oldest.get()?.['time'];
      return typeof time === 'number' ? time : undefined;
    },
  };
}

/** Versions 1 to 3 stood in their databases without a number; each added a column. */
function unnumbered(database: DatabaseSync): number {
  const columns = database.prepare("select name from pragma_table_info('outbox')").all();
  const has = (name: string): boolean => columns.some((column) => column['name'] === name);
  if (columns.length === 0) return 0;
  if (!has('sender')) return 1;
  return has('receipt') ? 3 : 2;
}

function stateOf(value: unknown): OutboxState {
  return value === 'recorded' || value === 'refused' ? value : 'pending';
}

function toEntry(row: Record<string, unknown> | undefined): OutboxEntry | undefined {
  if (row === undefined) return undefined;
  const text = (name: string): string | undefined => (typeof row[name] === 'string' ? row[name] : undefined);
  return {
    digest: parseHex(row['digest'], 'outbox digest', 32),
    tag: text('tag') ?? '',
    state: stateOf(row['state']),
    errorName: text('error_name'),
    errorCode: text('error_code'),
    errorMessage: text('error_message'),
  };
}
