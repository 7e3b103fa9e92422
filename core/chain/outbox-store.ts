import { parseHex, ZERO_ADDRESS } from '../domain/bytes/hex.ts';
import { inTransaction } from '../runtime/sqlite.ts';
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
  add(row: { digest: Hex; tag: string; sender: Hex; signed: string }): void;
  get(digest: Hex): OutboxEntry | undefined;
  find(tag: string): OutboxEntry[];
  /** The oldest pending rows of each sender, in the order of all. */
  window(limitOfEach: number): OutboxRow[];
  /** Counts an attempt and sets when the next is due (milliseconds since 1970). */
  touch(digest: Hex, dueMs: number): void;
  /** Keeps the first receipt of a row for good: a later one may promise less. */
  keepReceipt(digest: Hex, receipt: string): void;
  receipt(digest: Hex): string | undefined;
  /** Receipts of rows after a position, oldest first. */
  receipts(after: number, limit: number): OutboxReceipt[];
  /** False when the row is no pending one of ours. */
  markRecorded(digest: Hex): boolean;
  markRefused(digest: Hex, error: { name: string; code: string; message: string }): void;
  /** How many rows are pending, of all senders or of one. */
  pending(sender?: Hex): number;
};

/** A delivered block's bytes are dropped: the ledger holds them, and the row alone says that the work is done. */
const SCHEMA = `
create table if not exists outbox (
  position integer primary key autoincrement,
  digest text not null unique check (length(digest) = 66),
  tag text not null,
  sender text not null check (length(sender) = 42),
  signed text check ((signed is null) = (state <> 'pending')),
  state text not null check (state in ('pending', 'recorded', 'refused')),
  attempts integer not null default 0,
  due_ms integer not null default 0,
  error_name text check ((error_name is not null) = (state = 'refused')),
  error_code text,
  error_message text,
  receipt text
) strict;
create index if not exists outbox_pending on outbox (sender, position) where state = 'pending';
create index if not exists outbox_tag on outbox (tag);
`;

/** The outbox's table in a program's database, made where it is missing. */
export function openOutboxStore(database: DatabaseSync): OutboxStore {
  addSender(database);
  addReceipt(database);
  database.exec(SCHEMA);
  const add = database.prepare(
    "insert into outbox (digest, tag, sender, signed, state) values (?, ?, ?, ?, 'pending') on conflict (digest) do nothing",
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
  const receipts = database.prepare(
    'select position, state, receipt from outbox where position > ? and receipt is not null order by position limit ?',
  );
  const recorded = database.prepare(
    "update outbox set state = 'recorded', signed = null where digest = ? and state = 'pending'",
  );
  const refused = database.prepare(
    "update outbox set state = 'refused', signed = null, error_name = ?, error_code = ?, error_message = ? where digest = ? and state = 'pending'",
  );
  const pending = database.prepare(
    "select count(*) as n from outbox where state = 'pending' and (?1 is null or sender = ?1)",
  );
  return {
    add: ({ digest, tag, sender, signed }) => void add.run(digest, tag, sender, signed),
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
    receipts: (after, limit) =>
      receipts.all(after, limit).map((row) => ({
        position: Number(row['position']),
        state: stateOf(row['state']),
        receipt: String(row['receipt']),
      })),
    markRecorded: (digest) => recorded.run(digest).changes > 0,
    markRefused: (digest, error) => void refused.run(error.name, error.code, error.message, digest),
    pending: (sender) => Number(pending.get(sender ?? null)?.['n'] ?? 0),
  };
}

/** A table of before had no senders: those of what is delivered do not matter any more. */
function addSender(database: DatabaseSync): void {
  if (!lacks(database, 'sender')) return;
  inTransaction(database, () =>
    database.exec(`
alter table outbox add column sender text not null default '${ZERO_ADDRESS}';
update outbox set sender = json_extract(signed, '$.block.from') where signed is not null;
drop index outbox_pending;`),
  );
}

/** Rows of before kept no receipts. */
function addReceipt(database: DatabaseSync): void {
  if (lacks(database, 'receipt')) database.exec('alter table outbox add column receipt text');
}

function lacks(database: DatabaseSync, column: string): boolean {
  const columns = database
    .prepare("select name from pragma_table_info('outbox')")
    .all()
    .map((row) => row['name']);
  return columns.length > 0 && !columns.includes(column);
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
