import { encodeData } from '../../../core/domain/ledger/block-data.ts';
import { deviceIdOf } from '../../../core/domain/crypto/device-signature.ts';
import { envelopeAddressees } from '../../../core/domain/crypto/envelope.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { toHex } from '../../../core/domain/bytes/hex.ts';
import { CLOCK_TOLERANCE } from '../../../core/domain/limits.ts';
import { periodKeyMessage } from '../../../core/domain/reading/payload.ts';
import { BATCH_HEAD_BYTES, sizeOfFrame } from '../../../core/domain/reading/readings-data.ts';
import { MAX_MESSAGE_BYTES, helloMessage, messageName, parseUpMessage } from '../../messages.ts';
import { checkBatch } from './check-batch.ts';
import { checkDevice } from './check-device.ts';
import { MessageRefusal } from './message-refusal.ts';
import { readBatch } from './read-batch.ts';
import { newestHead, reportHeads } from '../relay/report-heads.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { Log } from '../../../core/runtime/log.ts';
import type { BatchMessage, DownMessage, HelloMessage, PeriodKeysMessage } from '../../messages.ts';
import type { ChannelHead, Inbox } from '../inbox/inbox-rows.ts';
import type { SignedFrame } from './read-batch.ts';
import type { VerifySignature } from './verify-signature.ts';
import { unixSeconds } from '../../../core/domain/unix-seconds.ts';

export type ReceiveContext = {
  inbox: Inbox;
  domain: Uint8Array;
  /** Where the ledger says that a channel stands; asked for channels that the inbox does not know, or not far enough. */
  ledgerHead: (channel: Hex) => Promise<ChannelHead | undefined>;
  verify: VerifySignature;
  log: Log;
};
/**
 * `answer` goes to the gateway; `stored`: there is something to relay; `hello`: the gateway is there and shows its key; `frames` that the
 * message brought.
 */
export type Received = { answer?: DownMessage; stored?: true; hello?: true; frames?: number };

/** Refusals that no honest gateway can cause: somebody tampers, or two gateways hold one key. */
const ALARMS = new Set([
  'FRAME_CONFLICT',
  'DEVICE_SIGNATURE_INVALID',
  'PREVIOUS_MISMATCH',
  'DEVICE_FOREIGN',
  'HELLO_REFUSED',
]);

/**
 * Handles one message of a gateway that signed in. When it returns, what was accepted is on disk and what was refused is in quarantine,
 * counted by its code. The same message again gives the same answer and changes nothing.
 */
export async function receive(context: ReceiveContext, gatewayId: string, payload: Uint8Array): Promise<Received> {
  const name = messageName(payload);
  try {
    if (payload.length > MAX_MESSAGE_BYTES)
      throw new MessageRefusal('MESSAGE_TOO_LARGE', `The message has ${payload.length} bytes, more than 1 MiB.`);
    const message = parseUpMessage(payload);
    if ('hello' in message) return receiveHello(context, gatewayId, message.hello);
    if ('ask' in message) {
      const { channels } = message.ask;
      return { answer: await reportHeads(context, channels), frames: channels.length };
    }
    if (context.inbox.messageByName(name) !== undefined) {
      context.inbox.increment('MESSAGE_REPEATED');
      return { answer: stored(name) };
    }
    if ('periodKeys' in message) return receiveKeys(context, gatewayId, name, message.periodKeys);
    const frames = message.batch.frames.length;
    return { ...(await receiveBatch(context, gatewayId, name, message.batch)), frames };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return refuse(context, gatewayId, name, payload, error);
  }
}

function refuse(
  { inbox, log }: ReceiveContext,
  gatewayId: string,
  name: string,
  payload: Uint8Array,
  fault: InputError,
): Received {
  const { code, message } = fault;
  const { retry, channels } = fault instanceof MessageRefusal ? fault : { retry: false, channels: [] };
  if (retry) {
    inbox.increment(code);
    return { answer: { v: 1, ack: { message: name, outcome: 'later', code, text: message } } };
  }
  inbox.transaction(() => inbox.quarantine(gatewayId, code, message, payload));
  const alarm = ALARMS.has(code);
  log[alarm ? 'error' : 'warn']({ gatewayId, code, alarm, channels }, message);
  return { answer: { v: 1, ack: { message: name, outcome: 'refused', code, text: message, channels } } };
}

function stored(name: string): DownMessage {
  return { v: 1, ack: { message: name, outcome: 'stored' } };
}

function receiveHello(
  { inbox, domain, verify, log }: ReceiveContext,
  gatewayId: string,
  hello: HelloMessage,
): Received {
  const { algorithm, x, y } = hello;
  refuseStale(inbox, gatewayId, hello.time);
  const deviceId = deviceIdOf({ algorithm, x: BigInt(x), y: BigInt(y) });
  if (!verify({ deviceId, algorithm, x, y }, helloMessage(domain, hello.time, gatewayId), hello.signature)) {
    throw new MessageRefusal(
      'HELLO_REFUSED',
      `Gateway ${gatewayId} did not show that it holds device key ${deviceId}.`,
    );
  }
  const other = inbox.gatewayOf(deviceId);
  if (other !== undefined && other !== gatewayId) {
    throw new MessageRefusal(
      'HELLO_REFUSED',
      `Device ${deviceId} is that of gateway ${other}. Two gateways must not share a key.`,
    );
  }
  inbox.setGateway(gatewayId, deviceId, BigInt(hello.time));
  if (other === undefined) {
    log.info({ gatewayId, deviceId }, 'gateway shows its device key');
  }
  inbox.increment('HELLO_TAKEN');
  return { hello: true };
}

/** An old hello, which anybody may have kept, must not bring a device back that the gateway no longer has. */
function refuseStale(inbox: Pick<Inbox, 'helloTime'>, gatewayId: string, time: number): void {
  const now = Math.floor(Date.now() / 1000);
  if (Math.abs(time - now) > Number(CLOCK_TOLERANCE))
    throw new MessageRefusal(
      'HELLO_STALE',
      `The hello of gateway ${gatewayId} is dated ${time}, and it is ${now}. Set its clock right.`,
      { retry: true },
    );
  const newest = inbox.helloTime(gatewayId);
  if (time < newest)
    throw new MessageRefusal('HELLO_STALE', `Gateway ${gatewayId} said hello at ${newest} already, after ${time}.`, {
      retry: true,
    });
}

function receiveKeys(
  { inbox, domain, verify }: ReceiveContext,
  gatewayId: string,
  name: string,
  keys: PeriodKeysMessage,
): Received {
  const { deviceId, meterId, period, signature } = keys;
  const device = checkDevice(inbox, gatewayId, deviceId);
  const meter = inbox.meter(meterId);
  if (meter === undefined)
    throw new MessageRefusal('METER_UNKNOWN', `Meter ${meterId} is not registered on the ledger yet.`, { retry: true });
  if (meter.deviceId !== deviceId) throw new MessageRefusal('METER_FOREIGN', `Meter ${meterId} has another device.`);
  const envelope = toHex(keys.envelope);
  envelopeAddressees(envelope);
  if (!verify(device, periodKeyMessage({ domain, meterId, period, envelope }), signature)) {
    throw new MessageRefusal(
      'DEVICE_SIGNATURE_INVALID',
      `The announcement is not signed by device ${deviceId}, with low s.`,
    );
  }
  const keysData = encodeData('PERIOD_KEYS', {
    deviceId,
    meterId,
    period,
    envelope,
    deviceSignature: toHex(signature),
  });
  inbox.transaction(() => {
    inbox.addMessage({
      name,
      gatewayId,
      kind: 'keys',
      deviceId,
      signature,
      subject: undefined,
      keysData,
      frameCount: 0,
      size: keys.envelope.length,
    });
    inbox.increment('KEYS_STORED');
  });
  return { answer: stored(name), stored: true };
}

async function receiveBatch(
  context: ReceiveContext,
  gatewayId: string,
  name: string,
  batch: BatchMessage,
): Promise<Received> {
  const { inbox, domain, verify } = context;
  const device = checkDevice(inbox, gatewayId, batch.deviceId);
  const signed = readBatch(batch, { device, domain, verify });
  const before = await channelHeads(context, signed);
  const { frames, heads } = checkBatch(signed, {
    device,
    meterOfChannel: inbox.meterOfChannel,
    head: (channel) => before.get(channel),
    // The inbox has no frame behind a channel's head.
    stored: (channel, sequence) =>
      sequence > (before.get(channel)?.sequence ?? 0n) ? undefined : inbox.frame(channel, sequence),
    nowSeconds: unixSeconds(),
  });

  const underWay = frames.filter(
    ({ known, recorded }) => recorded || (known !== undefined && inbox.message(known.messageId)?.state !== 'withdrawn'),
  );
  if (underWay.length === frames.length) {
    inbox.increment('BATCH_REPEATED');
    return { answer: stored(name) };
  }
  if (underWay.length > 0) {
    const channels = [...new Set(underWay.map(({ frame }) => frame.channel))];
    throw new MessageRefusal('BATCH_OVERLAPS', 'Some frames of the batch are under way in another batch.', {
      channels,
    });
  }
  const size = frames.reduce(
    (sum, { frame, ciphertext }) => sum + sizeOfFrame({ ...frame, ciphertext }),
    BATCH_HEAD_BYTES,
  );
  inbox.transaction(() => {
    const messageId = inbox.addMessage({
      name,
      gatewayId,
      kind: 'batch',
      deviceId: batch.deviceId,
      signature: batch.signature,
      subject: batch.subject,
      keysData: undefined,
      frameCount: frames.length,
      size,
    });
    for (const [place, { frame, bytes, ciphertext, known: before }] of frames.entries()) {
      const { channel, sequence } = frame;
      if (before !== undefined) inbox.moveFrame(channel, sequence, messageId, place);
      else inbox.addFrame({ channel, sequence, frame: bytes, ciphertext, messageId }, place);
    }
    for (const [channel, head] of heads) inbox.setChannelHead(channel, head);
    inbox.increment('BATCH_STORED');
  });
  return { answer: stored(name), stored: true };
}

/**
 * Where the channels of a batch stand: in the inbox; on the ledger for one that the inbox does not know, or whose next frames it lacks: an
 * inbox that was restored from a copy is behind the ledger.
 */
async function channelHeads(
  { inbox, ledgerHead }: ReceiveContext,
  frames: readonly SignedFrame[],
): Promise<Map<Hex, ChannelHead | undefined>> {
  const heads = new Map<Hex, ChannelHead | undefined>();
  let asked = false;
  for (const { frame } of frames) {
    const { channel, sequence } = frame;
    if (heads.has(channel)) continue;
    const known = inbox.channelHead(channel);
    const follows = known !== undefined && sequence <= known.sequence + 1n;
    const askLedger = !follows && inbox.meterOfChannel(channel) !== undefined;
    asked ||= askLedger;
    heads.set(channel, askLedger ? newestHead(known, await ledgerHead(channel)) : known);
  }
  if (!asked) return heads;
  // While the ledger was asked, another message may have moved a channel on.
  for (const [channel, head] of heads) heads.set(channel, newestHead(inbox.channelHead(channel), head));
  return heads;
}
