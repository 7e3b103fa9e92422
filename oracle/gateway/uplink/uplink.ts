import { pause } from '../../../core/runtime/pause.ts';
import { openConnection } from './open-connection.ts';
import { createSendWindow } from './send-window.ts';
import type { GatewayStore } from '../store/store-rows.ts';
import type { Connection, ConnectionArgs } from './open-connection.ts';

export type Uplink = AsyncDisposable & {
  /** Says that the queue has something new. */
  wake(): void;
  /** Sends everything that is not acknowledged again, from the oldest on, after the wait. */
  rewind(afterMs: number): void;
  readonly connected: boolean;
  /** Sends a message outside of the queue, if the broker is there: a question that will be asked again. */
  say(payload: Uint8Array): void;
};

const RECONNECT_MS = 1_000;

/**
 * Publishes the queue in order with QoS 1. A message leaves the queue only when `onDown` has handled its acknowledgement; a lost
 * connection, a refusal or silence sends everything again from the oldest on: the collector drops what it has.
 */
export async function startUplink(
  args: ConnectionArgs & {
    store: Pick<GatewayStore, 'outgoing' | 'outgoingIds'>;
    /** After each sign-in. */
    onOpen?: () => void;
    signal: AbortSignal;
  },
): Promise<Uplink> {
  const { log } = args;
  const window = createSendWindow(args.store);
  const stopped = new AbortController();
  const ended = AbortSignal.any([args.signal, stopped.signal]);
  let connection: Connection | undefined;
  let wake = new AbortController();
  const poke = (): void => wake.abort();

  const connected = async (): Promise<Connection> => {
    if (connection?.connected === true) return connection;
    connection?.drop();
    connection = await openConnection({ ...args, onLost: poke, signal: ended });
    log.info({ url: args.url }, 'connected to the broker');
    window.restart();
    args.onOpen?.();
    return connection;
  };
  const sendDue = async (to: Connection): Promise<void> => {
    if (!window.look(Date.now())) return;
    if (window.takeHello()) to.publish(await args.hello()).catch(poke);
    for (const { payload } of window.take()) {
      to.publish(payload).catch((error: unknown) => {
        log.warn({ reason: reasonOf(error) }, 'message not delivered');
        to.drop();
        poke();
      });
    }
  };
  const run = async (): Promise<void> => {
    for (let failures = 0; !ended.aborted;) {
      wake = new AbortController();
      try {
        const open = await connected();
        failures = 0;
        await sendDue(open);
      } catch (error) {
        failures += 1;
        if (failures === 1) log.warn({ reason: reasonOf(error) }, 'broker not reachable');
        connection?.drop();
        connection = undefined;
        await pause(RECONNECT_MS, ended);
        continue;
      }
      const held = window.heldMs(Date.now());
      await pause(held > 0 ? held : 1_000, AbortSignal.any(held > 0 ? [ended] : [ended, wake.signal]));
    }
  };
  const running = run();
  return {
    wake: poke,
    rewind: window.rewind,
    say(payload) {
      if (connection?.connected === true) connection.publish(payload).catch(poke);
    },
    get connected() {
      return connection?.connected === true;
    },
    async [Symbol.asyncDispose]() {
      stopped.abort();
      await running;
      await connection?.end();
    },
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
