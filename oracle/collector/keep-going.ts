import { TransientError } from '../../core/domain/bytes/errors.ts';
import { pause } from '../../core/runtime/pause.ts';
import { isFull } from './inbox/storage.ts';
import type { Log } from '../../core/runtime/log.ts';

const AGAIN_MS = 1_000;

/** Runs a loop over durable state for as long as the signal; where a full disk stops it, it begins again from that state when it can. */
export async function keepGoing(name: string, loop: () => Promise<void>, log: Log, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await loop();
      return;
    } catch (error) {
      if (!isFull(error) && !(error instanceof TransientError)) throw error;
      log.error({ loop: name, err: error }, 'a loop stopped for want of room and begins again');
      await pause(AGAIN_MS, signal);
    }
  }
}
