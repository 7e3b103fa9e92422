import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:net';
import { Aedes } from 'aedes';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { MAX_MESSAGE_BYTES, downTopic, upTopic } from '../../messages.ts';
import { PACKET_OVERHEAD } from '../../mqtt-access.ts';
import { limitPackets } from './limit-packets.ts';
import type { Socket } from 'node:net';
import type { Log } from '../../../core/runtime/log.ts';
import type { Broker, OnMessage } from './broker.ts';

export type EmbeddedBroker = Broker & { readonly port: number };

const MAX_CONNECTIONS = 1_000;
/** Messages of one gateway that are being handled; further ones are not read from its socket before. */
const MAX_UNANSWERED = 32;

/**
 * The embedded broker. A client signs in as its gateway id with its token, may publish to its own up topic and read its own down
 * topic, nothing else; wills are refused. `onMessage` runs before the acknowledgement (PUBACK): when it fails, there is none.
 */
export async function startBroker(args: {
  host: string;
  port: number;
  tokens: ReadonlyMap<string, string>;
  onMessage: OnMessage;
  onRefused: (code: string, gatewayId: string | undefined) => void;
  /** Most connections from one address. */
  perAddress: number;
  log: Log;
}): Promise<EmbeddedBroker> {
  const { tokens, log, onRefused } = args;
  const addresses = new Map<string, number>();
  const hashes = new Map([...tokens].map(([id, token]) => [id, sha256(token)]));
  const sockets = new Set<Socket>();
  const queues = new Map<string, { tail: Promise<void>; length: number }>();
  const idOf = new WeakMap<object, string>();

  const enqueue = (gatewayId: string, payload: Uint8Array): Promise<void> => {
    const queue = queues.get(gatewayId) ?? { tail: Promise.resolve(), length: 0 };
    queues.set(gatewayId, queue);
    queue.length += 1;
    const handled = queue.tail.then(() => args.onMessage(gatewayId, payload));
    queue.tail = handled.then(
      () => void (queue.length -= 1),
      () => void (queue.length -= 1),
    );
    return handled;
  };

  const broker = await Aedes.createBroker({
    maxClientsIdLength: 64,
    queueLimit: 8,
    connectTimeout: 5_000,
    drainTimeout: 10_000,
    keepaliveLimit: 300,
    concurrency: 100,
    preConnect(_client, packet, callback) {
      if (packet.will !== undefined) return callback(refusal('WILL_REFUSED', undefined), false);
      callback(null, true);
    },
    authenticate(client, username, password, done) {
      const expected = hashes.get(username ?? '');
      const given = sha256(password?.toString('utf8') ?? '');
      const matches = timingSafeEqual(expected ?? Buffer.alloc(32), given) && expected !== undefined;
      if (!matches || username === undefined) {
        onRefused('SIGN_IN_REFUSED', undefined);
        // 4: bad user name or password (MQTT 3.1.1, 3.2.2.3).
        return done(Object.assign(new Error('SIGN_IN_REFUSED'), { returnCode: 4 }), false);
      }
      idOf.set(client, username);
      done(null, true);
    },
    authorizePublish(client, packet, callback) {
      const gatewayId = client === null ? undefined : idOf.get(client);
      if (gatewayId === undefined || packet.topic !== upTopic(gatewayId))
        return callback(refusal('TOPIC_REFUSED', gatewayId));
      if ((queues.get(gatewayId)?.length ?? 0) >= MAX_UNANSWERED)
        return callback(refusal('TOO_MANY_UNANSWERED', gatewayId));
      packet.retain = false;
      const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
      enqueue(gatewayId, payload).then(
        () => callback(null),
        (error: unknown) => {
          log.error({ gatewayId, err: error }, 'message could not be handled; it is not acknowledged');
          callback(new Error('NOT_STORED'));
        },
      );
    },
    authorizeSubscribe(client, subscription, callback) {
      const gatewayId = idOf.get(client);
      if (gatewayId !== undefined && subscription.topic === downTopic(gatewayId)) return callback(null, subscription);
      callback(refusal('TOPIC_REFUSED', gatewayId), null);
    },
    authorizeForward: (client, packet) => {
      const gatewayId = idOf.get(client);
      return gatewayId !== undefined && packet.topic === downTopic(gatewayId) ? packet : null;
    },
  });
  const refusal = (code: string, gatewayId: string | undefined): Error => {
    onRefused(code, gatewayId);
    return new Error(code);
  };
  broker.on('clientError', (client, error) =>
    log.debug({ gatewayId: idOf.get(client), reason: error.message }, 'connection of a gateway ended'),
  );
  broker.on('connectionError', (_client, error) => {
    if (!/^[A-Z_]+$/.test(error.message)) onRefused('PROTOCOL_ERROR', undefined);
    log.debug({ reason: error.message }, 'connection refused');
  });

  const server = createServer((socket) => {
    const address = socket.remoteAddress ?? '';
    const before = addresses.get(address) ?? 0;
    if (sockets.size >= MAX_CONNECTIONS || before >= args.perAddress) {
      onRefused('TOO_MANY_CONNECTIONS', undefined);
      socket.destroy();
      return;
    }
    sockets.add(socket);
    addresses.set(address, before + 1);
    socket.setNoDelay(true);
    socket.on('close', () => {
      sockets.delete(socket);
      const left = (addresses.get(address) ?? 1) - 1;
      if (left > 0) addresses.set(address, left);
      else addresses.delete(address);
    });
    limitPackets(socket, MAX_MESSAGE_BYTES + PACKET_OVERHEAD, () => onRefused('PACKET_TOO_LARGE', undefined));
    broker.handle(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        cause.code === 'EADDRINUSE'
          ? new InputError(
              'PORT_TAKEN',
              `Port ${args.port} of ${args.host} is taken. Stop the program that has it, or set another port.`,
              { cause },
            )
          : cause,
      ),
    );
    server.listen(args.port, args.host, resolve);
  });
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : args.port;
  return {
    port,
    url: `mqtt://${args.host}:${port}`,
    fault: undefined,
    get connected() {
      return broker.connectedClients;
    },
    publish(gatewayId, payload, retain = false) {
      broker.publish(
        { cmd: 'publish', topic: downTopic(gatewayId), payload: Buffer.from(payload), qos: 1, retain, dup: false },
        (error) => {
          if (error) log.warn({ gatewayId, reason: error.message }, 'message to a gateway not published');
        },
      );
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      await Promise.all([...queues.values()].map((queue) => queue.tail));
    },
  };
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
