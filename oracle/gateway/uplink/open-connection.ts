import { connect } from 'mqtt';
import { downTopic, upTopic } from '../../messages.ts';
import { mqttOptions } from '../../mqtt-access.ts';
import type { MqttClient } from 'mqtt';
import type { Log } from '../../../core/runtime/log.ts';
import type { MqttAccess } from '../../mqtt-access.ts';

/** A gateway's connection to the broker, signed in and subscribed. */
export type Connection = {
  readonly connected: boolean;
  /** Resolves when the broker has the message. */
  publish(payload: Uint8Array): Promise<void>;
  /** Drops the connection at once. */
  drop(): void;
  /** Ends it in good order. */
  end(): Promise<void>;
};

export type ConnectionArgs = {
  url: string;
  /** Certificates and version; plain MQTT 3.1.1 without. */
  access?: MqttAccess;
  gatewayId: string;
  token: string;
  hello: () => Promise<Uint8Array>;
  onDown: (payload: Uint8Array) => void;
  log: Log;
};

const PLAIN: MqttAccess = { mqttCa: undefined, mqttCert: undefined, mqttKey: undefined, mqttVersion: '3.1.1' };

/** Connects, subscribes and says hello. Rejects when the connection ends before that, or at the signal. */
export async function openConnection(
  args: ConnectionArgs & { onLost: () => void; signal: AbortSignal },
): Promise<Connection> {
  const { log, signal } = args;
  const options = mqttOptions(args.access ?? PLAIN);
  const client = connect(args.url, {
    clientId: args.gatewayId,
    username: args.gatewayId,
    password: args.token,
    reconnectPeriod: 0,
    keepalive: 20,
    ...options,
    // A broker of MQTT 5 keeps what comes down for a while; else each sign-in brings all of it again.
    clean: options.protocolVersion !== 5,
  });
  const connection = connectionOver(client, upTopic(args.gatewayId));
  // The library's promises stay open for ever when the connection ends under them.
  const closed = new Promise<never>((_resolve, reject) => {
    client.once('close', () => reject(new Error('the broker ended the connection')));
    client.once('error', reject);
    signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true });
  });
  closed.catch(args.onLost);
  client.on('error', (error) => log.debug({ reason: error.message }, 'broker connection failed'));
  client.on('message', (_topic, payload) => args.onDown(payload));
  const greet = async (): Promise<Connection> => {
    await new Promise<void>((resolve) => client.once('connect', () => resolve()));
    await client.subscribeAsync(downTopic(args.gatewayId), { qos: 1 });
    await connection.publish(await args.hello());
    return connection;
  };
  try {
    return await Promise.race([greet(), closed]);
  } catch (error) {
    client.end(true);
    throw error;
  }
}

function connectionOver(client: MqttClient, topic: string): Connection {
  return {
    get connected() {
      return client.connected;
    },
    async publish(payload) {
      await client.publishAsync(topic, Buffer.from(payload), { qos: 1 });
    },
    drop: () => void client.end(true),
    end: () => client.endAsync(true),
  };
}
