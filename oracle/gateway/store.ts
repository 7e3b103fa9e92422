import { DatabaseSync } from 'node:sqlite';
import { fromHex, toHex } from '../../core/domain/hex.ts';
import { inTransaction, openDatabase } from '../../core/runtime/sqlite.ts';
import { emptyMemory } from './plan-frames.ts';
import type { SQLOutputValue, StatementSync } from 'node:sqlite';
import type { Hex } from '../../core/domain/hex.ts';
import type { ChannelMemory } from './plan-frames.ts';

/** Version 1: everything that the agent must not lose, in one file. Mantissas are decimal text, because they may pass 2^53. */
const MIGRATIONS = [
  `
  create table spool_files (name text primary key, position integer not null check (position >= 0)) strict;
  create table channels (
    channel text primary key, meter_id text not null, sequence integer not null, frame_time integer not null, closed integer not null,
    last_time integer not null, last_value text not null, day text not null, previous blob not null, heard_at_ms integer not null
  ) strict;
  create table frames (
    id integer primary key, channel text not null, sequence integer not null, meter_id text not null, period integer not null,
    frame blob not null check (length(frame) = 212), ciphertext blob not null, frame_hash text not null, subject text,
    state text not null check (state in ('waiting', 'sent', 'stored')), message text, made_at_ms integer not null,
    unique (channel, sequence)
  ) strict;
  create index frames_waiting on frames (id) where state = 'waiting';
  create index frames_message on frames (message);
  create table period_keys (
    meter_id text not null, period integer not null, key blob not null check (length(key) = 32), announced_for text,
    primary key (meter_id, period)
  ) strict;
  create table outgoing (id integer primary key autoincrement, message text not null unique, payload blob not null) strict;
  create table stopped (channel text primary key, code text not null, attempts integer not null, retry_at_ms integer not null, probe text) strict;
  create table proofs (
    subject text not null, kind integer not null, timestamp integer not null, signed_block text not null, primary key (subject, kind)
  ) strict;
  create table requests (request_id text primary key, meter_id text not null, state text not null check (state in ('open', 'answered'))) strict;
  create table landings (reference text primary key, code text not null, message text not null) strict;
  create table landing_frames (reference text not null, channel text not null, sequence integer not null, primary key (reference, channel)) strict;
  create table evidence (
    id integer primary key, at_ms integer not null, source text not null, meter text, code text not null, message text not null,
    telegram text not null
  ) strict;
  create table counters (code text primary key, count integer not null) strict;
  `,
];

export type StoredFrame = {
  id: number;
  channel: Hex;
  sequence: bigint;
  meterId: Hex;
  frame: Uint8Array;
  ciphertext: Uint8Array;
  frameHash: Hex;
  subject: Hex | undefined;
  madeAtMs: number;
};
export type ChannelRow = { memory: ChannelMemory; previous: Uint8Array; heardAtMs: number };
export type KeyRow = { meterId: Hex; period: number; key: Uint8Array; announcedFor: string | undefined };
/** `probe` is the message that tries the channel's oldest frame again. */
export type StoppedChannel = { channel: Hex; code: string; attempts: number; retryAtMs: number; probe: string | undefined };
export type Landing = { code: string; message: string; frames: { channel: Hex; sequence: bigint; frameHash: Hex; state: string }[] };
export type GatewayStore = ReturnType<typeof openGatewayStore>;

const MAX_EVIDENCE_CHARACTERS = 8_192;

export function openGatewayStore(file: string) {
  return gatewayStore(openDatabase(file, MIGRATIONS));
}

/** The agent's statements. Callers group them with `transaction`. */
export function gatewayStore(database: DatabaseSync) {
  const sql = (text: string) => database.prepare(text);
  const statements = {
    position: sql('select position from spool_files where name = ?'),
    setPosition: sql('insert into spool_files (name, position) values (?, ?) on conflict (name) do update set position = excluded.position'),
    channel: sql('select * from channels where channel = ?'),
    setChannel: sql(
      `insert into channels values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (channel) do update set sequence = excluded.sequence,
       frame_time = excluded.frame_time, closed = excluded.closed, last_time = excluded.last_time, last_value = excluded.last_value,
       day = excluded.day, previous = excluded.previous, heard_at_ms = excluded.heard_at_ms`,
    ),
    openDays: sql("select channel, meter_id from channels where day <> '[]' and heard_at_ms < ?"),
    addFrame: sql(
      `insert into frames (channel, sequence, meter_id, period, frame, ciphertext, frame_hash, subject, state, made_at_ms)
       values (?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?)`,
    ),
    waiting: sql(
      `select f.* from frames f join period_keys k on k.meter_id = f.meter_id and k.period = f.period
       where f.state = 'waiting' and k.announced_for is not null and f.channel not in (select channel from stopped) order by f.id limit ?`,
    ),
    waitingOf: sql(
      `select f.* from frames f join period_keys k on k.meter_id = f.meter_id and k.period = f.period
       where f.state = 'waiting' and k.announced_for is not null and f.channel = ? order by f.id limit ?`,
    ),
    markSent: sql("update frames set state = 'sent', message = ? where id = ?"),
    markStored: sql("update frames set state = 'stored' where message = ? and state = 'sent'"),
    channelsOf: sql('select distinct channel from frames where message = ?'),
    markWaiting: sql("update frames set state = 'waiting', message = null where message = ?"),
    count: sql('select state, count(*) as n from frames group by state'),
    key: sql('select * from period_keys where meter_id = ? and period = ?'),
    keysOf: sql('select * from period_keys where meter_id = ? order by period'),
    metersWithKeys: sql('select distinct meter_id from period_keys'),
    addKey: sql('insert into period_keys (meter_id, period, key) values (?, ?, ?)'),
    unannounced: sql('select count(*) as n from period_keys where announced_for is null'),
    forgetAnnounced: sql('update period_keys set announced_for = null where meter_id = ? and period = ?'),
    announced: sql('update period_keys set announced_for = ? where meter_id = ? and period = ?'),
    queue: sql('insert into outgoing (message, payload) values (?, ?) on conflict (message) do nothing'),
    outgoing: sql('select id, message, payload from outgoing where id > ? order by id limit ?'),
    outgoingIds: sql('select id from outgoing order by id limit ?'),
    payload: sql('select payload from outgoing where message = ?'),
    dequeue: sql('delete from outgoing where message = ?'),
    queued: sql('select count(*) as n from outgoing'),
    stop: sql(
      `insert into stopped values (?, ?, 1, ?, null) on conflict (channel) do update set code = excluded.code,
       attempts = attempts + 1, retry_at_ms = excluded.retry_at_ms, probe = null`,
    ),
    stopped: sql('select channel, code, attempts, retry_at_ms, probe from stopped'),
    probe: sql('update stopped set probe = ?, retry_at_ms = ? where channel = ?'),
    resume: sql('delete from stopped where channel = ?'),
    retryAll: sql('update stopped set attempts = 1, retry_at_ms = 0 where probe is null'),
    proof: sql('select timestamp, signed_block from proofs where subject = ? and kind = ?'),
    setProof: sql(
      `insert into proofs values (?, ?, ?, ?) on conflict (subject, kind) do update set timestamp = excluded.timestamp,
       signed_block = excluded.signed_block`,
    ),
    proofsOfKind: sql('select signed_block from proofs where kind = ?'),
    addRequest: sql("insert into requests values (?, ?, 'open') on conflict (request_id) do nothing"),
    request: sql('select state from requests where request_id = ?'),
    openRequest: sql("select request_id from requests where meter_id = ? and state = 'open' order by rowid limit 1"),
    answer: sql("update requests set state = 'answered' where request_id = ?"),
    land: sql('insert into landings values (?, ?, ?) on conflict (reference) do nothing'),
    landFrame: sql('insert into landing_frames values (?, ?, ?) on conflict do nothing'),
    landing: sql(LANDING),
    landingFrames: sql(LANDING_FRAMES),
    evidence: sql('insert into evidence (at_ms, source, meter, code, message, telegram) values (?, ?, ?, ?, ?, ?)'),
    increment: sql('insert into counters values (?, 1) on conflict (code) do update set count = count + 1'),
    counters: sql('select code, count from counters order by code'),
  };
  const storedFrame = (row: Row): StoredFrame => ({
    id: int(row['id']),
    channel: hex(row['channel']),
    sequence: BigInt(int(row['sequence'])),
    meterId: hex(row['meter_id']),
    frame: blob(row['frame']),
    ciphertext: blob(row['ciphertext']),
    frameHash: hex(row['frame_hash']),
    subject: row['subject'] === null ? undefined : hex(row['subject']),
    madeAtMs: int(row['made_at_ms']),
  });
  const keyRow = (row: Row): KeyRow => ({
    meterId: hex(row['meter_id']),
    period: int(row['period']),
    key: blob(row['key']),
    announcedFor: row['announced_for'] === null ? undefined : text(row['announced_for']),
  });
  return {
    transaction: <T>(work: () => T): T => inTransaction(database, work),
    close: (): void => database.close(),
    spoolPosition: (name: string): number => int(statements.position.get(name)?.['position'] ?? 0),
    setSpoolPosition: (name: string, position: number): void => void statements.setPosition.run(name, position),
    channel(channel: Hex): ChannelRow {
      const row = statements.channel.get(channel);
      if (row === undefined) return { memory: emptyMemory(), previous: new Uint8Array(32), heardAtMs: 0 };
      return {
        memory: {
          sequence: BigInt(int(row['sequence'])),
          frameTime: BigInt(int(row['frame_time'])),
          closed: int(row['closed']),
          lastTime: BigInt(int(row['last_time'])),
          lastValue: BigInt(text(row['last_value'])),
          day: parseDay(text(row['day'])),
        },
        previous: blob(row['previous']),
        heardAtMs: int(row['heard_at_ms']),
      };
    },
    setChannel(channel: Hex, meterId: Hex, { memory, previous, heardAtMs }: ChannelRow): void {
      const { sequence, frameTime, closed, lastTime, lastValue } = memory;
      const day = JSON.stringify(memory.day.map(({ time, value }) => [time.toString(), value.toString()]));
      statements.setChannel.run(channel, meterId, sequence, frameTime, closed, lastTime, lastValue.toString(), day, previous, heardAtMs);
    },
    openDays: (heardBeforeMs: number): { channel: Hex; meterId: Hex }[] =>
      statements.openDays.all(heardBeforeMs).map((row) => ({ channel: hex(row['channel']), meterId: hex(row['meter_id']) })),
    addFrame(frame: Omit<StoredFrame, 'id'> & { period: number }): void {
      const { channel, sequence, meterId, period, ciphertext, frameHash, subject, madeAtMs } = frame;
      statements.addFrame.run(channel, sequence, meterId, period, frame.frame, ciphertext, frameHash, subject ?? null, madeAtMs);
    },
    /** Frames that may be signed now, oldest first: their period key is queued before them and their channel is not stopped. */
    waitingFrames: (limit: number): StoredFrame[] => statements.waiting.all(limit).map(storedFrame),
    waitingFramesOf: (channel: Hex, limit: number): StoredFrame[] => statements.waitingOf.all(channel, limit).map(storedFrame),
    markSent: (id: number, message: string): void => void statements.markSent.run(message, id),
    markStored: (message: string): void => void statements.markStored.run(message),
    /** Puts a message's frames back; the number of frames that it had. */
    markWaiting: (message: string): number => Number(statements.markWaiting.run(message).changes),
    channelsOfMessage: (message: string): Hex[] => statements.channelsOf.all(message).map((row) => hex(row['channel'])),
    frameCounts: (): Record<string, number> =>
      Object.fromEntries(statements.count.all().map((row) => [text(row['state']), int(row['n'])])),
    periodKey(meterId: Hex, period: number): KeyRow | undefined {
      const row = statements.key.get(meterId, period);
      return row === undefined ? undefined : keyRow(row);
    },
    periodKeysOf: (meterId: Hex): KeyRow[] => statements.keysOf.all(meterId).map(keyRow),
    metersWithKeys: (): Hex[] => statements.metersWithKeys.all().map((row) => hex(row['meter_id'])),
    addPeriodKey: (meterId: Hex, period: number, key: Uint8Array): void => void statements.addKey.run(meterId, period, key),
    setAnnounced: (meterId: Hex, period: number, addressees: string): void =>
      void statements.announced.run(addressees, meterId, period),
    unannouncedKeys: (): number => int(statements.unannounced.get()?.['n'] ?? 0),
    forgetAnnounced: (meterId: Hex, period: number): void => void statements.forgetAnnounced.run(meterId, period),
    queue: (message: string, payload: Uint8Array): void => void statements.queue.run(message, payload),
    outgoing: (afterId: number, limit: number): { id: number; message: string; payload: Uint8Array }[] =>
      statements.outgoing.all(afterId, limit).map((row) => ({ id: int(row['id']), message: text(row['message']), payload: blob(row['payload']) })),
    outgoingIds: (limit: number): number[] => statements.outgoingIds.all(limit).map((row) => int(row['id'])),
    outgoingPayload(message: string): Uint8Array | undefined {
      const row = statements.payload.get(message);
      return row === undefined ? undefined : blob(row['payload']);
    },
    dequeue: (message: string): boolean => Number(statements.dequeue.run(message).changes) > 0,
    queuedMessages: (): number => int(statements.queued.get()?.['n'] ?? 0),
    stopChannel: (channel: Hex, code: string, retryAtMs: number): void => void statements.stop.run(channel, code, retryAtMs),
    stoppedChannels: (): StoppedChannel[] =>
      statements.stopped.all().map((row) => ({
        channel: hex(row['channel']),
        code: text(row['code']),
        attempts: int(row['attempts']),
        retryAtMs: int(row['retry_at_ms']),
        probe: row['probe'] === null ? undefined : text(row['probe']),
      })),
    setProbe: (channel: Hex, message: string, retryAtMs: number): void => void statements.probe.run(message, retryAtMs, channel),
    retryStoppedChannels: (): void => void statements.retryAll.run(),
    resumeChannel: (channel: Hex): void => void statements.resume.run(channel),
    proof(subject: Hex, kind: number): { timestamp: bigint; signedBlock: string } | undefined {
      const row = statements.proof.get(subject, kind);
      return row === undefined ? undefined : { timestamp: BigInt(int(row['timestamp'])), signedBlock: text(row['signed_block']) };
    },
    setProof: (subject: Hex, kind: number, timestamp: bigint, signedBlock: string): void =>
      void statements.setProof.run(subject, kind, timestamp, signedBlock),
    /** False when the request was answered before. */
    addRequest(requestId: Hex, meterId: Hex): boolean {
      statements.addRequest.run(requestId, meterId);
      return statements.request.get(requestId)?.['state'] === 'open';
    },
    openRequest(meterId: Hex): Hex | undefined {
      const row = statements.openRequest.get(meterId);
      return row === undefined ? undefined : hex(row['request_id']);
    },
    answerRequest: (requestId: Hex): void => void statements.answer.run(requestId),
    land: (reference: string, code: string, message: string): void => void statements.land.run(reference, code, message),
    landFrame: (reference: string, channel: Hex, sequence: bigint): void => void statements.landFrame.run(reference, channel, sequence),
    landing: (reference: string): Landing | undefined => landingOf(statements, reference),
    addEvidence(row: { atMs: number; source: string; meter: string | undefined; code: string; message: string; telegram: string }): void {
      const telegram = row.telegram.slice(0, MAX_EVIDENCE_CHARACTERS);
      statements.evidence.run(row.atMs, row.source, row.meter ?? null, row.code, row.message, telegram);
    },
    increment: (code: string): void => void statements.increment.run(code),
    counters: (): Record<string, number> =>
      Object.fromEntries(statements.counters.all().map((row) => [text(row['code']), int(row['count'])])),
  };
}

const LANDING = 'select code, message from landings where reference = ?';
const LANDING_FRAMES = `select l.channel, l.sequence, f.frame_hash, f.state from landing_frames l
  join frames f on f.channel = l.channel and f.sequence = l.sequence where l.reference = ? order by l.channel`;

/** The agent's database for somebody beside it, who may only look. */
export function openGatewayReader(file: string): Disposable & { landing(reference: string): Landing | undefined } {
  const database = new DatabaseSync(file, { readOnly: true });
  database.exec('pragma busy_timeout = 5000');
  return {
    landing(reference) {
      try {
        return landingOf({ landing: database.prepare(LANDING), landingFrames: database.prepare(LANDING_FRAMES) }, reference);
      } catch (error) {
        // The agent has only just begun to make its tables.
        if (error instanceof Error && /no such table/.test(error.message)) return undefined;
        throw error;
      }
    },
    [Symbol.dispose]: () => database.close(),
  };
}

function landingOf(statements: { landing: StatementSync; landingFrames: StatementSync }, reference: string): Landing | undefined {
  const row = statements.landing.get(reference);
  if (row === undefined) return undefined;
  const frames = statements.landingFrames.all(reference).map((frame) => ({
    channel: hex(frame['channel']),
    sequence: BigInt(int(frame['sequence'])),
    frameHash: hex(frame['frame_hash']),
    state: text(frame['state']),
  }));
  return { code: text(row['code']), message: text(row['message']), frames };
}

type Row = Record<string, SQLOutputValue>;

function parseDay(json: string): { time: bigint; value: bigint }[] {
  const pairs: unknown = JSON.parse(json);
  if (!Array.isArray(pairs)) throw new TypeError('channels.day holds no list');
  return pairs.map((pair: unknown) => {
    if (!Array.isArray(pair)) throw new TypeError('channels.day holds no pairs');
    const [time, value]: unknown[] = pair;
    return { time: BigInt(String(time)), value: BigInt(String(value)) };
  });
}

function int(value: SQLOutputValue | undefined): number {
  if (typeof value !== 'number') throw new TypeError(`an integer column holds ${typeof value}`);
  return value;
}

function text(value: SQLOutputValue | undefined): string {
  if (typeof value !== 'string') throw new TypeError(`a text column holds ${typeof value}`);
  return value;
}

function blob(value: SQLOutputValue | undefined): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new TypeError(`a blob column holds ${typeof value}`);
  return value;
}

function hex(value: SQLOutputValue | undefined): Hex {
  return toHex(fromHex(text(value)));
}
