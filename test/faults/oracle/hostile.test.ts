import { connect as connectSocket } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { connect, connectAsync } from 'mqtt';
import { batchMessage, decodeFrame, encodeFrame, frameHash } from '../../../core/domain/reading/frame.ts';
import { normaliseSignature } from '../../../core/domain/crypto/device-signature.ts';
import { bytesToBigint, concatBytes, uintBytes } from '../../../core/domain/bytes/hex.ts';
import { createLog } from '../../../core/runtime/log.ts';
import { messageHandler } from '../../../oracle/collector/receive/message-handler.ts';
import { createBackPressure } from '../../../oracle/collector/receive/back-pressure.ts';
import { startBroker } from '../../../oracle/collector/broker/start-broker.ts';
import { watchStorage } from '../../../oracle/collector/inbox/storage.ts';
import { createCounterBuffer } from '../../../oracle/collector/receive/counter-buffer.ts';
import { createTeller } from '../../../oracle/collector/relay/tell-gateways.ts';
import {
  downTopic,
  encodeUpMessage,
  messageName,
  parseDownMessage,
  parseUpMessage,
  upTopic,
} from '../../../oracle/messages.ts';
import { HOUR, makePair } from '../../oracle/support/pair.ts';
import { waitFor } from '../../support/wait-for.ts';
import { rollDice } from '../chain/support/seed.ts';
import type { Socket } from 'node:net';
import type { MqttClient } from 'mqtt';
import type { Frame } from '../../../core/domain/reading/frame.ts';
import type { EmbeddedBroker } from '../../../oracle/collector/broker/start-broker.ts';
import type { CounterBuffer } from '../../../oracle/collector/receive/counter-buffer.ts';
import type { BatchMessage } from '../../../oracle/messages.ts';
import type { Pair } from '../../oracle/support/pair.ts';
import type { Dice } from '../chain/support/seed.ts';

const MALFORMED = 10_000;
const FORGED = 10_000;
const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
/** Two days ago: no frame comes late, so that none may leave numbers out. */
const START = (BigInt(Math.floor(Date.now() / 1000)) / HOUR - 48n) * HOUR;
const log = createLog('test', 'silent');

describe('hostile gateways', () => {
  let pair: Pair;
  let broker: EmbeddedBroker;
  let refusals: CounterBuffer;
  let resources: AsyncDisposableStack;
  let batches: BatchMessage[];

  beforeEach(async () => {
    resources = new AsyncDisposableStack();
    pair = makePair();
    resources.defer(() => pair.dispose());
    pair.registerAll();
    pair.tellRegister();
    for (let hour = 0n; hour < 40n; hour++) {
      for (const meter of pair.simulated) {
        const values = meter.start.map((value) => value + hour);
        pair.feed(meter, values, START + hour * HOUR);
      }
      await pair.sign();
    }
    batches = pair.store.outgoing(0, 1_000).flatMap(({ payload }) => {
      const message = parseUpMessage(payload);
      return 'batch' in message ? [message.batch] : [];
    });
    refusals = resources.use(createCounterBuffer(pair.inbox, log));
    const teller = resources.use(
      createTeller({
        inbox: pair.inbox,
        network: pair.network,
        nowSeconds: () => 0n,
        publish: (...message) => broker.publish(...message),
      }),
    );
    broker = resources.use(
      await startBroker({
        host: '127.0.0.1',
        port: 0,
        tokens: new Map(['g1', 'g2', 'g3'].map((id) => [id, `token-of-${id}`])),
        onRefused: refusals.add,
        perAddress: 60,
        log,
        onMessage: messageHandler({
          context: pair.context,
          storage: watchStorage({
            database: pair.inbox.database,
            file: join(pair.folder, 'inbox.sqlite'),
            floorBytes: 0,
            limitBytes: 0,
            log,
          }),
          pace: createBackPressure({ perSecond: 20_000, burst: 20_000, nowMs: Date.now }),
          teller,
          onStored: () => undefined,
          signal: new AbortController().signal,
        }),
      }),
    );
  });
  afterEach(() => resources.disposeAsync());

  const signIn = async (id: string): Promise<MqttClient> => {
    const client = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, {
      clientId: id,
      username: id,
      password: `token-of-${id}`,
      reconnectPeriod: 0,
    });
    client.on('error', () => undefined);
    resources.defer(() => void client.end(true));
    return client;
  };
  const sendAll = async (client: MqttClient, id: string, payloads: readonly Uint8Array[]): Promise<void> => {
    const underWay = new Set<Promise<unknown>>();
    for (const payload of payloads) {
      while (underWay.size >= 16) await Promise.race(underWay);
      const sent: Promise<unknown> = client
        .publishAsync(upTopic(id), Buffer.from(payload), { qos: 1 })
        .finally(() => underWay.delete(sent));
      underWay.add(sent);
    }
    await Promise.all(underWay);
  };
  const countsBut = (...codes: string[]): Record<string, number> => {
    refusals.flush();
    return Object.fromEntries(Object.entries(pair.inbox.counters()).filter(([code]) => !codes.includes(code)));
  };
  const sum = (counts: Record<string, number>): number => Object.values(counts).reduce((all, count) => all + count, 0);

  it('get none of 10,000 malformed messages taken, and every one is counted', async () => {
    const dice = rollDice('malformed');
    const client = await signIn('g1');
    await client.publishAsync(upTopic('g1'), Buffer.from(await pair.helloOf()), { qos: 1 });
    const good = encodeUpMessage({ batch: batches[0] ?? fail() });
    await sendAll(
      client,
      'g1',
      Array.from({ length: MALFORMED }, () => malformed(good, dice)),
    );
    const counts = countsBut('HELLO_TAKEN');
    console.log(`      ${JSON.stringify(counts)}`);
    expect(sum(counts)).to.equal(MALFORMED);
    expect(pair.inbox.messageCounts()).to.deep.equal([]);
  });

  it('get none of 10,000 forged, replayed and misplaced frames taken, and every one is counted', async () => {
    const dice = rollDice('forged');
    const client = await signIn('g1');
    await client.publishAsync(upTopic('g1'), Buffer.from(await pair.helloOf()), { qos: 1 });
    const first = batches.slice(0, 20);
    await sendAll(
      client,
      'g1',
      first.map((batch) => encodeUpMessage({ batch })),
    );
    const stored = pair.inbox.messageCounts();
    const frames = (): unknown => pair.inbox.database.prepare('select * from frames order by channel, sequence').all();
    const before = frames();
    const forge = await forgery(pair, batches, dice);
    await sendAll(client, 'g1', await Promise.all(Array.from({ length: FORGED }, forge)));
    const counts = countsBut('HELLO_TAKEN', 'BATCH_STORED');
    console.log(`      ${JSON.stringify(counts)}`);
    expect(sum(counts)).to.equal(FORGED);
    expect(pair.inbox.messageCounts()).to.deep.equal(stored);
    expect(frames()).to.deep.equal(before);
  });

  it('that flood, stall and babble do not starve an honest one', async () => {
    const dice = rollDice('flood');
    const stop = new AbortController();
    resources.defer(() => stop.abort());
    const honest = await signIn('g1');
    await honest.publishAsync(upTopic('g1'), Buffer.from(await pair.helloOf()), { qos: 1 });
    const acknowledged = new Set<string>();
    honest.on('message', (_topic, payload) => {
      const down = parseDownMessage(payload);
      if ('ack' in down && down.ack.outcome === 'stored') acknowledged.add(down.ack.message);
    });
    await honest.subscribeAsync(downTopic('g1'), { qos: 1 });
    const attacks = [
      flood(await signIn('g2'), stop.signal),
      ...Array.from({ length: 4 }, () => babble(broker.port, dice, stop.signal)),
      ...Array.from({ length: 30 }, () => stall(broker.port, stop.signal)),
      ...Array.from({ length: 4 }, (_, n) => trespass(broker.port, n, stop.signal)),
    ];
    const signs = ['SIGN_IN_REFUSED', 'PROTOCOL_ERROR', 'TOPIC_REFUSED', 'MESSAGE_MALFORMED'];
    await waitFor('attacks under way', () => signs.every((code) => (countsBut()[code] ?? 0) > 0)).catch(
      (error: unknown) => {
        throw new Error(`${String(error)}: ${JSON.stringify(countsBut())}`);
      },
    );
    const delays: number[] = [];
    for (const batch of batches) {
      const payload = encodeUpMessage({ batch });
      const name = messageName(payload);
      const started = performance.now();
      await honest.publishAsync(upTopic('g1'), Buffer.from(payload), { qos: 1 });
      while (!acknowledged.has(name)) await new Promise((resolve) => setTimeout(resolve, 1));
      delays.push(performance.now() - started);
    }
    stop.abort();
    await Promise.all(attacks);
    delays.sort((a, b) => a - b);
    const p99 = delays[Math.floor(delays.length * 0.99)] ?? Infinity;
    const counts = countsBut();
    console.log(`      ${delays.length} batches, p99 ${p99.toFixed(0)} ms; ${JSON.stringify(counts)}`);
    expect(counts['BATCH_STORED']).to.equal(batches.length);
    expect(p99).to.be.lessThan(3_000);
  });
});

function fail(): never {
  throw new Error('the test has no frames');
}

/** No message of schema v1: JSON with something missing, wrong or too much, cut text, random bytes. */
function malformed(good: Uint8Array, dice: Dice): Uint8Array {
  const text = new TextDecoder().decode(good);
  const kinds: (() => Uint8Array | string)[] = [
    () => dice.bytes(dice.int(1, 300)).fill(0xff, 0, 1),
    () => good.subarray(0, dice.int(0, good.length - 1)),
    () => text.replace('"v":1', `"v":${dice.int(2, 99)}`),
    () => text.replace('"batch"', `"${dice.pick(['Batch', 'hello', 'periodKeys', 'x'])}"`),
    () => text.replace('"frames":[', `"frames":[${'null,'.repeat(dice.int(1, 3))}`),
    () => text.replace('"signature":"', `"signature":"${'A'.repeat(dice.int(1, 9) * 4)}`),
    () => text.replace('0x', dice.pick(['0X', '', '0xg', '0x00'])),
    () => text.replace('{', `{"more":${dice.int(0, 9)},`),
    () => `${text}${dice.pick(['}', ',', ' x', '\u0000'])}`,
    () => dice.pick(['', '[]', 'null', '0', '"batch"', '{}', '{"v":1}', '{"v":1,"batch":[]}', '[[[[[[[[']),
  ];
  const made = dice.pick(kinds)();
  return typeof made === 'string' ? new TextEncoder().encode(made) : made;
}

/** Batches of the shape that the schema asks for which must not be taken after the first twenty were. */
async function forgery(pair: Pair, batches: readonly BatchMessage[], dice: Dice): Promise<() => Promise<Uint8Array>> {
  const sign = async (frames: readonly { frame: Frame; ciphertext: Uint8Array }[]): Promise<BatchMessage> => {
    const encoded = frames.map(({ frame, ciphertext }) => ({ frame: encodeFrame(frame), ciphertext }));
    const message = batchMessage(encoded.map(({ frame }) => frameHash(frame)));
    const signature = normaliseSignature(pair.signer.key, message, await pair.signer.sign(message));
    return { deviceId: pair.signer.deviceId, signature, frames: encoded };
  };
  const next = batches[20] ?? fail();
  const decoded = next.frames.map(({ frame, ciphertext }) => ({ frame: decodeFrame(frame), ciphertext }));
  const resigned = async (change: (frame: Frame) => Partial<Frame>): Promise<BatchMessage> =>
    sign(
      decoded.map(({ frame, ciphertext }, at) => ({
        frame: at === 0 ? { ...frame, ...change(frame) } : frame,
        ciphertext,
      })),
    );
  const wellSigned = [
    await resigned(() => ({ channel: `0x${'ab'.repeat(32)}` })),
    await resigned(({ sequence }) => ({ sequence: sequence + 5n })),
    await resigned(() => ({ previous: `0x${'cd'.repeat(32)}` })),
    await resigned(() => ({ domain: new Uint8Array(32) })),
    await resigned(() => ({ time: START })),
    await resigned(() => ({ commitment: { x: 5n, y: 5n } })),
    ...(await Promise.all(
      batches.slice(0, 20).map((batch) =>
        sign(
          batch.frames.map(({ frame, ciphertext }, at) => {
            const old = decodeFrame(frame);
            return { frame: at === 0 ? { ...old, time: old.time + 1n } : old, ciphertext };
          }),
        ),
      ),
    )),
  ];
  const flip = (bytes: Uint8Array): Uint8Array => {
    const at = dice.int(0, bytes.length - 1);
    return bytes.with(at, (bytes[at] ?? 0) ^ (1 << dice.int(0, 7)));
  };
  const at = (
    frames: BatchMessage['frames'],
    change: (one: BatchMessage['frames'][number]) => BatchMessage['frames'][number],
  ): BatchMessage['frames'] => {
    const chosen = dice.int(0, frames.length - 1);
    return frames.map((one, index) => (index === chosen ? change(one) : one));
  };
  return async () => {
    const late = dice.pick(batches.slice(20));
    const kinds: (() => BatchMessage)[] = [
      () => ({ ...late, signature: flip(late.signature) }),
      () => ({ ...late, frames: at(late.frames, (one) => ({ ...one, frame: flip(one.frame) })) }),
      () => ({ ...late, frames: at(late.frames, (one) => ({ ...one, ciphertext: flip(one.ciphertext) })) }),
      () => ({ ...late, frames: late.frames.toReversed() }),
      () => ({ ...late, signature: dice.pick(batches.slice(0, 20)).signature }),
      () => ({ ...late, deviceId: `0x${dice.bytes(32).toString('hex')}` }),
      () => {
        const s = bytesToBigint(late.signature.subarray(32, 64));
        const high = concatBytes(late.signature.subarray(0, 32), uintBytes(P256_ORDER - s, 32), Uint8Array.of(0));
        return { ...late, signature: high };
      },
      () => dice.pick(batches.slice(0, 20)),
      () => dice.pick(batches.slice(22)),
      () => dice.pick(wellSigned),
    ];
    return encodeUpMessage({ batch: dice.pick(kinds)() });
  };
}

/** A gateway with a token of its own that sends a mebibyte of nonsense as quickly as it is let. */
async function flood(client: MqttClient, signal: AbortSignal): Promise<void> {
  const nonsense = Buffer.alloc(1_000_000, '[{');
  while (!signal.aborted && client.connected) {
    const sent = client.publishAsync(upTopic('g2'), nonsense, { qos: 1 }).catch(() => undefined);
    await Promise.race([sent, new Promise((resolve) => setTimeout(resolve, 6_000))]);
  }
}

/** Connections that say garbage, one after the other. */
async function babble(port: number, dice: Dice, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const socket = await openSocket(port);
    const kind = dice.int(0, 2);
    const garbage = dice.bytes(dice.int(1, 2_000));
    // A CONNECT whose rest is noise; a CONNECT without a right to it; noise alone.
    if (kind === 0) socket.write(Buffer.concat([Buffer.from([0x10, 0x7f]), garbage]));
    else if (kind === 1) socket.write(Buffer.concat([CONNECT, garbage]));
    else socket.write(garbage.fill(0, 0, 1));
    await gone(socket, 200, signal);
  }
}

/** MQTT 3.1.1 CONNECT as "x" with a wrong password. */
const CONNECT = Buffer.from('1013 0004 4d515454 04 c2 003c 0001 78 0001 78 0001 78'.replaceAll(' ', ''), 'hex');

/** A connection that says nothing until it is cut, again and again. */
async function stall(port: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) await gone(await openSocket(port), 30_000, signal);
}

/** A gateway that publishes and reads where it may not, or reads nothing of what it asked for. */
async function trespass(port: number, n: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const client = connect(`mqtt://127.0.0.1:${port}`, {
      clientId: `trespasser-${n}`,
      username: 'g3',
      password: 'token-of-g3',
      reconnectPeriod: 0,
    });
    client.on('error', () => undefined);
    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
    client.once('connect', () => {
      if (n === 0) client.publish('arsmms/v1/g1/up', 'x', { qos: 1 });
      else if (n === 1) client.subscribe('#', { qos: 1 });
      else if (n === 2) client.subscribe('arsmms/v1/+/down', { qos: 1 });
      else client.stream.pause();
    });
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 2_000))]);
    client.end(true);
  }
}

function openSocket(port: number): Promise<Socket> {
  const socket = connectSocket(port, '127.0.0.1');
  socket.on('error', () => undefined);
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(socket));
    socket.once('close', () => resolve(socket));
  });
}

async function gone(socket: Socket, ms: number, signal: AbortSignal): Promise<void> {
  if (!socket.destroyed && !signal.aborted) {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => end(), ms);
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      socket.resume();
      socket.once('close', end);
      signal.addEventListener('abort', end, { once: true });
    });
  }
  socket.destroy();
}
