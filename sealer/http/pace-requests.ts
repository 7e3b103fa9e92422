import type { RequestHandler } from 'express';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { pause } from '../../core/runtime/pause.ts';

/** Longer than this nobody is kept waiting; who is refused waits as long before he hears it. */
const WAIT_MS = 2_000;
/** Seconds' worth of requests that may come at once. */
const BURST_SECONDS = 4;

/**
 * Keeps each address to so many requests a second: the next one waits until it is its turn, whatever it asks, so that many connections get no more
 * of this program than a few. A refusal comes late as well, because even to refuse takes time.
 */
export function paceRequests(perSecond: number, signal: AbortSignal): RequestHandler {
  const pace = createPace(perSecond);
  return async (request, _response, next) => {
    const delayMs = pace.delayMs(request.ip ?? '', performance.now());
    if (delayMs > 0) await pause(Math.min(delayMs, WAIT_MS), signal);
    if (delayMs > WAIT_MS)
      throw new InputError(
        'RATE_LIMITED',
        `More than ${perSecond} requests a second come from this address. Ask less often.`,
      );
    next();
  };
}

export type Pace = {
  /** How long a request of this address has to wait, ms. More than two seconds: it is one too many, and counts no further. */
  delayMs(address: string, nowMs: number): number;
};

/** The generic cell rate algorithm: for each address the time at which all that it asked would be through. */
export function createPace(perSecond: number): Pace {
  const through = new Map<string, number>();
  const eachMs = 1_000 / perSecond;
  let sweepAt = 0;
  return {
    delayMs(address, nowMs) {
      if (nowMs >= sweepAt) {
        for (const [other, at] of through) if (at <= nowMs) through.delete(other);
        sweepAt = nowMs + 1_000 * BURST_SECONDS;
      }
      const at = Math.max(nowMs, through.get(address) ?? 0) + eachMs;
      const delayMs = Math.max(0, at - nowMs - 1_000 * BURST_SECONDS);
      if (delayMs <= WAIT_MS) through.set(address, at);
      return delayMs;
    },
  };
}
