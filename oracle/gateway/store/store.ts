import { inTransaction, migrationsIn, openDatabase } from '../../../core/runtime/sqlite.ts';
import { blobOf, hexOf, integerOf, prepareAll, textOf } from '../../sqlite-rows.ts';
import { emptyMemory } from '../frames/plan-frames.ts';
import { continuityOf } from './store-continuity.ts';
import { keyRow, landingOf, parseDay } from './store-rows.ts';
import { GATEWAY_MIGRATIONS, GATEWAY_SQL } from './store-sql.ts';
import type { DatabaseSync } from 'node:sqlite';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { ChannelRow, GatewayStore, KeyRow, Landing, StoppedChannel } from './store-rows.ts';
import { storedFrame } from './stored-frame.ts';
import type { StoredFrame } from './stored-frame.ts';

const MAX_EVIDENCE_CHARACTERS = 8_192;
/** The newest that are kept; what was refused longer ago is only counted. */
const MAX_EVIDENCE_ROWS = 100_000;

/** The agent's statements. Callers group them with `transaction`. What would make the file larger than `maxBytes` fails as on a full disk. */
export function openGatewayStore(file: string, maxBytes?: number): GatewayStore {
  const database = openDatabase(file, migrationsIn(GATEWAY_MIGRATIONS));
  if (maxBytes !== undefined) limitSize(database, maxBytes);
  const statements = prepareAll(database, GATEWAY_SQL);
  return {
    ...continuityOf(statements),
    transaction: <T>(work: () => T): T => inTransaction(database, work),
    close: (): void => database.close(),
    spoolPosition: (name: string): number => integerOf(statements.position.get(name)?.['position'] ?? 0),
    setSpoolPosition: (name: string, position: number): void => void statements.setPosition.run(name, position),
    channel(channel: Hex): ChannelRow {
      const row = statements.channel.get(channel);
      if (row === undefined) return { memory: emptyMemory(), previous: new Uint8Array(32), heardAtMs: 0 };
      return {
        memory: {
          sequence: BigInt(integerOf(row['sequence'])),
          frameTime: BigInt(integerOf(row['frame_time'])),
          closed: integerOf(row['closed']),
          lastTime: BigInt(integerOf(row['last_time'])),
          lastValue: BigInt(textOf(row['last_value'])),
          day: parseDay(textOf(row['day'])),
        },
        previous: blobOf(row['previous']),
        heardAtMs: integerOf(row['heard_at_ms']),
      };
    },
    setChannel(channel: Hex, meterId: Hex, { memory, previous, heardAtMs }: ChannelRow): void {
      const { sequence, frameTime, closed, lastTime, lastValue } = memory;
      const day = JSON.stringify(memory.day.map(({ time, value }) => [time.toString(), value.toString()]));
      statements.setChannel.run(
        channel,
        meterId,
        sequence,
        frameTime,
        closed,
        lastTime,
        lastValue.toString(),
        day,
        previous,
        heardAtMs,
      );
    },
    openDays: (heardBeforeMs: number): { channel: Hex; meterId: Hex }[] =>
      statements.openDays
        .all(heardBeforeMs)
        .map((row) => ({ channel: hexOf(row['channel']), meterId: hexOf(row['meter_id']) })),
    addFrame(frame: Omit<StoredFrame, 'id' | 'state'>): void {
      const { channel, sequence, meterId, period, ciphertext, frameHash, subject, madeAtMs } = frame;
      statements.addFrame.run(
        channel,
        sequence,
        meterId,
        period,
        frame.frame,
        ciphertext,
        frameHash,
        subject ?? null,
        madeAtMs,
      );
    },
    /** Frames that may be signed now, oldest first: their period key is queued before them and their channel is not stopped. */
    waitingFrames: (limit: number): StoredFrame[] => statements.waiting.all(limit).map(storedFrame),
    waitingFramesOf: (channel: Hex, limit: number): StoredFrame[] =>
      statements.waitingOf.all(channel, limit).map(storedFrame),
    markSent: (id: number, message: string): void => void statements.markSent.run(message, id),
    markStored: (message: string): void => void statements.markStored.run(message),
    /** Puts a message's frames back; the number of frames that it had. */
    markWaiting: (message: string): number => Number(statements.markWaiting.run(message).changes),
    channelsOfMessage: (message: string): Hex[] =>
      statements.channelsOf.all(message).map((row) => hexOf(row['channel'])),
    frameCounts: (): Record<string, number> =>
      Object.fromEntries(statements.count.all().map((row) => [textOf(row['state']), integerOf(row['n'])])),
    periodKey(meterId: Hex, period: number): KeyRow | undefined {
      const row = statements.key.get(meterId, period);
      return row === undefined ? undefined : keyRow(row);
    },
    periodKeysOf: (meterId: Hex): KeyRow[] => statements.keysOf.all(meterId).map(keyRow),
    metersWithKeys: (): Hex[] => statements.metersWithKeys.all().map((row) => hexOf(row['meter_id'])),
    addPeriodKey: (meterId: Hex, period: number, key: Uint8Array): void =>
      void statements.addKey.run(meterId, period, key),
    setAnnounced: (meterId: Hex, period: number, addressees: string, message: string): void =>
      void statements.announced.run(addressees, message, meterId, period),
    unannouncedKeys: (): number => integerOf(statements.unannounced.get()?.['n'] ?? 0),
    forgetAnnounced: (meterId: Hex, period: number): void => void statements.forgetAnnounced.run(meterId, period),
    queue: (message: string, payload: Uint8Array): void => void statements.queue.run(message, payload),
    outgoing: (afterId: number, limit: number): { id: number; message: string; payload: Uint8Array }[] =>
      statements.outgoing
        .all(afterId, limit)
        .map((row) => ({ id: integerOf(row['id']), message: textOf(row['message']), payload: blobOf(row['payload']) })),
    outgoingIds: (limit: number): number[] => statements.outgoingIds.all(limit).map((row) => integerOf(row['id'])),
    outgoingPayload(message: string): Uint8Array | undefined {
      const row = statements.payload.get(message);
      return row === undefined ? undefined : blobOf(row['payload']);
    },
    dequeue: (message: string): boolean => Number(statements.dequeue.run(message).changes) > 0,
    queuedMessages: (): number => integerOf(statements.queued.get()?.['n'] ?? 0),
    stopChannel: (channel: Hex, code: string, retryAtMs: number): void =>
      void statements.stop.run(channel, code, retryAtMs),
    stoppedChannels: (): StoppedChannel[] =>
      statements.stopped.all().map((row) => ({
        channel: hexOf(row['channel']),
        code: textOf(row['code']),
        attempts: integerOf(row['attempts']),
        retryAtMs: integerOf(row['retry_at_ms']),
        probe: row['probe'] === null ? undefined : textOf(row['probe']),
      })),
    setProbe: (channel: Hex, message: string, retryAtMs: number): void =>
      void statements.probe.run(message, retryAtMs, channel),
    retryStoppedChannels: (): void => void statements.retryAll.run(),
    resumeChannel: (channel: Hex): void => void statements.resume.run(channel),
    proof(subject: Hex, kind: number): { timestamp: bigint; signedBlock: string } | undefined {
      const row = statements.proof.get(subject, kind);
      return row === undefined
        ? undefined
        : { timestamp: BigInt(integerOf(row['timestamp'])), signedBlock: textOf(row['signed_block']) };
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
      return row === undefined ? undefined : hexOf(row['request_id']);
    },
    answerRequest: (requestId: Hex): void => void statements.answer.run(requestId),
    land: (reference: string, code: string, message: string): void =>
      void statements.land.run(reference, code, message),
    landFrame: (reference: string, channel: Hex, sequence: bigint): void =>
      void statements.landFrame.run(reference, channel, sequence),
    landing: (reference: string): Landing | undefined => landingOf(statements, reference),
    addEvidence(row: {
      atMs: number;
      source: string;
      meter: string | undefined;
      code: string;
      message: string;
      telegram: string;
    }): void {
      const telegram = row.telegram.slice(0, MAX_EVIDENCE_CHARACTERS);
      const { lastInsertRowid } = statements.evidence.run(
        row.atMs,
        row.source,
        row.meter ?? null,
        row.code,
        row.message,
        telegram,
      );
      if (Number(lastInsertRowid) % 1_000 === 0) statements.trimEvidence.run(MAX_EVIDENCE_ROWS);
    },
    increment: (code: string): void => void statements.increment.run(code),
    counters: (): Record<string, number> =>
      Object.fromEntries(statements.counters.all().map((row) => [textOf(row['code']), integerOf(row['count'])])),
  };
}

function limitSize(database: DatabaseSync, maxBytes: number): void {
  const pageSize = integerOf(database.prepare('pragma page_size').get()?.['page_size']);
  database.exec(`pragma max_page_count = ${Math.floor(maxBytes / pageSize)}`);
}
