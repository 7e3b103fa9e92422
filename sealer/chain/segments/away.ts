import { TransientError } from '../../../core/domain/bytes/errors.ts';

/** A block that is asked for stands in a segment that lies elsewhere and is being fetched from now on. */
export class SegmentAway extends TransientError {
  readonly first: number;
  /** Settles when it is here. @throws TransientError why it is not; the signal's reason, and then it is fetched all the same */
  readonly here: (signal?: AbortSignal) => Promise<void>;
  constructor(first: number, here: Promise<void>) {
    super('SEGMENT_AWAY', `The part of the log from block ${first} on lies elsewhere. It is being fetched: ask again.`);
    this.first = first;
    here.catch(() => undefined);
    this.here = (signal) => (signal === undefined ? here : Promise.race([here, abortOf(signal)]));
  }
}

/** As often as others may have taken the same segment away again before it was read. */
const MOST_FETCHES = 3;

/**
 * Does what reads a log; where that finds a segment away, again as soon as it is here.
 * @param work changes nothing before it has read
 * @param wait how it is waited for
 * @throws what the work throws; TransientError why a segment cannot be had
 */
export async function whenHere<T>(
  work: () => T | Promise<T>,
  wait: (away: SegmentAway) => Promise<void> = (away) => away.here(),
): Promise<T> {
  const fetched = new Map<number, number>();
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof SegmentAway)) throw error;
      const times = (fetched.get(error.first) ?? 0) + 1;
      if (times > MOST_FETCHES) throw error;
      fetched.set(error.first, times);
      await wait(error);
    }
  }
}

function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('it was stopped'));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
