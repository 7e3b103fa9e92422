import { connect } from 'mqtt';
import { downTopic, upTopic } from '../../messages.ts';
import { mqttOptions } from '../../mqtt-access.ts';
import { pause } from '../../../core/runtime/pause.ts';
import type { MqttClient } from 'mqtt';
import type { Log } from '../../../core/runtime/log.ts';
import type { MqttAccess } from '../../mqtt-access.ts';
import type { GatewayStore } from '../store/store-rows.ts';

export type Uplink = AsyncDisposable & {
  /** Says that the queue has something new. */
  wake(): void;
  /** Sends everything that is not acknowledged again, from the oldest on, after the wait. */
  rewind(afterMs: number): void;
  readonly connected: boolean;
  /** Sends a message outside of the queue, if the broker is there: a question that will be asked again. */
  say(payload: Uint8Array): void;
};

const PLAIN: MqttAccess = { mqttCa: undefined, mqttCert: undefined, mqttKey: undefined, mqttVersion: '3.1.1' };
/** Messages under way at once; the collector answers each by name. */
const WINDOW = 16;
const RECONNECT_MS = 1_000;
/** A message that was not answered in this time is sent again. */
const ANSWER_MS = 10_000;

/**
 * Publishes the queue in order with QoS 1. A message leaves the queue only when `onDown` has handled its acknowledgement; a lost
 * connection, a refusal or silence sends everything again from the oldest on: the collector drops what it has.
 */
export async function startUplink(args: {
  url: string;
  /** Certificates and version; plain MQTT 3.1.1 without. */
  access?: MqttAccess;
  gatewayId: string;
  token: string;
  hello: () => Promise<Uint8Array>;
  store: Pick<GatewayStore, 'outgoing' | 'outgoingIds'>;
  onDown: (payload: Uint8Array) => void;
  /** After each sign-in. */
  onOpen?: () => void;
  log: Log;
  signal: AbortSignal;
}): Promise<Uplink> {
  const { store, log, signal } = args;
  const options = mqttOptions(args.access ?? PLAIN);
  let client: MqttClient | undefined;
  let wake = new AbortController();
  let last = 0;
  let holdUntil = 0;
  let progressAt = 0;
  let oldest = 0;
  let helloAgain = false;

  const poke = (): void => wake.abort();
  const stopped = new AbortController();
  const ended = AbortSignal.any([signal, stopped.signal]);

  const open = async (): Promise<MqttClient> => {
    const opened = connect(args.url, {
      clientId: args.gatewayId,
      username: args.gatewayId,
      password: args.token,
      reconnectPeriod: 0,
      keepalive: 20,
      ...options,
      // A broker of MQTT 5 keeps what comes down for a while; else each sign-in brings all of it again.
      clean: options.protocolVersion !== 5,
    });
    // The library's promises stay open for ever when the connection ends under them.
    const closed = new Promise<never>((_resolve, reject) => {
      opened.once('close', () => reject(new Error('the broker ended the connection')));
      opened.once('error', reject);
      ended.addEventListener('abort', () => reject(new Error('stopped')), { once: true });
    });
    closed.catch(poke);
    opened.on('error', (error) => log.debug({ reason: error.message }, 'broker connection failed'));
    opened.on('message', (_topic, payload) => args.onDown(payload));
    const greet = async (): Promise<MqttClient> => {
      await new Promise<void>((resolve) => opened.once('connect', () => resolve()));
      await opened.subscribeAsync(downTopic(args.gatewayId), { qos: 1 });
      await publish(opened, await args.hello());
      return opened;
    };
    try {
      return await Promise.race([greet(), closed]);
    } catch (error) {
      opened.end(true);
      throw error;
    }
  };
  const publish = async (to: MqttClient, payload: Uint8Array): Promise<void> => {
    await to.publishAsync(upTopic(args.gatewayId), Buffer.from(payload), { qos: 1 });
  };

  const run = async (): Promise<void> => {
    for (let failures = 0; !ended.aborted;) {
      wake = new AbortController();
      try {
        if (client?.connected !== true) {
          client?.end(true);
          client = await open();
          log.info({ url: args.url }, 'connected to the broker');
          last = 0;
          failures = 0;
          args.onOpen?.();
        }
        const now = Date.now();
        const waiting = store.outgoingIds(WINDOW);
        const head = waiting[0] ?? 0;
        if (head !== oldest || head === 0) {
          oldest = head;
          progressAt = now;
        } else if (now - progressAt > ANSWER_MS) {
          last = 0;
          helloAgain = true;
          progressAt = now;
        }
        if (now >= holdUntil) {
          // The broker may have lost the hello that it acknowledged.
          if (helloAgain) publish(client, await args.hello()).catch(poke);
          helloAgain = false;
          const free = WINDOW - waiting.filter((id) => id <= last).length;
          const next = store.outgoing(last, free);
          for (const message of next) {
            last = message.id;
            const sending = client;
            publish(sending, message.payload).catch((error: unknown) => {
              log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'message not delivered');
              sending.end(true);
              poke();
            });
          }
        }
      } catch (error) {
        failures += 1;
        if (failures === 1)
          log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'broker not reachable');
        client?.end(true);
        client = undefined;
        await pause(RECONNECT_MS, ended);
        continue;
      }
      const held = holdUntil - Date.now();
      await pause(held > 0 ? held : 1_000, AbortSignal.any(held > 0 ? [ended] : [ended, wake.signal]));
    }
  };
  const running = run();
  return {
    wake: poke,
    rewind(afterMs) {
      last = 0;
      helloAgain = true;
      holdUntil = Math.max(holdUntil, Date.now() + afterMs);
    },
    say(payload) {
      if (client?.connected === true) publish(client, payload).catch(() => poke());
    },
    get connected() {
      return client?.connected === true;
    },
    async [Symbol.asyncDispose]() {
      stopped.abort();
      await running;
      await client?.endAsync(true);
    },
  };
}
