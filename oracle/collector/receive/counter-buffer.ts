import type { Log } from '../../../core/runtime/log.ts';
import type { Inbox } from '../inbox/inbox-rows.ts';

/** Counts what is refused before it becomes a message. */
export type CounterBuffer = Disposable & {
  add(code: string, gatewayId: string | undefined): void;
  /** Writes the counts of now to the inbox. */
  flush(): void;
};

const FLUSH_MS = 1_000;

/** Keeps counts in memory and writes them once a second: thousands of refused connections a second must not become as many disk syncs or log lines. */
export function createCounterBuffer(inbox: Pick<Inbox, 'transaction' | 'increment'>, log: Log): CounterBuffer {
  let counts = new Map<string, { count: number; gatewayId: string | undefined }>();
  const flush = (): void => {
    if (counts.size === 0) return;
    const taken = counts;
    try {
      inbox.transaction(() => taken.forEach(({ count }, code) => inbox.increment(code, count)));
    } catch (error) {
      log.warn({ err: error }, 'counts of refusals are not written yet');
      return;
    }
    counts = new Map();
    for (const [code, { count, gatewayId }] of taken) log.warn({ code, count, gatewayId }, 'refused at the broker');
  };
  const timer = setInterval(flush, FLUSH_MS);
  return {
    add(code, gatewayId) {
      const known = counts.get(code);
      counts.set(code, { count: (known?.count ?? 0) + 1, gatewayId: gatewayId ?? known?.gatewayId });
    },
    flush,
    [Symbol.dispose]() {
      clearInterval(timer);
      flush();
    },
  };
}
