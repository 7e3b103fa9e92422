import { decodeData } from '../../../core/domain/ledger/block-data.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { checkSignedBlock, signedBlockFromJson } from '../../../core/domain/ledger/internal-block.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import { parseDownMessage, parseUpMessage } from '../../messages.ts';
import { addresseesOf, checkRegisterBlock, keepProof, withoutHalves } from '../frames/addressees.ts';
import type { Proof } from '../frames/proof.ts';
import { provenKeyOf, registerKeys } from '../frames/register-keys.ts';
import { keepWrap } from '../telegram/unwrap-reading.ts';
import { resolveHead } from '../recovery/resolve-head.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { domainOf, type Network } from '../../../core/domain/ledger/network.ts';
import type { Log } from '../../../core/runtime/log.ts';
import type { ReportedHead } from '../../messages.ts';
import type { GatewayRules } from '../telegram/consume-telegram.ts';
import type { MeterEntry, MeterRegister } from '../meters/meter-register.ts';
import type { GatewayStore } from '../store/store-rows.ts';

export type DownlinkContext = {
  store: GatewayStore;
  network: Network;
  company: Hex;
  meters: MeterRegister;
  rules: GatewayRules;
  retryAfterMs: number;
  log: Log;
};
/**
 * What the agent has to do after a message: send again, announce keys (again after a while), look at the queue, ask where channels stand, go on where
 * that is known, read a meter.
 */
export type DownlinkEffect =
  | { kind: 'none' }
  | { kind: 'queue-changed' }
  | { kind: 'send-again' }
  | { kind: 'keys-refused' }
  | { kind: 'register-changed' }
  | { kind: 'ask-heads'; channels: Hex[] }
  | { kind: 'heads-known'; channels: Hex[] }
  | { kind: 'read-meter'; meter: MeterEntry; requestId: Hex };

/** Refusals that a channel's place at the collector explains, or that sealing anew mends; the last is the ledger's own name. */
const MISPLACED = new Set([
  'SEQUENCE_GAP',
  'PREVIOUS_MISMATCH',
  'FRAME_CONFLICT',
  'TIME_NOT_RISING',
  'TIME_TOO_OLD',
  'TimeTooOld',
]);
const NONE: DownlinkEffect = { kind: 'none' };

/**
 * Handles a message from the collector and makes its effect durable before it returns. The collector is not trusted: it can delay
 * frames, but register entries and requests count only with the signatures of those who may make them.
 */
export function handleDownlink(context: DownlinkContext, payload: Uint8Array): DownlinkEffect {
  const { store, log } = context;
  try {
    const message = parseDownMessage(payload);
    if ('ack' in message) return handleAck(context, message.ack);
    if ('withdrawn' in message) {
      const { message: name, code, channels } = message.withdrawn;
      return store.forgetAnnouncement(name) ? { kind: 'keys-refused' } : putBack(context, name, code, channels);
    }
    if ('heads' in message) return handleHeads(context, message.heads);
    if ('register' in message) return handleRegister(context, message.register.blocks);
    return handlePoll(context, message.poll.request);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    store.increment(error.code);
    log.warn({ code: error.code, reason: error.message }, 'message from the collector refused');
    return NONE;
  }
}

function handleAck(
  context: DownlinkContext,
  ack: {
    message: string;
    outcome: 'stored' | 'later' | 'refused';
    code?: string | undefined;
    text?: string | undefined;
    channels?: Hex[] | undefined;
  },
): DownlinkEffect {
  const { store, log } = context;
  const code = ack.code ?? 'REFUSED';
  switch (ack.outcome) {
    case 'stored':
      store.transaction(() => {
        if (store.dequeue(ack.message)) store.markStored(ack.message);
      });
      return { kind: 'queue-changed' };
    case 'later':
      if (store.outgoingPayload(ack.message) === undefined) return NONE;
      log.info({ code, reason: ack.text }, 'the collector asks to send again later');
      return { kind: 'send-again' };
    case 'refused': {
      const refused = store.outgoingPayload(ack.message);
      if (refused === undefined) return NONE;
      store.increment(code);
      log.error({ code, reason: ack.text }, 'the collector refused a message');
      const content = parseUpMessage(refused);
      if ('periodKeys' in content) {
        store.transaction(() => {
          store.dequeue(ack.message);
          store.forgetAnnouncement(ack.message);
        });
        return { kind: 'keys-refused' };
      }
      return putBack(context, ack.message, code, ack.channels ?? []);
    }
    default:
      return ack.outcome satisfies never;
  }
}

/** The frames of a message wait again, to be signed anew; the channels to blame wait alone. */
function putBack(context: DownlinkContext, name: string, code: string, channels: readonly Hex[]): DownlinkEffect {
  const { store, log, retryAfterMs } = context;
  let blamed: readonly Hex[] = channels;
  const frames = store.transaction(() => {
    if (blamed.length === 0) blamed = store.channelsOfMessage(name);
    store.dequeue(name);
    const count = store.markWaiting(name);
    if (count > 0) for (const channel of blamed) store.stopChannel(channel, code, Date.now() + retryAfterMs);
    return count;
  });
  if (frames > 0)
    log.error({ code, frames, channels }, 'frames were refused; their channels stop until they are taken');
  return MISPLACED.has(code) ? { kind: 'ask-heads', channels: [...blamed] } : { kind: 'queue-changed' };
}

function handleRegister(context: DownlinkContext, blocks: readonly unknown[]): DownlinkEffect {
  const { store, log } = context;
  let kept = 0;
  const refuse = (error: InputError): void => {
    store.increment(error.code);
    log.warn({ code: error.code, reason: error.message }, 'register entry refused');
  };
  const { signsFor, changes, rest } = registerKeys(context.network, blocks, refuse);
  const read = (block: unknown): Proof[] => {
    try {
      return [checkRegisterBlock(block, { ...context, signsFor })];
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      refuse(error);
      return [];
    }
  };
  store.transaction(() => {
    for (const proof of [...changes, ...withoutHalves(rest.flatMap(read), context)])
      if (keepProof(store, proof)) {
        kept += 1;
        if (proof.kind === KIND.METER_REGISTER) keepWrap(store, decodeData('METER_REGISTER', proof.signed.data));
      }
    if (kept > 0) store.retryStoppedChannels();
  });
  return kept > 0 ? { kind: 'register-changed' } : NONE;
}

function handleHeads(context: DownlinkContext, heads: readonly ReportedHead[]): DownlinkEffect {
  const { meters } = context;
  const owners = new Map(meters.meters.flatMap((meter) => meter.registers.map(({ channel }) => [channel, meter])));
  for (const head of heads) {
    const meter = owners.get(head.channel);
    if (meter !== undefined) settleHead(context, head, meter);
  }
  return { kind: 'heads-known', channels: heads.map(({ channel }) => channel) };
}

function settleHead(context: DownlinkContext, head: ReportedHead, meter: MeterEntry): void {
  const { store, log } = context;
  const { channel, sequence } = head;
  try {
    const resolution = store.transaction(() => {
      const found = resolveHead({ ...context, nowMs: Date.now() }, head, meter);
      if (found !== 'consistent') {
        store.resumeChannel(channel);
        store.increment(found === 'resent' ? 'CHANNEL_RESENT' : 'CHANNEL_RESTARTED');
      }
      return found;
    });
    if (resolution === 'resent') log.warn({ channel, from: sequence }, 'the collector lost frames; they go again');
    if (resolution === 'restarted')
      log.error({ channel, sequence }, 'frames cannot be sent again; a gap frame closes the hole');
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    store.increment(error.code);
    log.error({ channel, code: error.code, reason: error.message }, 'where a channel stands is not believed');
  }
}

function handlePoll(context: DownlinkContext, json: unknown): DownlinkEffect {
  const { store, network, meters } = context;
  const signed = signedBlockFromJson(json);
  if (signed.ledger !== network.contracts.readingLedger || signed.block.kind !== KIND.READING_REQUEST) {
    throw new InputError('BLOCK_FOREIGN', 'The request to read is no READING_REQUEST of this network.');
  }
  const requestId = checkSignedBlock(domainOf(network), signed, provenKeyOf(store));
  const { meterId } = decodeData('READING_REQUEST', signed.data);
  const meter = meters.byId(meterId);
  if (meter === undefined)
    throw new InputError('METER_UNKNOWN', `Request ${requestId} is about meter ${meterId}, which is not served here.`);
  const found = addresseesOf(store, context, meterId);
  const entitled =
    'addressees' in found &&
    found.addressees.some(({ address }) => address === signed.block.from && address !== network.portal);
  if (!entitled)
    throw new InputError('REQUEST_NOT_ENTITLED', `${signed.block.from} may not ask for readings of ${meterId}.`);
  return store.addRequest(requestId, meterId, signed.block.timestamp) ? { kind: 'read-meter', meter, requestId } : NONE;
}
