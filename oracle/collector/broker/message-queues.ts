import type { OnMessage } from './broker.ts';

/** Messages of each gateway, handled one after the other in the order in which they came. */
export type MessageQueues = {
  /** Resolves when the message was handled, rejects with what handling it threw. */
  handle(gatewayId: string, payload: Uint8Array): Promise<void>;
  /** How many messages of a gateway are being handled or wait. */
  waiting(gatewayId: string): number;
  /** Resolves when everything that came was handled. */
  drained(): Promise<void>;
};

export function createMessageQueues(onMessage: OnMessage): MessageQueues {
  const queues = new Map<string, { tail: Promise<void>; length: number }>();
  return {
    handle(gatewayId, payload) {
      const queue = queues.get(gatewayId) ?? { tail: Promise.resolve(), length: 0 };
      queues.set(gatewayId, queue);
      queue.length += 1;
      const handled = queue.tail.then(() => onMessage(gatewayId, payload));
      queue.tail = handled.then(
        () => void (queue.length -= 1),
        () => void (queue.length -= 1),
      );
      return handled;
    },
    waiting: (gatewayId) => queues.get(gatewayId)?.length ?? 0,
    async drained() {
      await Promise.all([...queues.values()].map((queue) => queue.tail));
    },
  };
}
