import type { Calls } from './outbox.ts';

/** Among the tabs of this browser, and within each. */
export function tabCalls(): Calls {
  const channel = new BroadcastChannel('domledger.outbox');
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  channel.addEventListener('message', tell);
  return {
    call() {
      channel.postMessage('changed');
      tell();
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
