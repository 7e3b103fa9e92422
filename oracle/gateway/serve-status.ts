import {
  createHttpApp,
  healthRoutes,
  problemDetails,
  startHttp,
  unknownPath,
} from '../../core/runtime/http-service.ts';
import { createMetrics } from '../../core/runtime/metrics.ts';
import { certificateWork, leastDaysLeft } from '../../core/runtime/tls/certificate-work.ts';
import { gatewayWork, meterWork } from './late-work.ts';
import type { Work } from '../../core/runtime/start/illnesses.ts';
import type { MeterRegister } from './meters/meter-register.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { Log } from '../../core/runtime/log.ts';
import type { Metrics } from '../../core/runtime/metrics.ts';
import type { GatewaySettings } from './settings.ts';
import type { GatewayStore } from './store/store-rows.ts';

type StatusSources = {
  settings: GatewaySettings;
  log: Log;
  store: GatewayStore;
  meters: () => MeterRegister;
  uplink: { readonly connected: boolean };
  intake: { isFull(): boolean; readonly refused: number };
  signing: { readonly signs: boolean };
  deviceId: Hex;
};

function gatewayMetrics({ settings, store, uplink, intake, signing }: StatusSources): Metrics {
  const metrics = createMetrics('domledger_gateway_', { processMetrics: true, folder: settings.dataDir });
  const telegrams = metrics.gauge('events', 'Telegrams and refusals since the data folder began, by code.', ['code']);
  const frames = metrics.gauge('frames', 'Frames by state: waiting for a signature, sent, stored by the collector.', [
    'state',
  ]);
  const queue = metrics.gauge('queued_messages', 'Messages that the collector has not acknowledged.');
  const connected = metrics.gauge('broker_connected', '1 while the broker is there.');
  const signs = metrics.gauge('device_key_signs', '0 while the device key does not answer: frames wait.');
  const used = metrics.gauge('queue_bytes', 'Bytes that the database uses; new telegrams are refused at queueMax.');
  const full = metrics.gauge('refused_full', 'Telegrams refused since the start because there was no room.');
  const unsure = metrics.gauge('unsure_channels', 'Registers whose place on the ledger is not known after a restore.');
  const held = metrics.gauge('held_telegrams', 'Telegrams that wait for such registers.');
  const certificate = metrics.gauge('certificate_days_left', 'Days until the first certificate for the broker ends.');
  return {
    ...metrics,
    text: () => {
      for (const [code, count] of Object.entries(store.counters())) telegrams.set({ code }, count);
      for (const [state, count] of Object.entries(store.frameCounts())) frames.set({ state }, count);
      queue.set(store.queuedMessages());
      connected.set(uplink.connected ? 1 : 0);
      signs.set(signing.signs ? 1 : 0);
      used.set(store.usedBytes());
      full.set(intake.refused);
      unsure.set(store.unsureChannels().length);
      held.set(store.heldCount());
      const left = leastDaysLeft([settings.mqttCert, settings.mqttCa], Date.now());
      if (left !== undefined) certificate.set(left);
      return metrics.text();
    },
  };
}

/** Health, with counts and stopped channels, and Prometheus metrics. */
export function serveStatus(args: StatusSources): ReturnType<typeof startHttp> {
  const { settings, store, uplink } = args;
  const late = gatewayWork({ uplink, signing: args.signing, now: () => performance.now() });
  const begunMs = Date.now();
  const silent = (): Work[] =>
    meterWork({ meters: args.meters().meters, heardAtMs: store.heardAtMs(), begunMs, nowMs: Date.now() });
  const app = createHttpApp();
  healthRoutes(app, {
    work: () => [...late(), ...silent(), ...certificateWork([settings.mqttCert, settings.mqttCa], Date.now())],
    health: () => ({
      gatewayId: settings.gatewayId,
      deviceId: args.deviceId,
      brokerConnected: uplink.connected,
      frames: store.frameCounts(),
      queuedMessages: store.queuedMessages(),
      deviceKeySigns: args.signing.signs,
      queueFull: args.intake.isFull(),
      unsureChannels: store.unsureChannels().length,
      stoppedChannels: store.stoppedChannels(),
      events: store.counters(),
    }),
    metrics: gatewayMetrics(args),
  });
  app.use(unknownPath());
  app.use(problemDetails({ log: args.log }));
  return startHttp({ app, host: settings.host, port: settings.httpPort });
}
