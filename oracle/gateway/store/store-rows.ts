import { blobOf, hexOf, integerOf, textOf } from '../../sqlite-rows.ts';
import type { StatementSync } from 'node:sqlite';
import { decodeFrame } from '../../../core/domain/reading/frame.ts';
import type { Point } from '../../../core/domain/crypto/commitment.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { Row } from '../../sqlite-rows.ts';
import type { LateMemory } from '../frames/late-memory.ts';
import type { Continuity } from './store-continuity.ts';
import { keyOwnerOf, type KeyOwner, type StoredFrame } from './stored-frame.ts';
/** `previous`: the link of the newest frame. */
export type ChannelRow = { memory: ChannelMemory; previous: Hex; heardAtMs: number };
/** One owner's key: the next owner of the meter gets another. */
export type KeyRow = {
  meterId: Hex;
  period: number;
  owner: KeyOwner;
  key: Uint8Array;
  announcedFor: string | undefined;
};
/** `probe` is the message that tries the channel's oldest frame again. */
export type StoppedChannel = {
  channel: Hex;
  code: string;
  attempts: number;
  retryAtMs: number;
  probe: string | undefined;
};
/** A telegram that could not be read, and why. */
export type EvidenceRow = {
  atMs: number;
  source: string;
  meter: string | undefined;
  code: string;
  message: string;
  telegram: string;
};

export type Landing = {
  code: string;
  message: string;
  frames: { channel: Hex; sequence: bigint; commitment: Point; frameHash: Hex; state: string }[];
};

/** The agent's durable state; callers group statements with `transaction`. */
export type GatewayStore = Continuity & {
  transaction: <T>(work: () => T) => T;
  close: () => void;
  spoolPosition: (name: string) => number;
  setSpoolPosition: (name: string, position: number) => void;
  channel(channel: Hex): ChannelRow;
  setChannel(channel: Hex, meterId: Hex, row: ChannelRow): void;
  /** When each channel was heard last, ms since 1970. */
  heardAtMs: () => Map<Hex, number>;
  openDays: (heardBeforeMs: number) => {
    channel: Hex;
    meterId: Hex;
  }[];
  addFrame(frame: Omit<StoredFrame, 'id' | 'state'>): void;
  /** Frames that may be signed now, oldest first: their period key is queued before them and their channel is not stopped. */
  waitingFrames: (limit: number) => StoredFrame[];
  waitingFramesOf: (channel: Hex, limit: number) => StoredFrame[];
  markSent: (id: number, message: string) => void;
  markStored: (message: string) => void;
  /** Puts a message's frames back; the number of frames that it had. */
  markWaiting: (message: string) => number;
  channelsOfMessage: (message: string) => Hex[];
  frameCounts: () => Record<string, number>;
  periodKey(meterId: Hex, period: number, owner: KeyOwner): KeyRow | undefined;
  periodKeysOf: (meterId: Hex) => KeyRow[];
  metersWithKeys: () => Hex[];
  addPeriodKey: (meterId: Hex, period: number, owner: KeyOwner, key: Uint8Array) => void;
  /** Keys and frames of a meter from before anybody proved whose it was are this owner's. */
  claimKeys: (meterId: Hex, owner: Hex) => void;
  setAnnounced: (key: Pick<KeyRow, 'meterId' | 'period' | 'owner'>, addressees: string, message: string) => void;
  unannouncedKeys: () => number;
  queue: (message: string, payload: Uint8Array) => void;
  outgoing: (
    afterId: number,
    limit: number,
  ) => {
    id: number;
    message: string;
    payload: Uint8Array;
  }[];
  outgoingIds: (limit: number) => number[];
  outgoingPayload(message: string): Uint8Array | undefined;
  dequeue: (message: string) => boolean;
  queuedMessages: () => number;
  stopChannel: (channel: Hex, code: string, retryAtMs: number) => void;
  stoppedChannels: () => StoppedChannel[];
  setProbe: (channel: Hex, message: string, retryAtMs: number) => void;
  retryStoppedChannels: () => void;
  resumeChannel: (channel: Hex) => void;
  proof(
    subject: Hex,
    kind: number,
  ):
    | {
        timestamp: bigint;
        signedBlock: string;
      }
    | undefined;
  setProof: (subject: Hex, kind: number, timestamp: bigint, signedBlock: string) => void;
  /** False when the request was answered before. */
  addRequest(requestId: Hex, meterId: Hex, askedAt: bigint): boolean;
  openRequest(meterId: Hex): Hex | undefined;
  /** Unix seconds of a request: no older reading answers it. */
  requestTime: (requestId: Hex) => bigint;
  answerRequest: (requestId: Hex) => void;
  land: (reference: string, code: string, message: string) => void;
  landFrame: (reference: string, channel: Hex, sequence: bigint) => void;
  landing: (reference: string) => Landing | undefined;
  addEvidence(row: EvidenceRow): void;
  increment: (code: string) => void;
  counters: () => Record<string, number>;
};

export function keyRow(row: Row): KeyRow {
  return {
    meterId: hexOf(row['meter_id']),
    period: integerOf(row['period']),
    owner: keyOwnerOf(row['owner']),
    key: blobOf(row['key']),
    announcedFor: row['announced_for'] === null ? undefined : textOf(row['announced_for']),
  };
}

export function parseDay(json: string): ChannelMemory['day'] {
  const pairs: unknown = JSON.parse(json);
  if (!Array.isArray(pairs)) throw new TypeError('channels.day holds no list');
  return pairs.map((pair: unknown) => {
    if (!Array.isArray(pair)) throw new TypeError('channels.day holds no pairs');
    const list: unknown[] = pair;
    return { time: BigInt(String(list[0])), value: BigInt(String(list[1])), word: Number(list[2] ?? 0) };
  });
}

export function landingOf(
  statements: { landing: StatementSync; landingFrames: StatementSync },
  reference: string,
): Landing | undefined {
  const row = statements.landing.get(reference);
  if (row === undefined) return undefined;
  const frames = statements.landingFrames.all(reference).map((frame) => ({
    channel: hexOf(frame['channel']),
    sequence: BigInt(integerOf(frame['sequence'])),
    commitment: decodeFrame(blobOf(frame['frame'])).commitment,
    frameHash: hexOf(frame['frame_hash']),
    state: textOf(frame['state']),
  }));
  return { code: textOf(row['code']), message: textOf(row['message']), frames };
}

/** What a gateway remembers of one register between telegrams. Times in unix seconds, UTC; values are mantissas. */
export type ChannelMemory = {
  /** Frames made so far. */
  sequence: bigint;
  /** Time of the newest frame. */
  frameTime: bigint;
  /** Newest period that has a period-close frame, or that was over before the first frame. */
  closed: number;
  lastTime: bigint;
  lastValue: bigint;
  /** Readings of the running local day that are in no day packet yet, rising in time, each with the word that it came under. */
  day: { time: bigint; value: bigint; word?: number }[];
  late: LateMemory;
};
