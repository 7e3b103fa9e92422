import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { accusedBy } from '../../core/domain/evidence/accused-in.ts';
import type { Accused } from '../../core/domain/evidence/evidence.ts';
import { originOf } from '../../core/domain/handovers/check-handovers.ts';
import { domainOf, parseNetwork, type Network } from '../../core/domain/ledger/network.ts';
import {
  createHttpApp,
  healthRoutes,
  problemDetails,
  startHttp,
  unknownPath,
} from '../../core/runtime/http-service.ts';
import { createLog } from '../../core/runtime/log.ts';
import { createMetrics, type Metrics } from '../../core/runtime/metrics.ts';
import { announceReady } from '../../core/runtime/program.ts';
import { migrationsIn, openDatabase } from '../../core/runtime/sqlite.ts';
import { openAlarms, type Alarms } from './alarms.ts';
import { openCensoredFinder } from './censored/find-censored.ts';
import { openWitnessList } from './censored/witness-list.ts';
import { createHeadChecks } from './check-heads.ts';
import { openEvidenceFolder } from './evidence-folder.ts';
import { openSegmentDraw } from './past/draw-segment.ts';
import { openPromises, type Promises } from './promises.ts';
import { watchdogRoutes } from './routes.ts';
import { openSeenSeals } from './seen-seals.ts';
import type { WatchdogSettings } from './settings.ts';
import { watch, type Look } from './watch.ts';
import { deliverNotices } from './webhook.ts';

const MIGRATIONS = join(import.meta.dirname, 'migrations');

export type RunningWatchdog = AsyncDisposable & {
  readonly url: string;
  /** Rejects when its own disk failed. */
  readonly done: Promise<void>;
};

/**
 * The portal's watch over those who make and keep blocks (S6). A program of its own, so that it lives while the portal is down. It only asks: it sends
 * nothing but receipts to judge to the programs that it watches, and believes nothing that is not under a seal of the trusted network.
 * @throws InputError NETWORK_INVALID, DATABASE_NEWER, PORT_TAKEN
 */
export async function startWatchdog(
  settings: WatchdogSettings,
  signal: AbortSignal,
  now: () => number = Date.now,
): Promise<RunningWatchdog> {
  const log = createLog('watchdog', settings.logLevel);
  await using opened = new AsyncDisposableStack();
  const network = trusted(settings.networkFile);
  const { seal } = network;
  const domain = domainOf(network);
  const database = openDatabase(join(settings.dataDir, 'watchdog.sqlite'), migrationsIn(MIGRATIONS));
  opened.defer(() => database.close());

  const { raiseAfter, clearAfter, timeout: timeoutMs, webhookUrl } = settings;
  const alarms = openAlarms({ database, raiseAfter, clearAfter, notify: webhookUrl !== undefined });
  const seals = openSeenSeals({ database, origin: originOf(network) });
  const accused = (): Accused => ({ ...accusedBy(network), handovers: seals.handovers() });
  const origin = originOf(network);
  const heads = createHeadChecks({ seals, domain, signer: seal.address, origin, accused, timeoutMs });
  const promises = openPromises({
    database,
    keys: heads.keys,
    accused,
    replicas: settings.sources.some(({ role }) => role === 'replica'),
    timeoutMs,
    now,
  });
  const censored = openCensoredFinder({
    network,
    keys: heads.keys,
    witnesses: openWitnessList({ network, handovers: seals.handovers, timeoutMs }),
    required: settings.seenBy,
    afterMs: settings.censoredAfter,
    timeoutMs,
  });
  const segments = openSegmentDraw({ accused, everyMs: settings.segmentEvery, timeoutMs, now });
  const evidence = openEvidenceFolder(join(settings.dataDir, 'evidence'), database);

  let look: Look | undefined;
  const app = createHttpApp();
  app.set('query parser', 'simple');
  watchdogRoutes(app, { alarms, promises, look: () => look });
  const begun = now();
  healthRoutes(app, {
    work: () => [
      {
        what: 'It has not looked at the programs',
        waitsSeconds: Math.floor((now() - (look?.atMs ?? begun)) / 1000),
        atMostSeconds: 60 + Math.ceil(settings.interval / 1000),
      },
    ],
    health: () => ({ role: 'watchdog', alarms: alarms.open().length, looked: look?.atMs ?? null }),
    metrics: watchdogMetrics(settings.dataDir, { alarms, promises, look: () => look }),
  });
  app.use(unknownPath());
  app.use(problemDetails({ log }));
  const http = opened.use(await startHttp({ app, host: settings.host, port: settings.port }));

  const stop = new AbortController();
  const until = AbortSignal.any([signal, stop.signal]);
  const tools = {
    sources: settings.sources,
    alarms,
    heads,
    promises,
    censored,
    segments,
    evidence,
    accused,
    limits: settings,
    timeoutMs,
    now,
    log,
  };
  const loops = [
    watch(tools, { intervalMs: settings.interval, signal: until, onLook: (seen) => (look = seen) }),
    ...(webhookUrl === undefined ? [] : [deliverNotices({ alarms, url: webhookUrl, now, log, signal: until })]),
  ];
  const done = Promise.all(loops).then(() => undefined);
  done.catch((error: unknown) => log.error({ err: error }, 'the watchdog cannot go on'));
  opened.defer(async () => {
    stop.abort();
    await Promise.allSettled(loops);
  });
  log.info({ url: http.url, sources: settings.sources.length }, 'watching');
  announceReady({ program: 'watchdog', url: http.url });
  const running = opened.move();
  return { url: http.url, done, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

function trusted(file: string): Network {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new InputError(
      'NETWORK_INVALID',
      `${file} cannot be read. Give the network.json of the company that is watched.`,
      { cause },
    );
  }
  return parseNetwork(JSON.parse(text));
}

function watchdogMetrics(
  folder: string,
  args: { alarms: Alarms; promises: Promises; look: () => Look | undefined },
): Metrics {
  const metrics = createMetrics('domledger_watchdog_', { processMetrics: true, folder });
  const open = metrics.gauge('alarms', 'Alarms that last, by code.', ['code']);
  const up = metrics.gauge('source_up', '1 when a program answered at the last look.', ['source']);
  const head = metrics.gauge('source_head_number', 'Newest block of a program, verified.', ['source']);
  const looked = metrics.gauge('look_seconds', 'Unix time of the last look.');
  const waiting = metrics.gauge('notices_waiting', 'Notices that the webhook has not taken.');
  const promised = metrics.gauge('promises_open', 'Promises of the company whose block is not there yet.');
  return {
    ...metrics,
    text() {
      open.reset();
      for (const { code } of args.alarms.open()) open.inc({ code });
      const seen = args.look();
      looked.set(Math.floor((seen?.atMs ?? 0) / 1000));
      for (const each of seen?.observations ?? []) {
        up.set({ source: each.source.name }, each.up ? 1 : 0);
        if (each.head !== undefined) head.set({ source: each.source.name }, Number(each.head.number));
      }
      waiting.set(args.alarms.waiting());
      promised.set(args.promises.open());
      return metrics.text();
    },
  };
}
