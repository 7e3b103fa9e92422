/** Wakes those who wait for something to become true; whoever makes it true rings. */
export type Notifier = {
  notify(): void;
  /** Resolves when `met` is true at a ring or already is, after `ms`, or at the signal; never rejects. */
  wait(met: () => boolean, ms: number, signal: AbortSignal): Promise<void>;
};

export function createNotifier(): Notifier {
  const waiting = new Set<() => void>();
  return {
    notify() {
      for (const wake of [...waiting]) wake();
    },
    wait(met, ms, signal) {
      if (ms <= 0 || signal.aborted || met()) return Promise.resolve();
      return new Promise((resolve) => {
        const end = (): void => {
          waiting.delete(wake);
          clearTimeout(timer);
          signal.removeEventListener('abort', end);
          resolve();
        };
        const wake = (): void => {
          if (met()) end();
        };
        const timer = setTimeout(end, ms);
        signal.addEventListener('abort', end, { once: true });
        waiting.add(wake);
      });
    },
  };
}
