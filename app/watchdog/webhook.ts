import { fetchText } from '../../core/runtime/fetch-text.ts';
import type { Log } from '../../core/runtime/log.ts';
import { pause } from '../../core/runtime/pause.ts';
import { backoffMs } from '../../core/runtime/retry.ts';
import type { Alarms, Delivery } from './alarms.ts';

const TIMEOUT_MS = 10_000;
const ANSWER_BYTES = 64 * 1024;
const BACKOFF = { baseMs: 1_000, maxMs: 60_000 };
const LOOK_MS = 250;

/**
 * Posts each notice until it is taken (2xx): at least once, since an answer may be lost; the `id` is the same over all tries. A notice that is refused holds up none
 * of the others. Until the signal.
 */
export async function deliverNotices(args: {
  alarms: Alarms;
  url: string;
  now: () => number;
  log: Log;
  signal: AbortSignal;
}): Promise<void> {
  const { alarms, now, log, signal } = args;
  while (!signal.aborted) {
    for (const delivery of alarms.due(now())) {
      const fault = await post(args.url, delivery, signal);
      if (signal.aborted) return;
      if (fault === undefined) alarms.delivered(delivery.id, now());
      else {
        if (delivery.attempts === 0) log.warn({ id: delivery.id, reason: fault }, 'a notice is not taken yet');
        alarms.putOff(delivery.id, now() + backoffMs(delivery.attempts + 1, BACKOFF));
      }
    }
    await pause(LOOK_MS, signal);
  }
}

async function post(url: string, { id, body }: Delivery, signal: AbortSignal): Promise<string | undefined> {
  try {
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': `watchdog-${id}` },
      body: JSON.stringify({ id, ...(JSON.parse(body) as object) }),
      redirect: 'error' as const,
    };
    const { status } = await fetchText(url, init, { signal, timeoutMs: TIMEOUT_MS, maxBytes: ANSWER_BYTES });
    return status >= 200 && status <= 299 ? undefined : `it answers ${status}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
