import { setTimeout as delay } from 'node:timers/promises';
import { TransientError } from '../domain/bytes/errors.ts';

export type RetryOptions = {
  readonly signal: AbortSignal;
  /** Tries in all; without it, until the signal. */
  readonly attempts?: number;
  readonly baseMs: number;
  readonly maxMs: number;
  /** Which failures are worth another try; TransientError when not given. */
  readonly isTransient?: (error: unknown) => boolean;
  readonly random?: () => number;
};

/** Waits before try `attempt` (from 1): doubling from `baseMs`, capped, with the upper half left to chance. Milliseconds. */
export function backoffMs(attempt: number, options: Pick<RetryOptions, 'baseMs' | 'maxMs' | 'random'>): number {
  const full = Math.min(options.maxMs, options.baseMs * 2 ** Math.min(attempt - 1, 30));
  return full / 2 + ((options.random ?? Math.random)() * full) / 2;
}

/** Runs `work` until it succeeds. Rethrows a failure that is not transient, the last one after `attempts`, or the signal's reason. */
export async function retry<T>(work: (attempt: number) => Promise<T>, options: RetryOptions): Promise<T> {
  const isTransient = options.isTransient ?? ((error: unknown): boolean => error instanceof TransientError);
  for (let attempt = 1; ; attempt++) {
    options.signal.throwIfAborted();
    try {
      return await work(attempt);
    } catch (error) {
      options.signal.throwIfAborted();
      if (!isTransient(error) || attempt >= (options.attempts ?? Infinity)) throw error;
    }
    await delay(backoffMs(attempt, options), undefined, { signal: options.signal });
  }
}
