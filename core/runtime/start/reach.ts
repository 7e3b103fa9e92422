import { retry } from '../retry.ts';
import type { Progress } from './progress.ts';

/**
 * Asks somebody without whom a start does not get on, until he answers. Each try says anew who is waited for: no supervisor takes that for silence.
 * @throws what `ask` throws unless it is transient; the signal's reason
 */
export function reach<T>(
  step: string,
  ask: () => Promise<T>,
  { progress, signal }: { progress: Progress; signal: AbortSignal },
): Promise<T> {
  const attempt = (): Promise<T> => {
    progress.begin(step);
    return ask();
  };
  return retry(attempt, { signal, baseMs: 100, maxMs: 2_000 });
}
