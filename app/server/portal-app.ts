import { readOwnBlocks } from './read/proofs/own-blocks.ts';
import { readOwnPremises } from './read/proofs/own-premises.ts';
import { readFileSync } from 'node:fs';
import { createMetrics } from '../../core/runtime/metrics.ts';
import { authRoutes } from './http/auth-routes.ts';
import { buildPages } from './build-pages.ts';
import { keepBankEvent } from './http/keep-bank-event.ts';
import { createCookies } from './http/cookies.ts';
import { createApp } from './http/create-app.ts';
import { pages } from './http/pages.ts';
import { disputedRefunds, listDisputes } from './payments/disputed-refunds.ts';
import { letterWork } from './statements/list-letters.ts';
import { mismatchWork, openMismatches } from './payments/mismatches/list-mismatches.ts';
import type { Daily } from './payments/reconcile/daily.ts';
import { paidOrders } from './payments/paid-orders.ts';
import { paymentRoutes } from './http/payment-routes.ts';
import { publicRoutes } from './http/public-routes.ts';
import { residentRoutes } from './http/resident-routes.ts';
import { oidcIdentity } from './identity/oidc-identity.ts';
import { createCosignatureCollector } from './read/collect-cosignatures.ts';
import type { Express } from 'express';
import type { Log } from '../../core/runtime/log.ts';
import type { Metrics } from '../../core/runtime/metrics.ts';
import type { Route } from './http/define-route.ts';
import type { IndexerState } from './indexer/run-indexer.ts';
import type { OpenPortal } from './open-portal.ts';
import type { Jobs } from './run-jobs.ts';
import type { AppSettings } from './settings.ts';
import { domainOf } from '../../core/domain/ledger/network.ts';

type Serving = {
  settings: AppSettings;
  portal: OpenPortal;
  indexer: IndexerState;
  caughtUp: () => boolean;
  jobs: Jobs;
  log: Log;
};

/** The portal over HTTP. `prepare` has the pages for browsers built, where it serves any, before somebody asks for one. */
export function portalApp(serving: Serving): { app: Express; prepare: () => Promise<unknown> } {
  const { settings, portal, indexer, jobs, log } = serving;
  const { sessions, publicUrl, outbox } = portal;
  const cookies = createCookies(publicUrl);
  const residentPages = settings.pages ? pages({ build: buildPages, log }) : undefined;
  const app = createApp({
    routes: routesOf(serving, cookies),
    sessions,
    cookies,
    publicUrl,
    requestsPerMinute: settings.requestsPerMinute,
    proxies: settings.proxies,
    webhook: keepBankEvent(portal.payments, jobs.wakeForBank),
    pages: residentPages?.handler,
    work: async () => [
      ...outbox.work(),
      await paidOrders(portal.store),
      await disputedRefunds(portal.payments),
      await mismatchWork(portal.payments),
      await letterWork({ ...portal, ...portal.store, network: portal.client.network, now: portal.client.now }),
      ...portal.daily.work(),
    ],
    health: async () => {
      if (indexer.fault !== undefined)
        throw new Error(`The read model stands still at block ${indexer.nextBlock}: ${indexer.fault}`);
      const fault = portal.ownKey.fault ?? residentPages?.fault();
      if (fault !== undefined) throw new Error(fault);
      return {
        nextBlock: indexer.nextBlock.toString(),
        caughtUp: serving.caughtUp(),
        outbox: outbox.pending(),
        reading: portal.client.reading(),
        disputedRefunds: (await listDisputes(portal.payments)).length,
        mismatchedPayments: (await openMismatches(portal.payments)).length,
        reconciliation: latest(portal.daily),
        witnesses: portal.witnesses.health(portal.client.now()),
      };
    },
    metrics: appMetrics(settings.dataDir, indexer, portal),
    log,
  });
  return { app, prepare: async () => residentPages?.prepare() };
}

function routesOf({ settings, portal, jobs }: Serving, cookies: ReturnType<typeof createCookies>): Route[] {
  const { account, client, witnesses, sessions, publicUrl, outbox, accounts, payments } = portal;
  const { network } = client;
  const { readModel } = portal.store;
  const identity = oidcIdentity({
    issuer: settings.issuerUrl,
    clientId: settings.clientId,
    clientSecret:
      settings.clientSecretFile === undefined ? undefined : readFileSync(settings.clientSecretFile, 'utf8').trim(),
  });
  const cosignatures = createCosignatureCollector({
    ...settings,
    domain: domainOf(network),
    counted: witnesses.counted,
  });
  const proving = { readModel, client, cosignatures };
  return [
    ...authRoutes({ identity, sessions, cookies, publicUrl }),
    ...publicRoutes({
      readModel,
      client,
      outbox,
      witnesses,
      cosignaturesRequired: settings.cosignaturesRequired,
      cosignatures,
      portal: account.address,
      names: portal.names,
    }),
    ...residentRoutes({
      ...{ readModel, accounts, outbox, account, network, blocks: portal.blocks },
      nowSeconds: () => Number(client.now()),
      ownBlocks: (account, own) => readOwnBlocks(proving, account, own),
      ownPremises: (own) => readOwnPremises(proving, own),
    }),
    ...paymentRoutes({ tools: payments, accounts, wake: jobs.wakeForBank }),
  ];
}

function latest({ last }: Daily): object | null {
  if (last === undefined) return null;
  const { from, to, addsUp, differences } = last;
  return { from, to, addsUp, differences: differences.length };
}

function appMetrics(folder: string, indexer: IndexerState, portal: OpenPortal): Metrics {
  const metrics = createMetrics('domledger_app_', { processMetrics: true, folder });
  const next = metrics.gauge('next_block_number', 'First external block that is not in the read model yet.');
  const applied = metrics.gauge('indexed_blocks', 'Internal blocks written to the read model since the start.');
  const waiting = metrics.gauge('outbox_blocks', 'Internal blocks on their way to a ledger.');
  const mismatched = metrics.gauge('mismatched_payments', 'Payments at the bank that are not what was ordered.');
  const differing = metrics.gauge(
    'reconciliation_differences',
    'Differences of bank, orders, ledger and receipts that are late.',
  );
  const oldest = metrics.gauge('reconciliation_oldest_seconds', 'Age of the oldest of these differences.');
  return {
    ...metrics,
    async text() {
      const mismatches = await openMismatches(portal.payments);
      mismatched.set(mismatches.length);
      differing.set(portal.daily.last?.differences.filter(({ isLate }) => isLate).length ?? 0);
      const [work] = portal.daily.work();
      oldest.set(work?.waitsSeconds ?? 0);
      next.set(Number(indexer.nextBlock));
      applied.set(indexer.applied);
      waiting.set(portal.outbox.pending());
      return metrics.text();
    },
  };
}
