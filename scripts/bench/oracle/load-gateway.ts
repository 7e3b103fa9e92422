import { connectAsync } from 'mqtt';
import { downTopic, messageName, parseDownMessage, upTopic } from '../../../oracle/messages.ts';

/** A gateway that publishes prepared messages as quickly as they are acknowledged by name. */
export type LoadGateway = AsyncDisposable & {
  send(payload: Uint8Array): Promise<void>;
  /**
   * Publishes all in order with `window` under way. `at` says when a message is due, in seconds from the start; without it at once.
   * Resolves with the seconds from the first to the last acknowledgement.
   */
  sendAll(
    payloads: Iterable<Uint8Array>,
    options: { window: number; due?: (index: number) => number; onSent?: (index: number) => void },
  ): Promise<number>;
};

export async function connectLoadGateway(args: {
  url: string;
  gatewayId: string;
  token: string;
}): Promise<LoadGateway> {
  const { gatewayId } = args;
  const client = await connectAsync(args.url, {
    clientId: gatewayId,
    username: gatewayId,
    password: args.token,
    reconnectPeriod: 0,
  });
  const waiting = new Map<string, PromiseWithResolvers<void>>();
  const fail = (error: Error): void => waiting.forEach((one) => one.reject(error));
  client.on('error', fail);
  client.on('close', () => fail(new Error('the broker ended the connection of the bench')));
  client.on('message', (_topic, payload) => {
    const down = parseDownMessage(payload);
    if (!('ack' in down)) return;
    const one = waiting.get(down.ack.message);
    waiting.delete(down.ack.message);
    if (down.ack.outcome === 'stored') one?.resolve();
    else one?.reject(new Error(`the collector answers ${down.ack.outcome}: ${down.ack.code} ${down.ack.text}`));
  });
  await client.subscribeAsync(downTopic(gatewayId), { qos: 1 });

  const deliver = async (payload: Uint8Array): Promise<void> => {
    const name = messageName(payload);
    const one = Promise.withResolvers<void>();
    waiting.set(name, one);
    await client.publishAsync(upTopic(gatewayId), Buffer.from(payload), { qos: 1 });
    await one.promise;
  };
  return {
    async send(payload) {
      await client.publishAsync(upTopic(gatewayId), Buffer.from(payload), { qos: 1 });
    },
    async sendAll(payloads, { window, due, onSent }) {
      const started = performance.now();
      const underWay = new Set<Promise<void>>();
      let index = 0;
      for (const payload of payloads) {
        const wait = due === undefined ? 0 : started + due(index) * 1000 - performance.now();
        if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
        while (underWay.size >= window) await Promise.race(underWay);
        onSent?.(index);
        index += 1;
        const sent: Promise<void> = deliver(payload).finally(() => underWay.delete(sent));
        underWay.add(sent);
      }
      await Promise.all(underWay);
      return (performance.now() - started) / 1000;
    },
    async [Symbol.asyncDispose]() {
      client.removeAllListeners('close');
      await client.endAsync(true);
    },
  };
}
