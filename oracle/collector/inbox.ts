import { fromHex, toHex } from '../../core/domain/hex.ts';
import { inTransaction } from '../../core/runtime/sqlite.ts';
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { Hex } from '../../core/domain/hex.ts';

/** Version 1. The ledgers' registers are mirrored here, so that frames are checked without asking the chain. */
export const INBOX_MIGRATIONS = [
  `
  create table cursor (one integer primary key check (one = 1), next_block integer not null) strict;
  create table gateways (gateway_id text primary key, device_id text not null unique) strict;
  create table devices (device_id text primary key, algorithm integer not null, x text not null, y text not null, trust_class integer not null, revoked integer not null default 0) strict;
  create table meters (meter_id text primary key, device_id text not null, owner text not null, provider text not null, verified_until integer not null, replaced_by text) strict;
  create index meters_device on meters (device_id);
  create table meter_channels (channel text primary key, meter_id text not null references meters) strict;
  create table register_blocks (subject text not null, kind integer not null, signed_block text not null, primary key (subject, kind)) strict;
  create table channels (channel text primary key, sequence integer not null, time integer not null, head text not null) strict;
  create table messages (
    id integer primary key autoincrement, name text not null unique, gateway_id text not null, kind text not null check (kind in ('batch', 'keys')),
    device_id text not null, signature blob not null check (length(signature) = 65), subject text, keys_data text, frame_count integer not null,
    size integer not null, alone integer not null default 0,
    state text not null check (state in ('pending', 'submitted', 'recorded', 'withdrawn')), digest text, code text, channels text
  ) strict;
  create index messages_pending on messages (id) where state = 'pending';
  create index messages_digest on messages (digest);
  create table frames (
    channel text not null, sequence integer not null, frame blob not null check (length(frame) = 212), ciphertext blob not null,
    message_id integer not null references messages, place integer not null, primary key (channel, sequence)
  ) strict;
  create index frames_message on frames (message_id, place);
  create table requests (request_id text primary key, meter_id text not null, due_date integer not null, signed_block text not null, answered integer not null default 0) strict;
  create table quarantine (id integer primary key, at_ms integer not null, gateway_id text, code text not null, message text not null, payload blob) strict;
  create table counters (code text primary key, count integer not null) strict;
  `,
];

export type DeviceRow = { deviceId: Hex; algorithm: 1 | 2; x: Hex; y: Hex; trustClass: number; revoked: boolean };
export type MeterRow = { meterId: Hex; deviceId: Hex; owner: Hex; provider: Hex; verifiedUntil: bigint; replacedBy: Hex | undefined };
/** `short`: as the ledger keeps it, 22 bytes of the newest frame's hash. */
export type ChannelHead = { sequence: bigint; time: bigint; head: Hex; short?: true };
export type InboxFrame = { channel: Hex; sequence: bigint; frame: Uint8Array; ciphertext: Uint8Array; messageId: number };
export type MessageState = 'pending' | 'submitted' | 'recorded' | 'withdrawn';
export type MessageRow = {
  id: number;
  name: string;
  gatewayId: string;
  kind: 'batch' | 'keys';
  deviceId: Hex;
  signature: Uint8Array;
  subject: Hex | undefined;
  keysData: Hex | undefined;
  frameCount: number;
  size: number;
  alone: boolean;
  state: MessageState;
  digest: Hex | undefined;
  code: string | undefined;
  channels: Hex[];
};
export type RequestRow = { requestId: Hex; meterId: Hex; dueDate: bigint; signedBlock: string };
export type Inbox = ReturnType<typeof openInbox>;

const MAX_QUARANTINE_BYTES = 65_536;
const MAX_QUARANTINE_ROWS = 100_000;

/** The collector's statements over its one database. */
export function openInbox(database: DatabaseSync) {
  const sql = (text: string) => database.prepare(text);
  const statements = {
    cursor: sql('select next_block from cursor'),
    setCursor: sql('insert into cursor values (1, ?) on conflict (one) do update set next_block = excluded.next_block'),
    gateway: sql('select device_id from gateways where gateway_id = ?'),
    gatewayOf: sql('select gateway_id from gateways where device_id = ?'),
    gateways: sql('select gateway_id, device_id from gateways'),
    setGateway: sql('insert into gateways values (?, ?) on conflict (gateway_id) do update set device_id = excluded.device_id'),
    device: sql('select * from devices where device_id = ?'),
    addDevice: sql('insert into devices (device_id, algorithm, x, y, trust_class) values (?, ?, ?, ?, ?) on conflict do nothing'),
    revoke: sql('update devices set revoked = 1 where device_id = ?'),
    meter: sql('select * from meters where meter_id = ?'),
    meterOfChannel: sql('select m.* from meter_channels c join meters m using (meter_id) where c.channel = ?'),
    metersOf: sql('select * from meters where device_id = ? order by meter_id'),
    addMeter: sql('insert into meters values (?, ?, ?, ?, ?, null) on conflict do nothing'),
    addChannel: sql('insert into meter_channels values (?, ?) on conflict do nothing'),
    replace: sql('update meters set replaced_by = ? where meter_id = ?'),
    verify: sql('update meters set verified_until = ? where meter_id = ?'),
    transfer: sql('update meters set owner = ? where meter_id = ?'),
    registerBlock: sql('select signed_block from register_blocks where subject = ? and kind = ?'),
    setRegisterBlock: sql('insert into register_blocks values (?, ?, ?) on conflict (subject, kind) do update set signed_block = excluded.signed_block'),
    head: sql('select sequence, time, head from channels where channel = ?'),
    setHead: sql(
      `insert into channels values (?, ?, ?, ?) on conflict (channel) do update set sequence = excluded.sequence, time = excluded.time,
       head = excluded.head`,
    ),
    frame: sql('select * from frames where channel = ? and sequence = ?'),
    addFrame: sql('insert into frames values (?, ?, ?, ?, ?, ?)'),
    moveFrame: sql('update frames set message_id = ?, place = ? where channel = ? and sequence = ?'),
    framesOf: sql('select * from frames where message_id = ? order by place'),
    dropFrames: sql('delete from frames where message_id = ?'),
    message: sql('select * from messages where id = ?'),
    messageByName: sql('select * from messages where name = ?'),
    addMessage: sql(
      `insert into messages (name, gateway_id, kind, device_id, signature, subject, keys_data, frame_count, size, state)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending')`,
    ),
    pending: sql("select * from messages where state = 'pending' order by id limit ?"),
    ofDigest: sql('select * from messages where digest = ? order by id'),
    submittedDigests: sql("select distinct digest from messages where state = 'submitted'"),
    withdrawnOf: sql(
      `select m.* from messages m where m.gateway_id = ? and m.state = 'withdrawn'
       and exists (select 1 from frames f where f.message_id = m.id) order by m.id`,
    ),
    pendingWith: sql("select distinct m.* from messages m join frames f on f.message_id = m.id where f.channel = ? and m.state = 'pending' order by m.id"),
    submit: sql("update messages set state = 'submitted', digest = ? where id = ?"),
    recorded: sql("update messages set state = 'recorded' where id = ?"),
    putBack: sql("update messages set state = 'pending', digest = null, alone = 1 where id = ?"),
    clearSubject: sql('update messages set subject = null where id = ?'),
    withdraw: sql("update messages set state = 'withdrawn', digest = null, code = ?, channels = ? where id = ?"),
    counts: sql('select state, count(*) as messages, sum(frame_count) as frames from messages group by state'),
    addRequest: sql('insert into requests (request_id, meter_id, due_date, signed_block) values (?, ?, ?, ?) on conflict do nothing'),
    answered: sql('update requests set answered = 1 where request_id = ?'),
    openRequests: sql('select r.* from requests r join meters m using (meter_id) where m.device_id = ? and r.answered = 0 and r.due_date >= ? order by r.rowid'),
    quarantine: sql('insert into quarantine (at_ms, gateway_id, code, message, payload) values (?, ?, ?, ?, ?)'),
    quarantined: sql('select count(*) as n from quarantine'),
    oldestQuarantined: sql('delete from quarantine where id = (select min(id) from quarantine)'),
    increment: sql('insert into counters values (?, 1) on conflict (code) do update set count = count + 1'),
    counters: sql('select code, count from counters order by code'),
  };
  let quarantined = integer(statements.quarantined.get()?.['n']);

  return {
    database,
    transaction: <T>(work: () => T): T => inTransaction(database, work),
    nextBlock: (): bigint => BigInt(integer(statements.cursor.get()?.['next_block'] ?? 0)),
    setNextBlock: (next: bigint): void => void statements.setCursor.run(next),
    deviceOf: (gatewayId: string): Hex | undefined => optionalHex(statements.gateway.get(gatewayId)?.['device_id']),
    gatewayOf(deviceId: Hex): string | undefined {
      const row = statements.gatewayOf.get(deviceId);
      return row === undefined ? undefined : textOf(row['gateway_id']);
    },
    gateways: (): { gatewayId: string; deviceId: Hex }[] =>
      statements.gateways.all().map((row) => ({ gatewayId: textOf(row['gateway_id']), deviceId: hexOf(row['device_id']) })),
    setGateway: (gatewayId: string, deviceId: Hex): void => void statements.setGateway.run(gatewayId, deviceId),

    device(deviceId: Hex): DeviceRow | undefined {
      const row = statements.device.get(deviceId);
      if (row === undefined) return undefined;
      return {
        deviceId,
        algorithm: integer(row['algorithm']) === 1 ? 1 : 2,
        x: hexOf(row['x']),
        y: hexOf(row['y']),
        trustClass: integer(row['trust_class']),
        revoked: integer(row['revoked']) === 1,
      };
    },
    addDevice: (row: Omit<DeviceRow, 'revoked'>): void =>
      void statements.addDevice.run(row.deviceId, row.algorithm, row.x, row.y, row.trustClass),
    revokeDevice: (deviceId: Hex): void => void statements.revoke.run(deviceId),
    meter: (meterId: Hex): MeterRow | undefined => optionalMeter(statements.meter.get(meterId)),
    meterOfChannel: (channel: Hex): MeterRow | undefined => optionalMeter(statements.meterOfChannel.get(channel)),
    metersOf: (deviceId: Hex): MeterRow[] => statements.metersOf.all(deviceId).map(meterOf),
    addMeter(row: Omit<MeterRow, 'replacedBy'>, channels: readonly Hex[]): void {
      statements.addMeter.run(row.meterId, row.deviceId, row.owner, row.provider, row.verifiedUntil);
      for (const channel of channels) statements.addChannel.run(channel, row.meterId);
    },
    replaceMeter: (meterId: Hex, by: Hex): void => void statements.replace.run(by, meterId),
    verifyMeter: (meterId: Hex, until: bigint): void => void statements.verify.run(until, meterId),
    transferMeter: (meterId: Hex, owner: Hex): void => void statements.transfer.run(owner, meterId),
    registerBlock(subject: Hex, kind: number): string | undefined {
      const row = statements.registerBlock.get(subject, kind);
      return row === undefined ? undefined : textOf(row['signed_block']);
    },
    setRegisterBlock: (subject: Hex, kind: number, signedBlock: string): void =>
      void statements.setRegisterBlock.run(subject, kind, signedBlock),

    channelHead(channel: Hex): ChannelHead | undefined {
      const row = statements.head.get(channel);
      if (row === undefined) return undefined;
      return { sequence: BigInt(integer(row['sequence'])), time: BigInt(integer(row['time'])), head: hexOf(row['head']) };
    },
    setChannelHead: (channel: Hex, { sequence, time, head }: ChannelHead): void => void statements.setHead.run(channel, sequence, time, head),
    frame: (channel: Hex, sequence: bigint): InboxFrame | undefined => optionalFrame(statements.frame.get(channel, sequence)),
    addFrame: (frame: InboxFrame, place: number): void =>
      void statements.addFrame.run(frame.channel, frame.sequence, frame.frame, frame.ciphertext, frame.messageId, place),
    moveFrame: (channel: Hex, sequence: bigint, messageId: number, place: number): void =>
      void statements.moveFrame.run(messageId, place, channel, sequence),
    framesOf: (messageId: number): InboxFrame[] => statements.framesOf.all(messageId).map(frameRow),
    message: (id: number): MessageRow | undefined => optionalMessage(statements.message.get(id)),
    messageByName: (name: string): MessageRow | undefined => optionalMessage(statements.messageByName.get(name)),
    addMessage(row: Pick<MessageRow, 'name' | 'gatewayId' | 'kind' | 'deviceId' | 'signature' | 'subject' | 'keysData' | 'frameCount' | 'size'>): number {
      const { name, gatewayId, kind, deviceId, signature, subject, keysData, frameCount, size } = row;
      const added = statements.addMessage.run(name, gatewayId, kind, deviceId, signature, subject ?? null, keysData ?? null, frameCount, size);
      return Number(added.lastInsertRowid);
    },
    pendingMessages: (limit: number): MessageRow[] => statements.pending.all(limit).map(messageRow),
    messagesOfDigest: (digest: Hex): MessageRow[] => statements.ofDigest.all(digest).map(messageRow),
    submittedDigests: (): Hex[] => statements.submittedDigests.all().map((row) => hexOf(row['digest'])),
    withdrawnOf: (gatewayId: string): MessageRow[] => statements.withdrawnOf.all(gatewayId).map(messageRow),
    pendingWith: (channel: Hex): MessageRow[] => statements.pendingWith.all(channel).map(messageRow),
    markSubmitted: (id: number, digest: Hex): void => void statements.submit.run(digest, id),
    markRecorded: (id: number): void => void statements.recorded.run(id),
    putBackAlone: (id: number): void => void statements.putBack.run(id),
    clearSubject: (id: number): void => void statements.clearSubject.run(id),
    withdraw: (id: number, code: string, channels: readonly Hex[]): void =>
      void statements.withdraw.run(code, JSON.stringify(channels), id),
    messageCounts: (): { state: string; messages: number; frames: number }[] =>
      statements.counts.all().map((row) => ({ state: textOf(row['state']), messages: integer(row['messages']), frames: integer(row['frames'] ?? 0) })),

    addRequest: (row: RequestRow): void => void statements.addRequest.run(row.requestId, row.meterId, row.dueDate, row.signedBlock),
    answerRequest: (requestId: Hex): void => void statements.answered.run(requestId),
    openRequests: (deviceId: Hex, nowSeconds: bigint): RequestRow[] =>
      statements.openRequests.all(deviceId, nowSeconds).map((row) => ({
        requestId: hexOf(row['request_id']),
        meterId: hexOf(row['meter_id']),
        dueDate: BigInt(integer(row['due_date'])),
        signedBlock: textOf(row['signed_block']),
      })),
    /** Keeps what was refused, up to a bounded number of bounded rows: the newest count. */
    quarantine(gatewayId: string | undefined, code: string, message: string, payload: Uint8Array): void {
      statements.quarantine.run(Date.now(), gatewayId ?? null, code, message, payload.length === 0 ? null : payload.subarray(0, MAX_QUARANTINE_BYTES));
      statements.increment.run(code);
      if (quarantined < MAX_QUARANTINE_ROWS) quarantined += 1;
      else statements.oldestQuarantined.run();
    },
    quarantined: (): number => quarantined,
    increment: (code: string): void => void statements.increment.run(code),
    counters: (): Record<string, number> =>
      Object.fromEntries(statements.counters.all().map((row) => [textOf(row['code']), integer(row['count'])])),
  };
}

type Row = Record<string, SQLOutputValue>;

function meterOf(row: Row): MeterRow {
  return {
    meterId: hexOf(row['meter_id']),
    deviceId: hexOf(row['device_id']),
    owner: hexOf(row['owner']),
    provider: hexOf(row['provider']),
    verifiedUntil: BigInt(integer(row['verified_until'])),
    replacedBy: optionalHex(row['replaced_by']),
  };
}

function optionalMeter(row: Row | undefined): MeterRow | undefined {
  return row === undefined ? undefined : meterOf(row);
}

function frameRow(row: Row): InboxFrame {
  return {
    channel: hexOf(row['channel']),
    sequence: BigInt(integer(row['sequence'])),
    frame: blobOf(row['frame']),
    ciphertext: blobOf(row['ciphertext']),
    messageId: integer(row['message_id']),
  };
}

function optionalFrame(row: Row | undefined): InboxFrame | undefined {
  return row === undefined ? undefined : frameRow(row);
}

function messageRow(row: Row): MessageRow {
  const state = textOf(row['state']);
  const channels: unknown = row['channels'] === null ? [] : JSON.parse(textOf(row['channels']));
  return {
    id: integer(row['id']),
    name: textOf(row['name']),
    gatewayId: textOf(row['gateway_id']),
    kind: row['kind'] === 'keys' ? 'keys' : 'batch',
    deviceId: hexOf(row['device_id']),
    signature: blobOf(row['signature']),
    subject: optionalHex(row['subject']),
    keysData: optionalHex(row['keys_data']),
    frameCount: integer(row['frame_count']),
    size: integer(row['size']),
    alone: integer(row['alone']) === 1,
    state: state === 'submitted' || state === 'recorded' || state === 'withdrawn' ? state : 'pending',
    digest: optionalHex(row['digest']),
    code: row['code'] === null ? undefined : textOf(row['code']),
    channels: Array.isArray(channels) ? channels.map((channel: unknown) => toHex(fromHex(String(channel)))) : [],
  };
}

function optionalMessage(row: Row | undefined): MessageRow | undefined {
  return row === undefined ? undefined : messageRow(row);
}

function integer(value: SQLOutputValue | undefined): number {
  if (typeof value !== 'number') throw new TypeError(`an integer column holds ${typeof value}`);
  return value;
}

function textOf(value: SQLOutputValue | undefined): string {
  if (typeof value !== 'string') throw new TypeError(`a text column holds ${typeof value}`);
  return value;
}

function hexOf(value: SQLOutputValue | undefined): Hex {
  const text = textOf(value);
  if (!text.startsWith('0x')) throw new TypeError('a hex column holds no hex');
  return `0x${text.slice(2)}`;
}

function optionalHex(value: SQLOutputValue | undefined): Hex | undefined {
  return value === undefined || value === null ? undefined : hexOf(value);
}

function blobOf(value: SQLOutputValue | undefined): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new TypeError(`a blob column holds ${typeof value}`);
  return value;
}
