import { join } from 'node:path';
import type { StatementSync } from 'node:sqlite';

export const INBOX_MIGRATIONS = join(import.meta.dirname, 'migrations');

/** The collector's statements by name. */
export const INBOX_SQL = {
  cursor: 'select next_block from cursor',
  setCursor: 'insert into cursor values (1, ?) on conflict (one) do update set next_block = excluded.next_block',
  gateway: 'select device_id from gateways where gateway_id = ?',
  helloTime: 'select hello_time from gateways where gateway_id = ?',
  gatewayOf: 'select gateway_id from gateways where device_id = ?',
  gateways: 'select gateway_id, device_id from gateways',
  setGateway:
    'insert into gateways values (?, ?, ?) on conflict (gateway_id) do update set device_id = excluded.device_id, hello_time = excluded.hello_time',
  device: 'select * from devices where device_id = ?',
  addDevice:
    'insert into devices (device_id, algorithm, x, y, trust_class) values (?, ?, ?, ?, ?) on conflict do nothing',
  revoke: 'update devices set revoked = 1 where device_id = ?',
  meter: 'select * from meters where meter_id = ?',
  meterOfChannel: 'select m.* from meter_channels c join meters m using (meter_id) where c.channel = ?',
  metersOf: 'select * from meters where device_id = ? order by meter_id',
  devicesOfParty: 'select device_id from meters where owner = ? union select device_id from meters where provider = ?',
  addMeter: 'insert into meters values (?, ?, ?, ?, ?, null) on conflict do nothing',
  addChannel: 'insert into meter_channels values (?, ?) on conflict do nothing',
  replace: 'update meters set replaced_by = ? where meter_id = ?',
  verify: 'update meters set verified_until = ? where meter_id = ?',
  transfer: 'update meters set owner = ? where meter_id = ?',
  proposal: 'select * from proposals where act_hash = ?',
  setProposal: 'insert or replace into proposals values (?, ?, ?, ?)',
  dropProposal: 'delete from proposals where act_hash = ?',
  registerBlock: 'select signed_block from register_blocks where subject = ? and kind = ?',
  setRegisterBlock:
    'insert into register_blocks values (?, ?, ?) on conflict (subject, kind) do update set signed_block = excluded.signed_block',
  head: 'select sequence, time, head from channels where channel = ?',
  setHead: `insert into channels values (?, ?, ?, ?) on conflict (channel) do update set sequence = excluded.sequence, time = excluded.time,
     head = excluded.head`,
  frame: 'select * from frames where channel = ? and sequence = ?',
  addFrame: 'insert into frames values (?, ?, ?, ?, ?, ?)',
  moveFrame: 'update frames set message_id = ?, place = ? where channel = ? and sequence = ?',
  framesOf: 'select * from frames where message_id = ? order by place',
  message: 'select * from messages where id = ?',
  messageByName: 'select * from messages where name = ?',
  addMessage: `insert into messages (name, gateway_id, kind, device_id, signature, subject, keys_data, frame_count, size, state)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending')`,
  pending: "select * from messages where state = 'pending' order by id limit ?",
  ofDigest: 'select * from messages where digest = ? order by id',
  submittedDigests: "select distinct digest from messages where state = 'submitted'",
  withdrawnOf: `select m.* from messages m where m.gateway_id = ? and m.state = 'withdrawn'
     and (m.kind = 'keys' or exists (select 1 from frames f where f.message_id = m.id)) order by m.id`,
  pendingWith:
    "select distinct m.* from messages m join frames f on f.message_id = m.id where f.channel = ? and m.state = 'pending' order by m.id",
  openBefore: `select 1 as found from frames f join messages m on m.id = f.message_id where f.channel = ? and m.id < ?
     and m.state in ('pending', 'submitted') limit 1`,
  submit: "update messages set state = 'submitted', digest = ? where id = ?",
  recorded: "update messages set state = 'recorded', recorded_ms = ? where id = ?",
  putBack: "update messages set state = 'pending', digest = null, alone = 1 where id = ?",
  clearSubject: 'update messages set subject = null where id = ?',
  withdraw:
    "update messages set state = 'withdrawn', digest = null, code = ?, channels = ?, recorded_ms = ? where id = ?",
  counts: 'select state, count(*) as messages, sum(frame_count) as frames from messages group by state',
  recordedBefore: "select id from messages where state = 'recorded' and recorded_ms < ? order by recorded_ms limit ?",
  emptied: `select m.id from messages m where m.state = 'withdrawn' and (m.kind = 'batch' or m.recorded_ms < ?)
     and not exists (select 1 from frames f where f.message_id = m.id) limit ?`,
  dropFrames: 'delete from frames where message_id = ?',
  dropMessage: 'delete from messages where id = ?',
  dropRequests: 'delete from requests where answered = 1 or due_date < ?',
  addRequest:
    'insert into requests (request_id, meter_id, due_date, signed_block) values (?, ?, ?, ?) on conflict do nothing',
  answered: 'update requests set answered = 1 where request_id = ?',
  openRequests:
    'select r.* from requests r join meters m using (meter_id) where m.device_id = ? and r.answered = 0 and r.due_date >= ? order by r.rowid',
  quarantine: 'insert into quarantine (at_ms, gateway_id, code, message, payload) values (?, ?, ?, ?, ?)',
  quarantined: 'select count(*) as n from quarantine',
  oldestQuarantined: 'delete from quarantine where id = (select min(id) from quarantine)',
  increment: 'insert into counters values (?, ?) on conflict (code) do update set count = count + excluded.count',
  counters: 'select code, count from counters order by code',
} as const;

export type InboxStatements = { readonly [K in keyof typeof INBOX_SQL]: StatementSync };
