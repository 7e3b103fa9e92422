import type { RequestHandler } from 'express';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { pause } from '../../core/runtime/pause.ts';
import { createRateLimit } from '../queue/rate-limit.ts';

/** Longer than this nobody is kept waiting; who is refused waits as long before he hears it. */
const WAIT_MS = 2_000;
/** Seconds' worth of requests that may come at once. */
const BURST_SECONDS = 4;

/**
 * Keeps each address to so many requests a second: the next one waits until it is its turn, whatever it asks, so that many connections get no more
 * of this program than a few. A refusal comes late as well, because even to refuse takes time.
 */
export function paceRequests(perSecond: number, signal: AbortSignal): RequestHandler {
  const limit = createRateLimit({ perSecond, burst: BURST_SECONDS * perSecond });
  return async (request, _response, next) => {
    const delayMs = limit.reserve(request.ip ?? '', performance.now(), WAIT_MS);
    if (delayMs > 0) await pause(Math.min(delayMs, WAIT_MS), signal);
    if (delayMs > WAIT_MS)
      throw new InputError(
        'RATE_LIMITED',
        `More than ${perSecond} requests a second come from this address. Ask less often.`,
      );
    next();
  };
}
