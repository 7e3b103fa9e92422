/** What ends a command that runs until somebody ends it. */
export type Interruption = Disposable & {
  readonly signal: AbortSignal;
  /** Resolves at the first of them. */
  readonly ended: Promise<void>;
};

/**
 * Hears SIGINT, SIGTERM, and that whoever started this process with a channel to it is gone.
 * @param tell at the first of them
 */
export function hearInterruption(tell: () => void = () => undefined): Interruption {
  const stop = new AbortController();
  const ended = new Promise<void>((done) => {
    stop.signal.addEventListener('abort', () => done(), { once: true });
  });
  const interrupt = (): void => {
    if (!stop.signal.aborted) tell();
    stop.abort();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt).on('disconnect', interrupt);
  return {
    signal: stop.signal,
    ended,
    [Symbol.dispose]: () =>
      void process.off('SIGINT', interrupt).off('SIGTERM', interrupt).off('disconnect', interrupt),
  };
}
