import { inTransaction } from '../../../core/runtime/sqlite.ts';
import { hexOf, integerOf, optionalHex, prepareAll, textOf } from '../../sqlite-rows.ts';
import { frameRow, meterOf, messageRow, optionalFrame, optionalMessage, optionalMeter } from './inbox-rows.ts';
import { INBOX_SQL } from './inbox-sql.ts';
import type { DatabaseSync } from 'node:sqlite';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { ChannelHead, DeviceRow, Inbox, InboxFrame, MessageRow, MeterRow, RequestRow } from './inbox-rows.ts';

const MAX_QUARANTINE_BYTES = 65_536;
const MAX_QUARANTINE_ROWS = 10_000;
const MAX_REMEMBERED_METERS = 100_000;

/** The collector's statements over its one database. */
export function openInbox(database: DatabaseSync): Inbox {
  const statements = prepareAll(database, INBOX_SQL);
  /** Meters by channel: each frame asks for one, and they change rarely. */
  const meters = new Map<Hex, MeterRow | undefined>();
  const forgetMeters = (): void => meters.clear();
  let quarantined = integerOf(statements.quarantined.get()?.['n']);

  return {
    database,
    transaction: <T>(work: () => T): T => inTransaction(database, work),
    nextBlock: (): bigint => BigInt(integerOf(statements.cursor.get()?.['next_block'] ?? 0)),
    setNextBlock: (next: bigint): void => void statements.setCursor.run(next),
    deviceOf: (gatewayId: string): Hex | undefined => optionalHex(statements.gateway.get(gatewayId)?.['device_id']),
    gatewayOf(deviceId: Hex): string | undefined {
      const row = statements.gatewayOf.get(deviceId);
      return row === undefined ? undefined : textOf(row['gateway_id']);
    },
    gateways: (): { gatewayId: string; deviceId: Hex }[] =>
      statements.gateways
        .all()
        .map((row) => ({ gatewayId: textOf(row['gateway_id']), deviceId: hexOf(row['device_id']) })),
    setGateway: (gatewayId: string, deviceId: Hex): void => void statements.setGateway.run(gatewayId, deviceId),

    device(deviceId: Hex): DeviceRow | undefined {
      const row = statements.device.get(deviceId);
      if (row === undefined) return undefined;
      return {
        deviceId,
        algorithm: integerOf(row['algorithm']) === 1 ? 1 : 2,
        x: hexOf(row['x']),
        y: hexOf(row['y']),
        trustClass: integerOf(row['trust_class']),
        revoked: integerOf(row['revoked']) === 1,
      };
    },
    addDevice: (row: Omit<DeviceRow, 'revoked'>): void =>
      void statements.addDevice.run(row.deviceId, row.algorithm, row.x, row.y, row.trustClass),
    revokeDevice: (deviceId: Hex): void => void statements.revoke.run(deviceId),
    meter: (meterId: Hex): MeterRow | undefined => optionalMeter(statements.meter.get(meterId)),
    meterOfChannel(channel: Hex): MeterRow | undefined {
      if (meters.has(channel)) return meters.get(channel);
      const meter = optionalMeter(statements.meterOfChannel.get(channel));
      if (meters.size >= MAX_REMEMBERED_METERS) meters.clear();
      meters.set(channel, meter);
      return meter;
    },
    metersOf: (deviceId: Hex): MeterRow[] => statements.metersOf.all(deviceId).map(meterOf),
    addMeter(row: Omit<MeterRow, 'replacedBy'>, channels: readonly Hex[]): void {
      statements.addMeter.run(row.meterId, row.deviceId, row.owner, row.provider, row.verifiedUntil);
      for (const channel of channels) statements.addChannel.run(channel, row.meterId);
      forgetMeters();
    },
    replaceMeter(meterId: Hex, by: Hex): void {
      statements.replace.run(by, meterId);
      forgetMeters();
    },
    verifyMeter(meterId: Hex, until: bigint): void {
      statements.verify.run(until, meterId);
      forgetMeters();
    },
    transferMeter(meterId: Hex, owner: Hex): void {
      statements.transfer.run(owner, meterId);
      forgetMeters();
    },
    registerBlock(subject: Hex, kind: number): string | undefined {
      const row = statements.registerBlock.get(subject, kind);
      return row === undefined ? undefined : textOf(row['signed_block']);
    },
    setRegisterBlock: (subject: Hex, kind: number, signedBlock: string): void =>
      void statements.setRegisterBlock.run(subject, kind, signedBlock),

    channelHead(channel: Hex): ChannelHead | undefined {
      const row = statements.head.get(channel);
      if (row === undefined) return undefined;
      return {
        sequence: BigInt(integerOf(row['sequence'])),
        time: BigInt(integerOf(row['time'])),
        head: hexOf(row['head']),
      };
    },
    setChannelHead: (channel: Hex, { sequence, time, head }: ChannelHead): void =>
      void statements.setHead.run(channel, sequence, time, head),
    frame: (channel: Hex, sequence: bigint): InboxFrame | undefined =>
      optionalFrame(statements.frame.get(channel, sequence)),
    addFrame: (frame: InboxFrame, place: number): void =>
      void statements.addFrame.run(
        frame.channel,
        frame.sequence,
        frame.frame,
        frame.ciphertext,
        frame.messageId,
        place,
      ),
    moveFrame: (channel: Hex, sequence: bigint, messageId: number, place: number): void =>
      void statements.moveFrame.run(messageId, place, channel, sequence),
    framesOf: (messageId: number): InboxFrame[] => statements.framesOf.all(messageId).map(frameRow),
    message: (id: number): MessageRow | undefined => optionalMessage(statements.message.get(id)),
    messageByName: (name: string): MessageRow | undefined => optionalMessage(statements.messageByName.get(name)),
    addMessage(
      row: Pick<
        MessageRow,
        'name' | 'gatewayId' | 'kind' | 'deviceId' | 'signature' | 'subject' | 'keysData' | 'frameCount' | 'size'
      >,
    ): number {
      const { name, gatewayId, kind, deviceId, signature, subject, keysData, frameCount, size } = row;
      const added = statements.addMessage.run(
        name,
        gatewayId,
        kind,
        deviceId,
        signature,
        subject ?? null,
        keysData ?? null,
        frameCount,
        size,
      );
      return Number(added.lastInsertRowid);
    },
    pendingMessages: (limit: number): MessageRow[] => statements.pending.all(limit).map(messageRow),
    messagesOfDigest: (digest: Hex): MessageRow[] => statements.ofDigest.all(digest).map(messageRow),
    submittedDigests: (): Hex[] => statements.submittedDigests.all().map((row) => hexOf(row['digest'])),
    withdrawnOf: (gatewayId: string): MessageRow[] => statements.withdrawnOf.all(gatewayId).map(messageRow),
    pendingWith: (channel: Hex): MessageRow[] => statements.pendingWith.all(channel).map(messageRow),
    markSubmitted: (id: number, digest: Hex): void => void statements.submit.run(digest, id),
    markRecorded: (id: number, nowMs: number): void => void statements.recorded.run(nowMs, id),
    putBackAlone: (id: number): void => void statements.putBack.run(id),
    clearSubject: (id: number): void => void statements.clearSubject.run(id),
    withdraw: (id: number, code: string, channels: readonly Hex[]): void =>
      void statements.withdraw.run(code, JSON.stringify(channels), Date.now(), id),
    messageCounts: (): { state: string; messages: number; frames: number }[] =>
      statements.counts.all().map((row) => ({
        state: textOf(row['state']),
        messages: integerOf(row['messages']),
        frames: integerOf(row['frames'] ?? 0),
      })),

    addRequest: (row: RequestRow): void =>
      void statements.addRequest.run(row.requestId, row.meterId, row.dueDate, row.signedBlock),
    answerRequest: (requestId: Hex): void => void statements.answered.run(requestId),
    openRequests: (deviceId: Hex, nowSeconds: bigint): RequestRow[] =>
      statements.openRequests.all(deviceId, nowSeconds).map((row) => ({
        requestId: hexOf(row['request_id']),
        meterId: hexOf(row['meter_id']),
        dueDate: BigInt(integerOf(row['due_date'])),
        signedBlock: textOf(row['signed_block']),
      })),
    /** Keeps what was refused, up to a bounded number of bounded rows: the newest count. */
    quarantine(gatewayId: string | undefined, code: string, message: string, payload: Uint8Array): void {
      statements.quarantine.run(
        Date.now(),
        gatewayId ?? null,
        code,
        message,
        payload.length === 0 ? null : payload.subarray(0, MAX_QUARANTINE_BYTES),
      );
      statements.increment.run(code, 1);
      if (quarantined < MAX_QUARANTINE_ROWS) quarantined += 1;
      else statements.oldestQuarantined.run();
    },
    quarantined: (): number => quarantined,
    increment: (code: string, by = 1): void => void statements.increment.run(code, by),
    prune(before, limit): number {
      const recorded = statements.recordedBefore.all(before.recordedMs, limit);
      const ids = [...recorded, ...statements.emptied.all(before.recordedMs, limit)].map((row) => integerOf(row['id']));
      for (const id of ids) {
        statements.dropFrames.run(id);
        statements.dropMessage.run(id);
      }
      statements.dropRequests.run(before.dueSeconds);
      return ids.length;
    },
    counters: (): Record<string, number> =>
      Object.fromEntries(statements.counters.all().map((row) => [textOf(row['code']), integerOf(row['count'])])),
  };
}
