import { Aedes } from 'aedes';
import { PACKET_OVERHEAD } from '../../mqtt-access.ts';
import { MAX_MESSAGE_BYTES, downTopic } from '../../messages.ts';
import { acceptSockets } from './accept-sockets.ts';
import { gatewayRights } from './gateway-rights.ts';
import { limitPackets } from './limit-packets.ts';
import { createMessageQueues } from './message-queues.ts';
import type { Log } from '../../../core/runtime/log.ts';
import type { Broker, OnMessage } from './broker.ts';

export type EmbeddedBroker = Broker & { readonly port: number };

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
  const { log, onRefused } = args;
  const queues = createMessageQueues(args.onMessage);
  const idOf = new WeakMap<object, string>();
  const signedIn = new WeakSet<object>();
  const broker = await Aedes.createBroker({
    maxClientsIdLength: 64,
    queueLimit: 8,
    connectTimeout: 5_000,
    drainTimeout: 10_000,
    keepaliveLimit: 300,
    concurrency: 100,
    ...gatewayRights({ ...args, queues, idOf }),
  });
  broker.on('client', ({ conn }) => void signedIn.add(conn));
  broker.on('clientError', (client, error) =>
    log.debug({ gatewayId: idOf.get(client), reason: error.message }, 'connection of a gateway ended'),
  );
  broker.on('connectionError', (_client, error) => {
    if (!/^[A-Z_]+$/.test(error.message)) onRefused('PROTOCOL_ERROR', undefined);
    log.debug({ reason: error.message }, 'connection refused');
  });

  const door = await acceptSockets({
    ...args,
    isSignedIn: (socket) => signedIn.has(socket),
    onSocket(socket) {
      limitPackets(socket, MAX_MESSAGE_BYTES + PACKET_OVERHEAD, () => onRefused('PACKET_TOO_LARGE', undefined));
      broker.handle(socket);
    },
    onTooMany: () => onRefused('TOO_MANY_CONNECTIONS', undefined),
  });
  return {
    port: door.port,
    url: `mqtt://${args.host}:${door.port}`,
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
      await door[Symbol.asyncDispose]();
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      await queues.drained();
    },
  };
}
