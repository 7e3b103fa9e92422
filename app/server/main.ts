import { readOrMakeToken } from '../../core/runtime/access/bearer-token.ts';
import { startHttp, type HttpService } from '../../core/runtime/http-service.ts';
import { openProgramAccount, type ProgramAccount } from '../../core/runtime/program-account.ts';
import { createLog } from '../../core/runtime/log.ts';
import { announceReady } from '../../core/runtime/program.ts';
import { listensAt, openHttp } from '../../core/runtime/start/open-http.ts';
import { createProgress } from '../../core/runtime/start/progress.ts';
import { reach } from '../../core/runtime/start/reach.ts';
import { runIndexer } from './indexer/run-indexer.ts';
import { openPortal } from './open-portal.ts';
import { appFiles } from './app-files.ts';
import { portalApp } from './portal-app.ts';
import { createJobs } from './run-jobs.ts';
import { operatorApp } from './operator/operator-app.ts';
import type { ActTools } from './statements/confirm-acts.ts';
import type { ChainClient } from '../../core/chain/chain-client.ts';
import type { Log } from '../../core/runtime/log.ts';
import type { Store } from './database/store.ts';
import type { IndexerState } from './indexer/run-indexer.ts';
import type { OpenPortal } from './open-portal.ts';
import type { Jobs } from './run-jobs.ts';
import type { AppSettings } from './settings.ts';

export type RunningApp = AsyncDisposable & {
  readonly url: string;
  /** The operator's port, where there is one. */
  readonly operatorUrl: string | undefined;
  readonly address: `0x${string}`;
  readonly store: Store;
  readonly client: ChainClient;
  /** Rejects when the portal can go on no longer. */
  readonly done: Promise<void>;
};

/** The portal's ledger account; made at the first call, so that the network can name it before the portal runs. */
export function loadPortalAccount(dataDir: string): Promise<ProgramAccount> {
  return openProgramAccount(appFiles(dataDir).keystore);
}

/**
 * The portal: pages and API for residents, identity, personal accounts, payments, the indexer and the light-client service. Safe to kill at any instant.
 * @throws InputError for settings, keystore, operator's token, database or port that cannot be used; waits for a replica that is away
 */
export async function startApp(settings: AppSettings, signal: AbortSignal): Promise<RunningApp> {
  const log = createLog('app', settings.logLevel);
  await using opened = new AsyncDisposableStack();
  const stop = new AbortController();
  const until = AbortSignal.any([signal, stop.signal]);
  const progress = createProgress();
  const http = opened.use(await openHttp({ ...listensAt(settings, publicNames(settings)), progress, log }));
  const account = await loadPortalAccount(settings.dataDir);
  const portal = opened.use(
    await openPortal({ settings, files: appFiles(settings.dataDir), account, progress, signal: until, log }),
  );
  const { client, store, blocks, accounts, payments, publicUrl } = portal;

  const waiting = `waiting for the replica at ${settings.replicaUrl.join(' or ')}`;
  const target = await reach(waiting, () => client.head(), { progress, signal });
  const indexer: IndexerState = { nextBlock: 0n, applied: 0, fault: undefined };
  /** With all facts at hand: after a lost database nothing is said twice. */
  const caughtUp = (): boolean => indexer.nextBlock > target;
  const jobs = createJobs({
    tools: {
      readModel: store.readModel,
      blocks,
      account,
      network: client.network,
      accounts,
      payments,
      acts: actTools(portal),
      daily: portal.daily,
    },
    caughtUp,
    bankIntervalMs: settings.bankInterval,
    log,
  });
  const { app, prepare } = portalApp({ settings, portal, indexer, caughtUp, jobs, log });
  opened.use(http.serve(app));
  const { operatorPort } = settings;
  const operator =
    operatorPort === undefined
      ? undefined
      : opened.use(await startOperatorPort(portal, { settings, port: operatorPort, log }));

  const loops = startLoops({ settings, portal, indexer, jobs, signal: until, log });
  const done = Promise.all(loops).then(() => undefined);
  done.catch((error: unknown) => log.error({ err: error }, 'the portal cannot go on'));
  opened.defer(async () => {
    stop.abort();
    await Promise.allSettled(loops);
  });
  void prepare().catch(() => undefined);

  const running = opened.move();
  announceReady({ program: 'app', url: publicUrl, operatorUrl: operator?.url, address: account.address });
  return {
    url: publicUrl,
    operatorUrl: operator?.url,
    address: account.address,
    store,
    client,
    done,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await running.disposeAsync();
    },
  };
}

/** The name under which browsers come, where a proxy passes them on with it. */
function publicNames({ publicUrl }: AppSettings): string[] {
  return publicUrl === undefined ? [] : [new URL(publicUrl).hostname];
}

/** What works until the signal: reading the ledgers, sending blocks, and the portal's duties. */
function startLoops(args: {
  settings: AppSettings;
  portal: OpenPortal;
  indexer: IndexerState;
  jobs: Jobs;
  signal: AbortSignal;
  log: Log;
}): Promise<void>[] {
  const { settings, portal, jobs, signal, log } = args;
  const indexing = runIndexer({
    readModel: portal.store.readModel,
    client: portal.client,
    signal,
    pollMs: settings.pollInterval,
    log,
    state: args.indexer,
    beforePage: portal.ownKey.follow,
    onPage: jobs.wake,
  });
  return [indexing, portal.outbox.run(signal), jobs.run(signal), portal.ownKey.run()];
}

async function startOperatorPort(
  portal: OpenPortal,
  { settings, port, log }: { settings: AppSettings; port: number; log: Log },
): Promise<HttpService> {
  const token = readOrMakeToken(appFiles(settings.dataDir).operatorToken);
  const app = operatorApp(portal, { acts: actTools(portal), token, log });
  return startHttp({ app, host: '127.0.0.1', port });
}

function actTools({ store, accounts, blocks, client }: OpenPortal): ActTools {
  return { store, accounts, blocks, network: client.network, nowSeconds: () => Number(client.now()) };
}
