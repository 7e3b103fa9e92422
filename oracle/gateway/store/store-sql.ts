import { join } from 'node:path';
import type { StatementSync } from 'node:sqlite';

export const GATEWAY_MIGRATIONS = join(import.meta.dirname, 'migrations');

/** The agent's statements by name. */
export const GATEWAY_SQL = {
  position: 'select position from spool_files where name = ?',
  setPosition:
    'insert into spool_files (name, position) values (?, ?) on conflict (name) do update set position = excluded.position',
  channel: 'select * from channels where channel = ?',
  setChannel: `insert into channels values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (channel) do update set sequence = excluded.sequence,
     frame_time = excluded.frame_time, closed = excluded.closed, last_time = excluded.last_time, last_value = excluded.last_value,
     day = excluded.day, previous = excluded.previous, heard_at_ms = excluded.heard_at_ms, late = excluded.late`,
  heardAt: 'select channel, heard_at_ms from channels',
  openDays: "select channel, meter_id from channels where day <> '[]' and heard_at_ms < ?",
  addFrame: `insert into frames (channel, sequence, meter_id, period, key_owner, frame, ciphertext, frame_hash, subject, state, made_at_ms)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?)`,
  waiting: `select f.* from frames f join period_keys k on k.meter_id = f.meter_id and k.period = f.period and k.owner = f.key_owner
     where f.state = 'waiting' and k.announced_for is not null and f.channel not in (select channel from stopped) order by f.id limit ?`,
  waitingOf: `select f.* from frames f join period_keys k on k.meter_id = f.meter_id and k.period = f.period and k.owner = f.key_owner
     where f.state = 'waiting' and k.announced_for is not null and f.channel = ? order by f.id limit ?`,
  markSent: "update frames set state = 'sent', message = ? where id = ?",
  markStored: "update frames set state = 'stored' where message = ? and state = 'sent'",
  channelsOf: 'select distinct channel from frames where message = ?',
  markWaiting: "update frames set state = 'waiting', message = null where message = ?",
  count: 'select state, count(*) as n from frames group by state',
  key: 'select * from period_keys where meter_id = ? and period = ? and owner = ?',
  keysOf: 'select * from period_keys where meter_id = ? order by period',
  metersWithKeys: 'select distinct meter_id from period_keys',
  addKey: 'insert into period_keys (meter_id, period, owner, key) values (?, ?, ?, ?)',
  claimKeys: "update or ignore period_keys set owner = ? where meter_id = ? and owner = ''",
  claimFrames: `update frames set key_owner = ? where meter_id = ? and key_owner = '' and not exists (select 1 from period_keys k
     where k.meter_id = frames.meter_id and k.period = frames.period and k.owner = '')`,
  unannounced: 'select count(*) as n from period_keys where announced_for is null',
  announced: 'update period_keys set announced_for = ?, message = ? where meter_id = ? and period = ? and owner = ?',
  forgetAnnouncement: 'update period_keys set announced_for = null, message = null where message = ?',
  queue: 'insert into outgoing (message, payload) values (?, ?) on conflict (message) do nothing',
  outgoing: 'select id, message, payload from outgoing where id > ? order by id limit ?',
  outgoingIds: 'select id from outgoing order by id limit ?',
  payload: 'select payload from outgoing where message = ?',
  dequeue: 'delete from outgoing where message = ?',
  queued: 'select count(*) as n from outgoing',
  stop: `insert into stopped values (?, ?, 1, ?, null) on conflict (channel) do update set code = excluded.code,
     attempts = attempts + (stopped.probe is not null), retry_at_ms = excluded.retry_at_ms, probe = null`,
  stopped: 'select channel, code, attempts, retry_at_ms, probe from stopped',
  probe: 'update stopped set probe = ?, retry_at_ms = ? where channel = ?',
  resume: 'delete from stopped where channel = ?',
  retryAll: 'update stopped set attempts = 1, retry_at_ms = 0 where probe is null',
  proof: 'select timestamp, signed_block from proofs where subject = ? and kind = ?',
  setProof: `insert into proofs values (?, ?, ?, ?) on conflict (subject, kind) do update set timestamp = excluded.timestamp,
     signed_block = excluded.signed_block`,
  addRequest:
    "insert into requests (request_id, meter_id, state, asked_at) values (?, ?, 'open', ?) on conflict (request_id) do nothing",
  request: 'select state, asked_at from requests where request_id = ?',
  openRequest: "select request_id from requests where meter_id = ? and state = 'open' order by rowid limit 1",
  answer: "update requests set state = 'answered' where request_id = ?",
  land: 'insert into landings values (?, ?, ?) on conflict (reference) do nothing',
  landFrame: 'insert into landing_frames values (?, ?, ?) on conflict do nothing',
  landing: 'select code, message from landings where reference = ?',
  landingFrames: `select l.channel, l.sequence, f.frame, f.frame_hash, f.state from landing_frames l
  join frames f on f.channel = l.channel and f.sequence = l.sequence where l.reference = ? order by l.channel`,
  evidence: 'insert into evidence (at_ms, source, meter, code, message, telegram) values (?, ?, ?, ?, ?, ?)',
  increment: 'insert into counters values (?, 1) on conflict (code) do update set count = count + 1',
  counters: 'select code, count from counters order by code',
  pages: `select (select page_count from pragma_page_count) - (select freelist_count from pragma_freelist_count) as pages,
     (select page_size from pragma_page_size) as size`,
  fact: 'select value from facts where name = ?',
  setFact: 'insert into facts values (?, ?) on conflict (name) do update set value = excluded.value',
  formats: 'select name, headers from compact_formats order by rowid',
  setFormat: 'insert into compact_formats values (?, ?) on conflict (name) do update set headers = excluded.headers',
  dropFormat: 'delete from compact_formats where name = ?',
  breakOf: 'select state from breaks where channel = ?',
  setBreak: 'insert into breaks values (?, ?) on conflict (channel) do update set state = excluded.state',
  mend: 'delete from breaks where channel = ?',
  doubtAll:
    "insert into breaks select channel, 'unsure' from channels where true on conflict (channel) do update set state = 'unsure'",
  allChannels: 'select channel from channels',
  unsure: "select channel from breaks where state = 'unsure'",
  unlanded: "select distinct channel from frames where state = 'stored'",
  hold: 'insert into held (meter_id, source, telegram) values (?, ?, ?)',
  held: 'select id, meter_id, source, telegram from held order by id',
  heldCount: 'select count(*) as n from held',
  letGo: 'delete from held where id = ?',
  frameAt: 'select * from frames where channel = ? and sequence = ?',
  framesAfter: 'select * from frames where channel = ? and sequence > ? order by sequence',
  messagesOf: "select distinct message from frames where channel = ? and state = 'sent' and message is not null",
  wait: "update frames set state = 'waiting', message = null where channel = ? and sequence > ? and state in ('stored', 'landed')",
  replaceFrames:
    "update frames set state = 'replaced', message = null where channel = ? and state in ('waiting', 'sent', 'stored')",
  landUpTo: "update frames set state = 'landed' where channel = ? and sequence <= ? and state in ('sent', 'stored')",
  forgetReplaced: `delete from frames where state = 'replaced' and made_at_ms < ? and exists (select 1 from frames newer
     where newer.channel = frames.channel and newer.sequence > frames.sequence and newer.state = 'landed')`,
  forgetLanded: "delete from frames where state = 'landed' and made_at_ms < ?",
  trimEvidence: 'delete from evidence where id <= (select max(id) from evidence) - ?',
} as const;

/** They, prepared. */
export type GatewayStatements = { [K in keyof typeof GATEWAY_SQL]: StatementSync };
