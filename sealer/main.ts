import { join } from 'node:path';
import express from 'express';
import { TransientError } from '../core/domain/bytes/errors.ts';
import type { Network } from '../core/domain/ledger/network.ts';
import { healthRoutes, jsonBody, problemDetails, startHttp, unknownPath } from '../core/runtime/http-service.ts';
import { createLog } from '../core/runtime/log.ts';
import { createMetrics } from '../core/runtime/metrics.ts';
import { problemOf } from '../core/runtime/problem.ts';
import { announceReady } from '../core/runtime/program.ts';
import { createCarriedStatuses } from './chain/block-status.ts';
import { catchUpWithKeeper } from './standby/catch-up.ts';
import { openChain, sealRulesOf, type Chain } from './chain/chain.ts';
import { lockData } from './chain/data-lock.ts';
import { ABIS } from './network/deployments.ts';
import { startEngine } from './engine/engine-settings.ts';
import { foundNetwork } from './chain/found-network.ts';
import { startProducing, type Production } from './queue/start-producing.ts';
import { chooseRole } from './standby/choose-role.ts';
import { admissionRoute, queueStatusRoutes } from './queue/queue-routes.ts';
import { headOf, headToJson, readRoutes } from './http/read-routes.ts';
import { revertReasonDecoder } from './chain/revert-reason.ts';
import type { SealerSettings } from './settings.ts';
import type { Promised, SealSigner } from './keys/seal-signer.ts';
import { loadSigningKey } from './keys/signing-key.ts';
import { runStandby } from './standby/run-standby.ts';
import { createParticipantStatuses } from './queue/participant-status.ts';
import { takeoverRoute } from './standby/takeover-route.ts';
import { createTxIndex } from './chain/tx-index.ts';

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
  SENDER_SUSPENDED: 403,
  SENDER_NOT_ACTIVE: 403,
  REFUSED_BEFORE: 409,
  TOKEN_REFUSED: 401,
} as const;

/**
 * The company's block producer: opens or founds the network of its data folder, replays its log, and then takes internal blocks and seals external ones. Where
 * a keeper holds the seal keys and another sealer has its term, it stands by: follows, serves reads, and takes over when that one is silent.
 * @throws InputError NETWORK_CHANGED, DATA_IN_USE, LOG_DAMAGED, EXECUTION_MISMATCH, PORT_TAKEN, and as `takeOffice`
 */
export async function startSealer(
  settings: SealerSettings,
  signal: AbortSignal,
  now: () => number = Date.now,
): Promise<RunningSealer> {
  const log = createLog('sealer', settings.logLevel);
  await using opened = new AsyncDisposableStack();
  opened.use(lockData(settings.data));
  const stop = new AbortController();
  const until = AbortSignal.any([signal, stop.signal]);
  const carrierKey = await loadSigningKey(settings.data, 'carrier');
  const chosen = await chooseRole(settings, carrierKey, until);
  const { network, keeper } = chosen;

  const index = createTxIndex(network.chainId);
  let forgetStandings = (): void => undefined;
  const chain = opened.use(
    await openChain({
      file: join(settings.data, 'blocks.log'),
      engine: opened.use(await startEngine(settings, network.chainId, signal)),
      rules: sealRulesOf(network),
      ...(chosen.role === 'sealer' ? { signer: chosen.sealSigner } : {}),
      onBlock: (record) => {
        if (index.add(record).has(network.contracts.participants)) forgetStandings();
      },
      onReplay: (done, of) => log.info({ done, of }, 'replaying the log'),
    }),
  );
  const participants = createParticipantStatuses({
    participants: network.contracts.participants,
    request: chain.request,
  });
  forgetStandings = participants.forget;
  const statuses = createCarriedStatuses({
    places: index.places,
    record: chain.record,
    request: chain.request,
    decodeRefusal: revertReasonDecoder(ABIS),
  });
  const metrics = createMetrics('domledger_sealer_', { processMetrics: true, folder: settings.data });
  const waiting = metrics.gauge('queue_blocks', 'Internal blocks that wait.');
  const refused = metrics.counter('refused_total', 'Internal blocks refused at the queue since the start.', ['code']);

  let production: Production | undefined;
  opened.defer(() => production?.[Symbol.dispose]());
  const seal = async (sealSigner: SealSigner, inherited: readonly Promised[]): Promise<Production> => {
    const common = { settings, network, chain, index, statuses, participants, carrierKey, metrics, log, now };
    production = await startProducing({ ...common, sealSigner, inherited, signal: until });
    return production;
  };
  let done: Promise<void>;
  let told = false;
  if (chosen.role === 'sealer') {
    if (keeper !== undefined) await catchUpWithKeeper(chain, keeper);
    if (await foundNetwork({ chain, network, signer: chosen.sealSigner, carrierKey, now }))
      log.info({ contracts: network.contracts }, 'the network is founded');
    done = (await seal(chosen.sealSigner, (await keeper?.admissions()) ?? [])).done;
  } else {
    const standby = runStandby({
      ...chosen,
      settings,
      chain,
      holder: carrierKey.address,
      told: () => told,
      log,
      signal: until,
    });
    done = standby.takeover.then(async (takeover) => {
      if (takeover !== undefined) await (await seal(takeover.sealSigner, takeover.inherited)).done;
    });
    done.catch((error: unknown) => log.error({ err: error }, 'standing by ended; start again to go on from the log'));
    await Promise.race([standby.settled, done]);
    until.throwIfAborted();
  }
  opened.defer(async () => {
    stop.abort();
    await done.catch(() => undefined);
  });

  const leading = (): Production => {
    if (production !== undefined) return production;
    throw new TransientError(
      'STANDBY',
      `This sealer stands by for ${settings.primaryUrl?.[0] ?? 'another'}. Send it there.`,
    );
  };
  const app = express();
  app.disable('x-powered-by');
  const body = jsonBody();
  readRoutes(app, { chain, network: () => network, jsonBody: body, signal: until });
  admissionRoute(app, {
    jsonBody: body,
    admit: async (blocks) => {
      const outcomes = await leading().admissions.admit(blocks);
      for (const outcome of outcomes) if ('refused' in outcome) refused.inc({ code: codeOf(outcome.refused) });
      return outcomes;
    },
    problem: (error) => {
      const problem = problemOf(error, STATUSES);
      if (problem.status === 500) log.error({ err: error }, 'admission failed');
      return problem;
    },
  });
  queueStatusRoutes(app, {
    digests: () => production?.queue.digests() ?? [],
    status: async (digest) =>
      production?.queue.find(digest) === undefined
        ? ((await statuses.of(digest)) ?? { state: 'unknown' })
        : { state: 'queued' },
  });
  takeoverRoute(app, { token: chosen.token, takeOver: () => (told = true) });
  healthRoutes(app, {
    health: () => {
      if (chain.broken !== undefined) throw chain.broken;
      waiting.set(production?.queue.size ?? 0);
      return { role: roleOf(production), head: headToJson(headOf(chain)), queued: production?.queue.size ?? 0 };
    },
    metrics,
  });
  app.use(unknownPath());
  app.use(problemDetails({ log, statuses: STATUSES }));
  const http = await startHttp({ app, host: settings.host, port: settings.port });
  opened.use(http);
  // Waiting readers are let go before the server waits for them.
  opened.defer(() => stop.abort());
  log.info({ url: http.url, head: headOf(chain).number.toString(), role: roleOf(production) }, 'serving');
  announceReady({ program: 'sealer', url: http.url, head: headOf(chain).number.toString(), role: roleOf(production) });

  const running = opened.move();
  return {
    url: http.url,
    network,
    chain,
    role: () => roleOf(production),
    done,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function roleOf(production: Production | undefined): 'sealer' | 'standby' {
  return production === undefined ? 'standby' : 'sealer';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'INTERNAL';
}
