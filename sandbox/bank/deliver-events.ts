import { randomUUID } from 'node:crypto';
import { pause } from '../../core/runtime/pause.ts';
import type { Log } from '../../core/runtime/log.ts';
import type { BankBook, DueEvent } from './book.ts';
import type { BankKey } from './signing-key.ts';

const TICK_MS = 100;
const TIMEOUT_MS = 5_000;
/** In rough delivery every event comes at least this often. */
const ROUGH_DELIVERIES = 2;

/** Sends events until each is acknowledged with 200, each delivery signed anew under a name of its own. */
export async function deliverEvents(args: {
  book: BankBook;
  key: BankKey;
  webhookUrl: string;
  rough: boolean;
  retryMs: number;
  signal: AbortSignal;
  log: Log;
}): Promise<void> {
  const { book, signal, retryMs } = args;
  while (!signal.aborted) {
    const due = book.due(Date.now());
    // Newest first: "succeeded" arrives before the "pending" that it follows.
    for (const event of args.rough ? due.reverse() : due) {
      if (signal.aborted) return;
      const taken = await deliver(args, event);
      const enough = !args.rough || event.deliveries + 1 >= ROUGH_DELIVERIES;
      const wait = taken ? 0 : retryMs * 2 ** Math.min(event.deliveries, 6);
      book.delivered(event.eventId, taken && enough, Date.now() + wait);
    }
    await pause(TICK_MS, signal);
  }
}

async function deliver(
  args: { key: BankKey; webhookUrl: string; signal: AbortSignal; log: Log },
  event: DueEvent,
): Promise<boolean> {
  const { eventId, type, id, orderId, occurredAt } = event;
  const body = await args.key.sign({
    jti: randomUUID(),
    aud: args.webhookUrl,
    iat: Math.floor(Date.now() / 1000),
    event: { eventId, type, paymentId: id, orderId, occurredAt },
  });
  try {
    const response = await fetch(args.webhookUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/jose' },
      body,
      signal: AbortSignal.any([args.signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    await response.arrayBuffer();
    if (response.status !== 200) args.log.warn({ eventId, status: response.status }, 'event not acknowledged');
    return response.status === 200;
  } catch {
    args.log.debug({ eventId }, 'receiver away');
    return false;
  }
}
