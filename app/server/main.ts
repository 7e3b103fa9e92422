import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import express from 'express';
import { connectChain } from '../../core/chain/chain-client.ts';
import { openOutbox } from '../../core/chain/outbox.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { parseNetwork } from '../../core/domain/ledger/network.ts';
import { problemDetails, startHttp, unknownPath } from '../../core/runtime/http-service.ts';
import { loadOrCreateAccount } from '../../core/runtime/keystore.ts';
import { createLog } from '../../core/runtime/log.ts';
import { createMetrics } from '../../core/runtime/metrics.ts';
import { announceReady } from '../../core/runtime/program.ts';
import { retry } from '../../core/runtime/retry.ts';
import { openDatabase } from '../../core/runtime/sqlite.ts';
import { createAccounts } from './accounts/accounts.ts';
import { openStore } from './database/open-store.ts';
import { createCookies } from './http/cookies.ts';
import { authRoutes } from './http/auth-routes.ts';
import { bankWebhook } from './http/bank-webhook.ts';
import { createApp, mountRoutes, STATUSES } from './http/create-app.ts';
import { operatorRoutes } from './http/operator-routes.ts';
import { pages } from './http/pages.ts';
import { paymentRoutes } from './http/payment-routes.ts';
import { publicRoutes } from './http/public-routes.ts';
import { residentRoutes } from './http/resident-routes.ts';
import { oidcIdentity } from './identity/oidc-identity.ts';
import { createSessions } from './identity/sessions.ts';
import { runIndexer } from './indexer/run-indexer.ts';
import { httpBank } from './payments/http-bank.ts';
import { answerAppeal } from './statements/answer-appeals.ts';
import { createPortalBlocks } from './statements/portal-blocks.ts';
import { openPublicNames } from './public-names.ts';
import { createCosignatureCollector } from './read/collect-cosignatures.ts';
import { createJobs } from './run-jobs.ts';
import { openVault } from './vault.ts';
import { checkWitnessPolicy } from './witness-settings.ts';
import type { ChainClient } from '../../core/chain/chain-client.ts';
import type { Account } from '../../core/domain/ledger/account.ts';
import type { Metrics } from '../../core/runtime/metrics.ts';
import type { IndexerState } from './indexer/run-indexer.ts';
import type { AppSettings } from './settings.ts';
import type { Store } from './database/store.ts';

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

/** Files of the portal in its data folder. */
export function appFiles(dataDir: string): {
  keystore: { file: string; passwordFile: string };
  vaultKey: string;
  outbox: string;
  database: string;
} {
  return {
    keystore: { file: join(dataDir, 'keystore.json'), passwordFile: join(dataDir, 'keystore.password') },
    vaultKey: join(dataDir, 'accounts.key'),
    outbox: join(dataDir, 'outbox.sqlite'),
    database: join(dataDir, 'database'),
  };
}

/** The portal's ledger account; made at the first call, so that the network can name it before the portal runs. */
export function loadPortalAccount(dataDir: string): Promise<Account> {
  return loadOrCreateAccount(appFiles(dataDir).keystore);
}

/**
 * The portal: pages and API for residents, identity, personal accounts, payments, the indexer and the light-client service. Safe to kill at any instant.
 * @throws InputError for settings, keystore, database or port that cannot be used; waits for a replica that is away
 */
export async function startApp(settings: AppSettings, signal: AbortSignal): Promise<RunningApp> {
  const log = createLog('app', settings.logLevel);
  const files = appFiles(settings.dataDir);
  await using opened = new AsyncDisposableStack();
  const account = await loadPortalAccount(settings.dataDir);
  const vault = openVault(files.vaultKey);
  const names = openPublicNames(settings.namesFile);
  const client = await retry(() => connect(settings), { signal, baseMs: 100, maxMs: 2_000 });
  const { network } = client;
  if (network.portal !== account.address) {
    throw new InputError(
      'NOT_THE_PORTAL',
      `The keystore's account ${account.address} is not the portal ${network.portal} of this network.`,
    );
  }
  const policy = { witnesses: settings.witnesses, required: settings.cosignaturesRequired };
  checkWitnessPolicy(network, policy);
  const store = opened.use(
    await openStore({ folder: files.database, url: settings.databaseUrl ?? process.env['DATABASE_URL'] }),
  );
  const database = openDatabase(files.outbox, []);
  opened.defer(() => database.close());

  const nowSeconds = (): number => Math.floor(Date.now() / 1000);
  const publicUrl = settings.publicUrl ?? `http://${settings.host}:${settings.port}`;
  const outbox = openOutbox({ database, client, log });
  const blocks = createPortalBlocks({ store, outbox, account, network, nowSeconds });
  const accounts = createAccounts({ store, vault, nowSeconds });
  const sessions = createSessions({ store, vault, nowSeconds });
  const gateway = httpBank({
    url: settings.bankUrl,
    keys: settings.bankKeys ?? `${settings.bankUrl}/jwks.json`,
    audience: `${publicUrl}/webhooks/bank`,
    nowSeconds,
  });
  const payments = { store, gateway, blocks, network, publicUrl, nowSeconds, log };
  const { readModel } = store;

  const target = await retry(() => client.head(), { signal, baseMs: 100, maxMs: 2_000 });
  const indexer: IndexerState = { nextBlock: 0n, applied: 0, fault: undefined };
  /** With all facts at hand: after a lost database nothing is said twice. */
  const caughtUp = (): boolean => indexer.nextBlock > target;
  const jobs = createJobs({
    tools: { readModel, blocks, account, network, accounts, payments },
    caughtUp,
    bankIntervalMs: settings.bankInterval,
    log,
  });

  const cookies = createCookies(publicUrl);
  const identity = oidcIdentity({
    issuer: settings.issuerUrl,
    clientId: settings.clientId,
    clientSecret:
      settings.clientSecretFile === undefined ? undefined : readFileSync(settings.clientSecretFile, 'utf8').trim(),
  });
  const residentPages = settings.pages ? pages({ build: buildPages, log }) : undefined;
  const app = createApp({
    routes: [
      ...authRoutes({ identity, sessions, cookies, publicUrl }),
      ...publicRoutes({
        readModel,
        client,
        outbox,
        replicaUrl: settings.replicaUrl,
        policy,
        cosignatures: createCosignatureCollector({ ...settings, chainId: network.chainId, policy }),
        portal: account.address,
        names,
      }),
      ...residentRoutes({ readModel, accounts, outbox, account, network }),
      ...paymentRoutes({ tools: payments, accounts, wake: jobs.wakeForBank }),
    ],
    sessions,
    cookies,
    publicUrl,
    requestsPerMinute: settings.requestsPerMinute,
    webhook: bankWebhook(payments, jobs.wakeForBank),
    pages: residentPages?.handler,
    health: () => {
      if (indexer.fault !== undefined)
        throw new Error(`The read model stands still at block ${indexer.nextBlock}: ${indexer.fault}`);
      return { nextBlock: indexer.nextBlock.toString(), caughtUp: caughtUp(), outbox: outbox.pending() };
    },
    metrics: appMetrics(settings.dataDir, indexer, () => outbox.pending()),
    log,
  });
  opened.use(await startHttp({ app, host: settings.host, port: settings.port }));
  const operator =
    settings.operatorPort === undefined
      ? undefined
      : opened.use(
          await startHttp({
            app: operatorApp(
              log,
              operatorRoutes({
                store,
                client,
                answer: (answer) => answerAppeal({ readModel, blocks, account, network }, answer),
              }),
            ),
            host: '127.0.0.1',
            port: settings.operatorPort,
          }),
        );

  const stop = new AbortController();
  const until = AbortSignal.any([signal, stop.signal]);
  const loops = [
    runIndexer({
      readModel,
      client,
      signal: until,
      pollMs: settings.pollInterval,
      log,
      state: indexer,
      onPage: jobs.wake,
    }),
    outbox.run(until),
    jobs.run(until),
  ];
  const done = Promise.all(loops).then(() => undefined);
  done.catch((error: unknown) => log.error({ err: error }, 'the portal cannot go on'));
  opened.defer(async () => {
    stop.abort();
    await Promise.allSettled(loops);
  });
  void residentPages?.prepare().catch(() => undefined);

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

async function connect(settings: AppSettings): Promise<ChainClient> {
  const network =
    settings.networkFile === undefined
      ? undefined
      : parseNetwork(JSON.parse(readFileSync(settings.networkFile, 'utf8')));
  return connectChain({
    url: settings.replicaUrl,
    queueUrl: settings.queueUrl,
    ...(network === undefined ? {} : { network }),
  });
}

/** The bundler is loaded only where pages are served. */
async function buildPages(): Promise<string> {
  const { buildWeb } = await import('../web/build.ts');
  return buildWeb();
}

function operatorApp(
  log: ReturnType<typeof createLog>,
  routes: ReturnType<typeof operatorRoutes>,
): ReturnType<typeof express> {
  const app = express();
  app.disable('x-powered-by');
  mountRoutes(app, routes, async () => undefined);
  app.use(unknownPath());
  app.use(problemDetails({ log, statuses: STATUSES }));
  return app;
}

function appMetrics(folder: string, indexer: IndexerState, pending: () => number): Metrics {
  const metrics = createMetrics('domledger_app_', { processMetrics: true, folder });
  const next = metrics.gauge('next_block_number', 'First external block that is not in the read model yet.');
  const applied = metrics.gauge('indexed_blocks', 'Internal blocks written to the read model since the start.');
  const waiting = metrics.gauge('outbox_blocks', 'Internal blocks on their way to a ledger.');
  return {
    ...metrics,
    text() {
      next.set(Number(indexer.nextBlock));
      applied.set(indexer.applied);
      waiting.set(pending());
      return metrics.text();
    },
  };
}
