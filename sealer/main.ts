import { TransientError } from '../core/domain/bytes/errors.ts';
import { type Network } from '../core/domain/ledger/network.ts';
import { createHttpApp, healthRoutes, jsonBody, problemDetails, unknownPath } from '../core/runtime/http-service.ts';
import { createLog, type Log } from '../core/runtime/log.ts';
import { problemOf } from '../core/runtime/problem.ts';
import { announceReady } from '../core/runtime/program.ts';
import { listensAt, openHttp } from '../core/runtime/start/open-http.ts';
import { createProgress } from '../core/runtime/start/progress.ts';
import { type Chain } from './chain/chain.ts';
import { lostKeyWaits, waitingSince } from './lost-key/seal-over-lost-key.ts';
import { type Production } from './queue/start-producing.ts';
import { admissionRoute, queueStatusRoutes } from './queue/queue-routes.ts';
import { paceRequests } from './http/pace-requests.ts';
import { standingRoute } from './http/standing-route.ts';
import { headOf, headToJson, pastToJson, readRoutes } from './http/read-routes.ts';
import { openParts, type Parts } from './open-parts.ts';
import { openProofs, type Proofs } from './proofs/open-proofs.ts';
import type { Express } from 'express';
import type { SealerSettings } from './settings.ts';
import { snapshotRoutes } from './snapshot/snapshot-routes.ts';
import { tendPast } from './snapshot/tend-past.ts';
import { confirmClock, otherClocksOf } from './guards/other-clocks.ts';
import { createSteadyClock, type SteadyClock } from './guards/steady-clock.ts';
import { snapshotWork } from './guards/snapshot-work.ts';
import { startDuty, type Duty } from './start-duty.ts';
import { leaderRoute } from './standby/leader-route.ts';
import { takeoverRoute } from './standby/takeover-route.ts';

export type RunningSealer = AsyncDisposable & {
  readonly url: string;
  readonly network: Network;
  readonly chain: Chain;
  /** Whether it stands by for another sealer at present. */
  readonly role: () => 'sealer' | 'standby';
  /** Rejects when the sealer can go on no longer: its engine or disk failed, or another sealer took the term. */
  readonly done: Promise<void>;
};

/** HTTP statuses of refusals that the common table does not know. */
const STATUSES = {
  DATA_TOO_LARGE: 413,
  BLOCK_EXPIRES: 409,
  SENDER_SUSPENDED: 403,
  SENDER_NOT_ACTIVE: 403,
} as const;

/**
 * The company's block producer: opens or founds the network of its data folder, replays its log, and then takes internal blocks and seals external ones. Where
 * a keeper holds the seal keys and another sealer has its term, it stands by: follows, serves reads, and takes over when that one is silent.
 * @throws InputError NETWORK_CHANGED, DATA_IN_USE, LOG_DAMAGED, EXECUTION_MISMATCH, FOUNDING_OTHER, PORT_TAKEN, and as `chooseRole`
 */
export async function startSealer(
  settings: SealerSettings,
  signal: AbortSignal,
  clock: SteadyClock = createSteadyClock(),
): Promise<RunningSealer> {
  const log = createLog('sealer', settings.logLevel);
  await using opened = new AsyncDisposableStack();
  const stop = new AbortController();
  const until = AbortSignal.any([signal, stop.signal]);
  const progress = createProgress();
  const http = opened.use(await openHttp({ ...listensAt(settings), progress, log }));
  const parts = opened.use(await openParts(settings, { signal, until, progress, log, now: clock.now }));
  const { chain } = parts;
  const { network } = parts.chosen;
  const proofs = opened.use(openProofs({ chain, settings, log, signal: until }));
  // Replicas of other owners are asked before the first block, and of a network that was just founded they have nothing to tell before they have read it here.
  if (chain.head?.number === 1n) http.meanwhile(foundedApp({ settings, parts, proofs, signal: until }));
  const duty = opened.use(await startDuty({ settings, parts, progress, log, clock, signal: until }));
  const { production, done } = duty;
  const tended = tendPast({ chain, index: parts.index, settings, log, signal: until });
  tended.catch((error: unknown) => log.error({ err: error }, 'the past is tended no more'));
  const confirmed = confirmClock({ clock, urls: otherClocksOf(settings), log, signal: until });
  opened.defer(async () => {
    stop.abort();
    await Promise.allSettled([done, tended, confirmed]);
  });

  const app = sealerApp({ settings, parts, proofs, duty, clock, log, signal: until });
  opened.use(http.serve(app));
  // Waiting readers are let go before the server waits for them.
  opened.defer(() => stop.abort());
  const started = { url: http.url, head: headOf(chain).number.toString(), role: roleOf(production()) };
  log.info(started, 'serving');
  announceReady({ program: 'sealer', ...started });

  const running = opened.move();
  return {
    url: http.url,
    network,
    chain,
    role: () => roleOf(production()),
    done,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

type Read = { settings: SealerSettings; parts: Parts; proofs: Proofs; signal: AbortSignal };

function foundedApp({ settings, parts, proofs, signal }: Read): Express {
  const app = createHttpApp();
  const { chain, chosen } = parts;
  readRoutes(app, {
    chain,
    network: chosen.network,
    proofs,
    state: settings.answersState,
    jsonBody: jsonBody(),
    signal,
  });
  return app;
}

function sealerApp(args: Read & { duty: Duty; clock: Pick<SteadyClock, 'check'>; log: Log }): Express {
  const { log, signal } = args;
  const { production, takeOver } = args.duty;
  const { chain, chosen, metrics, statuses } = args.parts;
  const { network } = chosen;
  const waiting = metrics.gauge('queue_blocks', 'Internal blocks that wait.');
  const refused = metrics.counter('refused_total', 'Internal blocks refused at the queue since the start.', ['code']);
  const producing = (): Production => {
    const found = production();
    if (found !== undefined) return found;
    const lost = args.duty.waiting();
    if (lost !== undefined) throw lostKeyWaits(lost);
    throw new TransientError(
      'STANDBY',
      `This sealer stands by for ${args.settings.primaryUrl?.[0] ?? 'another'}. Send it there.`,
    );
  };
  const app = createHttpApp();
  app.set('trust proxy', args.settings.proxies);
  app.use(paceRequests(args.settings.requestsPerSecond, signal));
  const body = jsonBody();
  const { proofs } = args;
  readRoutes(app, { chain, network, proofs, state: args.settings.answersState, jsonBody: body, signal });
  snapshotRoutes(app, { chain, data: args.settings.data, signal });
  admissionRoute(app, {
    jsonBody: body,
    admit: async (blocks) => {
      const outcomes = await producing().admissions.admit(blocks);
      for (const outcome of outcomes) if ('refused' in outcome) refused.inc({ code: problemOf(outcome.refused).code });
      return outcomes;
    },
    problem: (error) => {
      const problem = problemOf(error, STATUSES);
      if (problem.status === 500) log.error({ err: error }, 'admission failed');
      return problem;
    },
  });
  queueStatusRoutes(app, {
    digests: () => production()?.queue.digests() ?? [],
    status: async (digest) =>
      production()?.queue.find(digest) === undefined
        ? ((await statuses.of(digest)) ?? { state: 'unknown' })
        : { state: 'queued' },
  });
  const leading = (): Production => {
    if (chain.broken !== undefined) throw new TransientError('CHAIN_BROKEN', chain.broken.message);
    const found = producing();
    found.checkPace();
    return found;
  };
  leaderRoute(app, () => {
    leading();
    return { head: headToJson(headOf(chain)) };
  });
  standingRoute(app, async () => {
    args.clock.check();
    return leading().stand();
  });
  takeoverRoute(app, { token: chosen.token, takeOver });
  healthRoutes(app, {
    work: () => snapshotWork(chain, args.settings, () => Math.floor(Date.now() / 1000)),
    health: () => {
      if (chain.broken !== undefined) throw chain.broken;
      chain.past.require();
      args.clock.check();
      const queued = production()?.queue.size ?? 0;
      args.duty.check();
      waiting.set(queued);
      const lost = args.duty.waiting();
      const said = {
        ...(lost === undefined ? {} : { lostKey: waitingSince(lost) }),
        ...(args.settings.alone ? { alone: true } : {}),
      };
      return { role: roleOf(production()), head: headToJson(headOf(chain)), queued, ...pastToJson(chain), ...said };
    },
    metrics,
  });
  app.use(unknownPath());
  app.use(problemDetails({ log, statuses: STATUSES }));
  return app;
}

function roleOf(production: Production | undefined): 'sealer' | 'standby' {
  return production === undefined ? 'standby' : 'sealer';
}
