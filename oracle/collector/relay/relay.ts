import { InputError } from '../../../core/domain/bytes/errors.ts';
import { decodeFrame } from '../../../core/domain/reading/frame.ts';
import { ZERO_32 } from '../../../core/domain/bytes/hex.ts';
import { signBlock } from '../../../core/domain/ledger/internal-block.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import { BATCHES_MAX } from '../../../core/domain/limits.ts';
import { followsFrame } from '../../../core/domain/reading/follows-frame.ts';
import { encodeReadings } from '../../../core/domain/reading/readings-data.ts';
import { pause } from '../../../core/runtime/pause.ts';
import { MAX_BATCH_CALLDATA, MAX_BATCH_FRAMES } from '../../messages.ts';
import type { ChainClient } from '../../../core/chain/chain-client.ts';
import type { Outbox } from '../../../core/chain/outbox.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { Signer } from '../../../core/domain/ledger/internal-block.ts';
import type { Frame } from '../../../core/domain/reading/frame.ts';
import type { SignedBatch } from '../../../core/domain/reading/readings-data.ts';
import type { Log } from '../../../core/runtime/log.ts';
import type { Inbox, MessageRow } from '../inbox/inbox-rows.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';

export type RelayContext = {
  inbox: Inbox;
  outbox: Pick<Outbox, 'put' | 'wait' | 'pending'>;
  client: Pick<ChainClient, 'network' | 'status' | 'now'> & {
    readonly read: Pick<ChainClient['read'], 'channelState' | 'isActive'>;
  };
  signer: Signer;
  /** Not while the key that the ledger names is missing: frames wait, and are not refused under a dead one. */
  canSign: () => boolean;
  blocksUnderWay: number;
  /** A stored batch does not go to the ledger as it is: its gateway has to sign its frames again. */
  onWithdrawn: (message: MessageRow) => void;
  log: Log;
  signal: AbortSignal;
};
export type Relay = { wake(): void; readonly done: Promise<void> };

const INTERVAL_MS = 500;
/** Refusals that a block without the subject would not meet. */
const SUBJECT_FAULTS = new Set(['RequestUnknown', 'RequestAlreadyAnswered', 'RequestNotMet']);
/** After a batch came before the one that it follows, so that the two do not race on. */
const OVERTAKEN_HOLD_MS = 1_000;
/** The ledger has these keys, by another block: this inbox is older than the ledger. */
const ANNOUNCED = 'PeriodKeysAnnouncedBefore';
/**
 * Refusals that are not the frames' fault: the collector's own, which pass when it is put right, a block that grew too old on its way, and one that was carried
 * with too little gas. One that an older key signed is signed again with the account's own. The frames go into a new block: what devices signed does not age.
 */
const OWN_FAULTS =
  /^(SenderNotEntitled|.*NOT_STANDING|.*NOT_ENTITLED|TimestampAhead|BlockExpired|BLOCK_EXPIRES|OutOfGas|SENDER_.*|SenderMismatch)$/;

/**
 * Carries stored messages to the ledger in the order of their arrival: keys before the frames that came after them, frames in blocks of
 * up to 200. Each block is signed by the collector and delivered by the outbox until it is recorded.
 */
export function startRelay(context: RelayContext): Relay {
  const { inbox, outbox, signal, log } = context;
  let wake = new AbortController();
  let holdUntil = 0;
  const watched = new Set<Hex>();

  const watch = (digest: Hex): void => {
    if (watched.has(digest)) return;
    watched.add(digest);
    outbox
      .wait(digest, signal)
      .then(
        () => settleRecorded(inbox, digest),
        async (error: unknown) => {
          if (signal.aborted || !(error instanceof InputError)) return;
          const hold = await settleRefused(context, digest, error);
          // What another block asked for is not taken back.
          holdUntil = Math.max(holdUntil, Date.now() + hold);
        },
      )
      .then(
        () => {
          watched.delete(digest);
          wake.abort();
        },
        (error: unknown) => {
          watched.delete(digest);
          log.error({ err: error, digest }, 'settling a block failed; it is tried again');
        },
      );
  };

  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      wake = new AbortController();
      for (const digest of inbox.submittedDigests()) watch(digest);
      while (context.canSign() && Date.now() >= holdUntil && watched.size < context.blocksUnderWay) {
        const digest = submitNext(context);
        if (digest === undefined) break;
        watch(digest);
      }
      await pause(INTERVAL_MS, AbortSignal.any([signal, wake.signal]));
    }
  };
  return { wake: () => wake.abort(), done: run() };
}

/** Signs and queues the next block; the messages in it and the outbox row move in one transaction. */
export function submitNext({ inbox, outbox, client, signer }: RelayContext): Hex | undefined {
  const messages = takeTogether(inbox.pendingMessages(BATCHES_MAX));
  const first = messages[0];
  if (first === undefined) return undefined;
  const { network } = client;
  const keys = first.kind === 'keys';
  const data = first.keysData ?? encodeReadings(messages.map((message) => signedBatch(inbox, message)));
  const signed = signBlock({
    domain: domainOf(network),
    ledger: network.contracts.readingLedger,
    signer,
    to: network.company,
    kind: keys ? KIND.PERIOD_KEYS : KIND.READINGS,
    subject: first.subject ?? ZERO_32,
    data,
    timestamp: client.now(),
  });
  return inbox.transaction(() => {
    const digest = outbox.put(signed, `${keys ? 'keys' : 'readings'}:${first.id}`);
    for (const message of messages) inbox.markSubmitted(message.id, digest);
    return digest;
  });
}

/** The longest run from the front that fits in one internal block. */
function takeTogether(pending: readonly MessageRow[]): MessageRow[] {
  const taken: MessageRow[] = [];
  let frames = 0;
  let size = 0;
  for (const message of pending) {
    const first = taken[0];
    frames += message.frameCount;
    size += message.size;
    const fits = frames <= MAX_BATCH_FRAMES && size <= MAX_BATCH_CALLDATA;
    const joins =
      first !== undefined && first.kind === 'batch' && message.kind === 'batch' && !first.alone && !message.alone;
    if (first !== undefined && (!fits || !joins || first.subject !== message.subject)) break;
    taken.push(message);
  }
  return taken;
}

function signedBatch(inbox: Inbox, message: MessageRow): SignedBatch {
  return {
    deviceId: message.deviceId,
    signature: message.signature,
    frames: inbox.framesOf(message.id).map(({ frame, ciphertext }) => ({ ...decodeFrame(frame), ciphertext })),
  };
}

function settleRecorded(inbox: Inbox, digest: Hex): void {
  inbox.transaction(() => {
    const messages = inbox.messagesOfDigest(digest);
    for (const message of messages) inbox.markRecorded(message.id, Date.now());
    const frames = messages.reduce((sum, { frameCount }) => sum + frameCount, 0);
    if (frames > 0) inbox.increment('FRAMES_RECORDED', frames);
  });
}

/**
 * What a refusal means: the block is taken apart to find whose fault it is; a batch alone goes back to its gateway, and with it every
 * waiting batch that has frames of the channel to blame, so that only this channel stops.
 * @returns milliseconds that the relay should hold
 */
async function settleRefused(context: RelayContext, digest: Hex, refusal: InputError): Promise<number> {
  const { inbox, log } = context;
  const { name, args } = await refusalDetails(context, digest, refusal);
  const messages = inbox.messagesOfDigest(digest);
  const first = messages[0];
  if (first === undefined) return 0;
  if (OWN_FAULTS.test(name)) {
    log.error(
      { digest, error: name, text: refusal.message },
      'the ledger does not take blocks of this collector; frames wait',
    );
    inbox.transaction(() => messages.forEach((message) => inbox.putBackAlone(message.id)));
    return 5_000;
  }
  if (SUBJECT_FAULTS.has(name)) {
    log.warn(
      { digest, error: name, request: first.subject },
      'the request cannot be answered; the frames go without it',
    );
    inbox.transaction(() => {
      for (const message of messages) {
        inbox.clearSubject(message.id);
        inbox.putBackAlone(message.id);
      }
    });
    return 0;
  }
  if (messages.length > 1) {
    log.warn(
      { digest, error: name, batches: messages.length },
      'a block was refused; its batches are tried one by one',
    );
    inbox.transaction(() => messages.forEach((message) => inbox.putBackAlone(message.id)));
    return 0;
  }
  if (name === ANNOUNCED || (await isRecordedAlready(context, first))) {
    inbox.transaction(() => inbox.markRecorded(first.id, Date.now()));
    return 0;
  }
  const channels = [...new Set(inbox.framesOf(first.id).map((frame) => frame.channel))];
  const named = channels.filter((channel) => args.includes(channel));
  const suspects = named.length > 0 ? named : await strayChannels(context, first);
  const blamed = suspects.length > 0 ? suspects : channels;
  if (blamed.some((channel) => inbox.isOpenBefore(channel, first.id))) {
    log.warn(
      { digest, error: name },
      'a batch came to the ledger before one that it follows; it is sent again behind it',
    );
    inbox.transaction(() => inbox.putBackAlone(first.id));
    return OVERTAKEN_HOLD_MS;
  }
  const withdrawn = inbox.transaction(() => {
    const others = new Map(
      blamed.flatMap((channel) => inbox.pendingWith(channel)).map((message) => [message.id, message]),
    );
    const text = `The ledger refused block ${digest} of gateway ${first.gatewayId}: ${refusal.message}`;
    inbox.quarantine(
      first.gatewayId,
      name,
      text,
      new TextEncoder().encode(JSON.stringify({ message: first.name, channels: blamed, args })),
    );
    for (const id of [first.id, ...others.keys()]) inbox.withdraw(id, name, blamed);
    return [first, ...others.values()].flatMap((message) => inbox.message(message.id) ?? []);
  });
  log.error(
    { digest, error: name, gatewayId: first.gatewayId, channels: blamed, batches: withdrawn.length },
    'the ledger refused frames; their channels stop',
  );
  for (const message of withdrawn) context.onWithdrawn(message);
  return 0;
}

async function refusalDetails(
  { client }: RelayContext,
  digest: Hex,
  refusal: InputError,
): Promise<{ name: string; args: readonly string[] }> {
  const cause = refusal.cause;
  const kept =
    typeof cause === 'object' && cause !== null && 'name' in cause && typeof cause.name === 'string'
      ? cause.name
      : refusal.code;
  const status = await client.status(digest).catch(() => undefined);
  const args = status?.state === 'refused' ? status.error.args : (refusal.message.match(/\b0x[0-9a-fA-F]{8}\b/g) ?? []);
  return { name: status?.state === 'refused' ? status.error.name : kept, args: args.map((arg) => arg.toLowerCase()) };
}

/**
 * The channels whose first frame in the batch does not follow the ledger's last one. The ledger rebuilds number and link from its own, so that such a frame makes
 * the signature over the whole batch wrong, and the refusal names no channel.
 */
async function strayChannels({ inbox, client }: RelayContext, message: MessageRow): Promise<Hex[]> {
  const firsts = new Map<Hex, Frame>();
  for (const { channel, frame } of inbox.framesOf(message.id))
    if (!firsts.has(channel)) firsts.set(channel, decodeFrame(frame));
  const stray: Hex[] = [];
  for (const [channel, frame] of firsts) {
    const state = await client.read.channelState(channel).catch(() => undefined);
    const last =
      state === undefined || state.sequence === 0
        ? undefined
        : { sequence: BigInt(state.sequence), time: BigInt(state.time), link: state.head };
    if (followsFrame(last, frame) !== 'follows') stray.push(channel);
  }
  return stray;
}

/** A batch whose frames all stand on the ledger, by another block, has reached its end. */
async function isRecordedAlready({ inbox, client }: RelayContext, message: MessageRow): Promise<boolean> {
  const frames = inbox.framesOf(message.id);
  for (const { channel, sequence } of frames) {
    const state = await client.read.channelState(channel).catch(() => undefined);
    if (state === undefined || BigInt(state.sequence) < sequence) return false;
  }
  return frames.length > 0;
}
