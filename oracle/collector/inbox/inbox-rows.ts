import { fromHex, toHex } from '../../../core/domain/bytes/hex.ts';
import { blobOf, hexOf, integerOf, optionalHex, textOf } from '../../sqlite-rows.ts';
import type { DatabaseSync } from 'node:sqlite';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { Proposal } from '../../../core/domain/ownership/both-hands.ts';
import type { Row } from '../../sqlite-rows.ts';

export type DeviceRow = { deviceId: Hex; algorithm: 1 | 2; x: Hex; y: Hex; trustClass: number; revoked: boolean };
export type MeterRow = {
  meterId: Hex;
  deviceId: Hex;
  owner: Hex;
  provider: Hex;
  verifiedUntil: bigint;
  replacedBy: Hex | undefined;
};
/** `head`: the newest frame's link. */
export type ChannelHead = { sequence: bigint; time: bigint; head: Hex };
export type InboxFrame = {
  channel: Hex;
  sequence: bigint;
  frame: Uint8Array;
  ciphertext: Uint8Array;
  messageId: number;
};
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

export type NewMessage = Pick<
  MessageRow,
  'name' | 'gatewayId' | 'kind' | 'deviceId' | 'signature' | 'subject' | 'keysData' | 'frameCount' | 'size'
>;

export type DeviceTable = {
  deviceOf: (gatewayId: string) => Hex | undefined;
  gatewayOf(deviceId: Hex): string | undefined;
  gateways: () => {
    gatewayId: string;
    deviceId: Hex;
  }[];
  /** Unix seconds of the newest hello of this gateway; zero where there was none. */
  helloTime: (gatewayId: string) => bigint;
  setGateway: (gatewayId: string, deviceId: Hex, helloTime: bigint) => void;
  device(deviceId: Hex): DeviceRow | undefined;
  addDevice: (row: Omit<DeviceRow, 'revoked'>) => void;
  revokeDevice: (deviceId: Hex) => void;
};
export type MeterTable = {
  meter: (meterId: Hex) => MeterRow | undefined;
  meterOfChannel: (channel: Hex) => MeterRow | undefined;
  metersOf: (deviceId: Hex) => MeterRow[];
  /** The devices of which some meter has this owner or provider. */
  devicesOfParty: (account: Hex) => Hex[];
  addMeter(row: Omit<MeterRow, 'replacedBy'>, channels: readonly Hex[]): void;
  replaceMeter: (meterId: Hex, by: Hex) => void;
  verifyMeter: (meterId: Hex, until: bigint) => void;
  transferMeter: (meterId: Hex, owner: Hex) => void;
  /** An act that lacks the other hand, and the block that proposes it. */
  proposal(actHash: Hex): (Proposal & { signedBlock: string }) | undefined;
  setProposal: (actHash: Hex, row: Proposal & { signedBlock: string }) => void;
  dropProposal: (actHash: Hex) => void;
  /** JSON of the signed blocks that say it: one, or those of both hands. */
  registerBlock(subject: Hex, kind: number): string | undefined;
  setRegisterBlock: (subject: Hex, kind: number, signedBlock: string) => void;
  /** The meters and accounts of which anything was written since this was asked last. */
  takeChanged: () => Hex[];
};
export type FrameTable = {
  channelHead(channel: Hex): ChannelHead | undefined;
  setChannelHead: (channel: Hex, head: ChannelHead) => void;
  frame: (channel: Hex, sequence: bigint) => InboxFrame | undefined;
  addFrame: (frame: InboxFrame, place: number) => void;
  moveFrame: (channel: Hex, sequence: bigint, messageId: number, place: number) => void;
  framesOf: (messageId: number) => InboxFrame[];
};
export type MessageTable = {
  message: (id: number) => MessageRow | undefined;
  messageByName: (name: string) => MessageRow | undefined;
  addMessage(row: NewMessage): number;
  pendingMessages: (limit: number) => MessageRow[];
  messagesOfDigest: (digest: Hex) => MessageRow[];
  submittedDigests: () => Hex[];
  withdrawnOf: (gatewayId: string) => MessageRow[];
  pendingWith: (channel: Hex) => MessageRow[];
  /** Whether a message that came before this one has frames of the channel and is not decided. */
  isOpenBefore: (channel: Hex, id: number) => boolean;
  markSubmitted: (id: number, digest: Hex) => void;
  markRecorded: (id: number, nowMs: number) => void;
  putBackAlone: (id: number) => void;
  clearSubject: (id: number) => void;
  withdraw: (id: number, code: string, channels: readonly Hex[]) => void;
  messageCounts: () => {
    state: string;
    messages: number;
    frames: number;
  }[];
};
export type RefusalTable = {
  /** Keeps what was refused, up to a bounded number of bounded rows: the newest count. */
  quarantine(gatewayId: string | undefined, code: string, message: string, payload: Uint8Array): void;
  quarantined: () => number;
  increment: (code: string, by?: number) => void;
  counters: () => Record<string, number>;
};

/** The collector's durable state; callers group statements with `transaction`. */
export type Inbox = DeviceTable &
  MeterTable &
  FrameTable &
  MessageTable &
  RefusalTable & {
    database: DatabaseSync;
    transaction: <T>(work: () => T) => T;
    nextBlock: () => bigint;
    setNextBlock: (next: bigint) => void;
    addRequest: (row: RequestRow) => void;
    answerRequest: (requestId: Hex) => void;
    openRequests: (deviceId: Hex, nowSeconds: bigint) => RequestRow[];
    /**
     * Forgets messages that were recorded before, with their frames, and requests that nobody can answer any more; a few at a time. The
     * channels' heads stay. How many messages.
     */
    prune: (before: { recordedMs: number; dueSeconds: bigint }, limit: number) => number;
  };

export function meterOf(row: Row): MeterRow {
  return {
    meterId: hexOf(row['meter_id']),
    deviceId: hexOf(row['device_id']),
    owner: hexOf(row['owner']),
    provider: hexOf(row['provider']),
    verifiedUntil: BigInt(integerOf(row['verified_until'])),
    replacedBy: optionalHex(row['replaced_by']),
  };
}

export function optionalMeter(row: Row | undefined): MeterRow | undefined {
  return row === undefined ? undefined : meterOf(row);
}

export function frameRow(row: Row): InboxFrame {
  return {
    channel: hexOf(row['channel']),
    sequence: BigInt(integerOf(row['sequence'])),
    frame: blobOf(row['frame']),
    ciphertext: blobOf(row['ciphertext']),
    messageId: integerOf(row['message_id']),
  };
}

export function optionalFrame(row: Row | undefined): InboxFrame | undefined {
  return row === undefined ? undefined : frameRow(row);
}

export function messageRow(row: Row): MessageRow {
  const state = textOf(row['state']);
  const channels: unknown = row['channels'] === null ? [] : JSON.parse(textOf(row['channels']));
  return {
    id: integerOf(row['id']),
    name: textOf(row['name']),
    gatewayId: textOf(row['gateway_id']),
    kind: row['kind'] === 'keys' ? 'keys' : 'batch',
    deviceId: hexOf(row['device_id']),
    signature: blobOf(row['signature']),
    subject: optionalHex(row['subject']),
    keysData: optionalHex(row['keys_data']),
    frameCount: integerOf(row['frame_count']),
    size: integerOf(row['size']),
    alone: integerOf(row['alone']) === 1,
    state: state === 'submitted' || state === 'recorded' || state === 'withdrawn' ? state : 'pending',
    digest: optionalHex(row['digest']),
    code: row['code'] === null ? undefined : textOf(row['code']),
    channels: Array.isArray(channels) ? channels.map((channel: unknown) => toHex(fromHex(String(channel)))) : [],
  };
}

export function optionalMessage(row: Row | undefined): MessageRow | undefined {
  return row === undefined ? undefined : messageRow(row);
}
