import type { Rates } from '../queue/admission-checks.ts';
import { createRateLimit } from '../queue/rate-limit.ts';

/** What one sender may bring to a replica: enough for whoever the queue does not answer, and nothing to fill a disk with. Strangers' enrolments are not taken here. */
export function seenRates(): Rates {
  return {
    subscribers: createRateLimit({ perSecond: 0.5, burst: 30 }),
    subscriberBytes: createRateLimit({ perSecond: 32_768 / 60, burst: 524_288 }),
    programs: createRateLimit({ perSecond: 20, burst: 200 }),
    programBytes: createRateLimit({ perSecond: 262_144, burst: 4_194_304 }),
    enrolments: createRateLimit({ perSecond: 1, burst: 1 }),
    refusals: createRateLimit({ perSecond: 1, burst: 1 }),
  };
}
