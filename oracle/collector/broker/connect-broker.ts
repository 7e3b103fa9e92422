import { connect } from 'mqtt';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { downTopic, upTopic } from '../../messages.ts';
import { mqttOptions } from '../../mqtt-access.ts';
import type { MqttClient } from 'mqtt';
import type { Log } from '../../../core/runtime/log.ts';
import type { MqttAccess } from '../../mqtt-access.ts';
import type { Broker, OnMessage } from './broker.ts';

const RECONNECT_MS = 1_000;
const KEEPALIVE_S = 30;

/**
 * The collector at another broker: a durable session of its own for each gateway, so that one that is slow, over its rate or not storable
 * holds up nobody else. A message is acknowledged when `onMessage` has returned, one after the other in their order; when it fails,
 * the session is cut and the broker brings the message again. The broker's ACL says who may publish where.
 */
export function connectBroker(args: {
  url: string;
  access: MqttAccess;
  gateways: readonly string[];
  onMessage: OnMessage;
  log: Log;
}): Broker {
  const { url, log, gateways } = args;
  const options = mqttOptions(args.access);
  /** Certificates are read anew before each new connection: one that was renewed needs no start. */
  const renew = (client: MqttClient): void => {
    try {
      Object.assign(client.options, mqttOptions(args.access));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      log.warn({ code: error.code }, error.message);
    }
  };
  const handling = new Set<Promise<void>>();
  let stopped = false;

  const open = (gatewayId: string): MqttClient => {
    const topic = upTopic(gatewayId);
    const client = connect(url, {
      ...options,
      clientId: `collector:${gatewayId}`,
      clean: false,
      keepalive: KEEPALIVE_S,
      reconnectPeriod: RECONNECT_MS,
      resubscribe: false,
    });
    client.handleMessage = (packet, acknowledge) => {
      if (packet.cmd !== 'publish' || packet.topic !== topic || stopped) return;
      const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
      const handled = args.onMessage(gatewayId, payload).then(
        () => acknowledge(),
        (error: unknown) => {
          log.error({ gatewayId, err: error }, 'message could not be handled; it is not acknowledged');
          client.stream.destroy();
        },
      );
      handling.add(handled);
      void handled.finally(() => handling.delete(handled));
    };
    let told = false;
    client.on('connect', () => {
      told = false;
      // What a gateway left as retained is no new message.
      client.subscribe(topic, { qos: 1, rh: 2 }, (error) => {
        if (error) log.error({ gatewayId, reason: error.message }, 'the broker refuses the subscription');
      });
    });
    client.on('close', () => renew(client));
    client.on('error', (error) => {
      if (!told) log.warn({ gatewayId, reason: error.message }, 'broker not reachable');
      told = true;
    });
    return client;
  };
  const clients = new Map(gateways.map((gatewayId) => [gatewayId, open(gatewayId)]));
  const connected = (): number => [...clients.values()].filter((client) => client.connected).length;

  return {
    url,
    get connected() {
      return connected();
    },
    get fault() {
      const missing = clients.size - connected();
      return missing === 0 ? undefined : `${missing} of ${clients.size} sessions at ${url} are not connected.`;
    },
    publish(gatewayId, payload, retain = false) {
      clients.get(gatewayId)?.publish(downTopic(gatewayId), Buffer.from(payload), { qos: 1, retain }, (error) => {
        if (error) log.warn({ gatewayId, reason: error.message }, 'message to a gateway not published');
      });
    },
    async [Symbol.asyncDispose]() {
      stopped = true;
      await Promise.all(handling);
      await Promise.all([...clients.values()].map((client) => client.endAsync(true)));
    },
  };
}
