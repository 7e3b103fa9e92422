import express from 'express';
import { healthRoutes, problemDetails, startHttp, unknownPath } from '../../core/runtime/http-service.ts';
import { createMetrics } from '../../core/runtime/metrics.ts';
import type { Hex } from '../../core/domain/hex.ts';
import type { Log } from '../../core/runtime/log.ts';
import type { Metrics } from '../../core/runtime/metrics.ts';
import type { GatewaySettings } from './settings.ts';
import type { GatewayStore } from './store-rows.ts';

function gatewayMetrics(store: GatewayStore, uplink: { readonly connected: boolean }): Metrics {
  const metrics = createMetrics('domledger_gateway_', { processMetrics: true });
  const telegrams = metrics.gauge('events', 'Telegrams and refusals since the data folder began, by code.', ['code']);
  const frames = metrics.gauge('frames', 'Frames by state: waiting for a signature, sent, stored by the collector.', [
    'state',
  ]);
  const queue = metrics.gauge('queued_messages', 'Messages that the collector has not acknowledged.');
  const connected = metrics.gauge('broker_connected', '1 while the broker is there.');
  return {
    ...metrics,
    text: () => {
      for (const [code, count] of Object.entries(store.counters())) telegrams.set({ code }, count);
      for (const [state, count] of Object.entries(store.frameCounts())) frames.set({ state }, count);
      queue.set(store.queuedMessages());
      connected.set(uplink.connected ? 1 : 0);
      return metrics.text();
    },
  };
}

/** Health, with counts and stopped channels, and Prometheus metrics. */
export function serveStatus(args: {
  settings: GatewaySettings;
  log: Log;
  store: GatewayStore;
  uplink: { readonly connected: boolean };
  deviceId: Hex;
}): ReturnType<typeof startHttp> {
  const { settings, store, uplink } = args;
  const app = express();
  app.disable('x-powered-by');
  healthRoutes(app, {
    health: () => ({
      gatewayId: settings.gatewayId,
      deviceId: args.deviceId,
      brokerConnected: uplink.connected,
      frames: store.frameCounts(),
      queuedMessages: store.queuedMessages(),
      stoppedChannels: store.stoppedChannels(),
      events: store.counters(),
    }),
    metrics: gatewayMetrics(store, uplink),
  });
  app.use(unknownPath());
  app.use(problemDetails({ log: args.log }));
  return startHttp({ app, host: settings.host, port: settings.httpPort });
}
