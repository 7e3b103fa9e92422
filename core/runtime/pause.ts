import { setTimeout as delay } from 'node:timers/promises';

/** Waits `ms` milliseconds or until the signal, whichever is first. True when the whole time passed; never throws. */
export async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  try {
    await delay(ms, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
