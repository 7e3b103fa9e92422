import { createMetrics } from '../../core/runtime/metrics.ts';
import type { Metrics } from '../../core/runtime/metrics.ts';
import type { Inbox } from './inbox/inbox-rows.ts';

/** Prometheus metrics of the collector, counted from its inbox at each scrape. */
export function oracleMetrics(
  folder: string,
  inbox: Inbox,
  now: () => { connected: number; pending: number; full: boolean; certificateDays: number | undefined },
): Metrics {
  const metrics = createMetrics('domledger_oracle_', { processMetrics: true, folder });
  const events = metrics.gauge(
    'events',
    'Messages refused, repeated or deferred since the data folder began, by code.',
    ['code'],
  );
  const frames = metrics.gauge('frames', 'Frames in the inbox by state.', ['state']);
  const messages = metrics.gauge('messages', 'Messages in the inbox by state.', ['state']);
  const quarantined = metrics.gauge('quarantined', 'Messages kept in quarantine.');
  const connected = metrics.gauge(
    'gateways_connected',
    'Gateways that are signed in; with an outside broker, sessions of the collector there.',
  );
  const outbox = metrics.gauge('outbox_pending', 'Internal blocks that are not recorded yet.');
  const full = metrics.gauge('storage_full', '1 while nothing is acknowledged for want of room.');
  const certificate = metrics.gauge('certificate_days_left', 'Days until the first certificate for the broker ends.');
  return {
    ...metrics,
    text: () => {
      const current = now();
      for (const [code, count] of Object.entries(inbox.counters())) events.set({ code }, count);
      frames.reset();
      messages.reset();
      for (const row of inbox.messageCounts()) {
        frames.set({ state: row.state }, row.frames);
        messages.set({ state: row.state }, row.messages);
      }
      quarantined.set(inbox.quarantined());
      connected.set(current.connected);
      outbox.set(current.pending);
      full.set(current.full ? 1 : 0);
      if (current.certificateDays !== undefined) certificate.set(current.certificateDays);
      return metrics.text();
    },
  };
}
