import { join } from 'node:path';
import express from 'express';
import { transactionHash } from '../core/domain/evm-transaction.ts';
import type { Hex } from '../core/domain/hex.ts';
import type { Signer } from '../core/domain/internal-block.ts';
import type { Network } from '../core/domain/network.ts';
import { healthRoutes, jsonBody, problemDetails, startHttp, unknownPath } from '../core/runtime/http-service.ts';
import { createLog, type Log } from '../core/runtime/log.ts';
import { createMetrics } from '../core/runtime/metrics.ts';
import { problemOf } from '../core/runtime/problem.ts';
import { announceReady } from '../core/runtime/program.ts';
import { createAdmissionDesk } from './admission.ts';
import { createBell } from './bell.ts';
import { createCarriedStatuses } from './block-status.ts';
import { createCarrier } from './carrier.ts';
import { openChain, type Chain } from './chain.ts';
import { lockData } from './data-lock.ts';
import { ABIS, contractAddresses, deploymentTransactions } from './deployments.ts';
import { startEngine } from './engine-settings.ts';
import { settleNetwork } from './network-file.ts';
import { nextTimestamp, produceBlocks } from './producer.ts';
import { admissionRoute, queueStatusRoutes } from './queue-routes.ts';
import { openQueue } from './queue.ts';
import { createRateLimit } from './rate-limit.ts';
import { headOf, headToJson, readRoutes } from './read-routes.ts';
import { refusalDecoder } from './refusal.ts';
import type { SealerSettings } from './settings.ts';
import { loadSigningKey } from './signing-key.ts';
import { createStandings } from './standing.ts';
import { createTxIndex } from './tx-index.ts';

export type RunningSealer = AsyncDisposable & {
  readonly url: string;
  readonly network: Network;
  readonly chain: Chain;
  /** Rejects when the sealer can go on no longer: its engine or disk failed. */
  readonly done: Promise<void>;
};

/** HTTP statuses of refusals that the common table does not know. */
const STATUSES = { DATA_TOO_LARGE: 413, SENDER_SUSPENDED: 403, SENDER_NOT_ACTIVE: 403 } as const;

/**
 * The company's block producer: opens or founds the network of its data folder, replays its log, and then takes internal blocks and seals external ones.
 * @throws InputError NETWORK_CHANGED, DATA_IN_USE, LOG_DAMAGED, EXECUTION_MISMATCH, PORT_TAKEN
 */
export async function startSealer(
  settings: SealerSettings,
  signal: AbortSignal,
  now: () => number = Date.now,
): Promise<RunningSealer> {
  const log = createLog('sealer', settings.logLevel);
  await using opened = new AsyncDisposableStack();
  opened.use(lockData(settings.data));
  const sealKey = await loadSigningKey(settings.data, 'seal');
  const carrierKey = await loadSigningKey(settings.data, 'carrier');
  const network = settleNetwork(join(settings.data, 'network.json'), networkOf(settings, sealKey, carrierKey));
  const rules = { chainId: network.chainId, signer: network.seal.address, targetBits: network.seal.targetBits };

  const index = createTxIndex(network.chainId);
  let forgetStandings = (): void => undefined;
  const engine = opened.use(await startEngine(settings, network.chainId, signal));
  const chain = opened.use(
    await openChain({
      file: join(settings.data, 'blocks.log'),
      engine,
      rules,
      signer: sealKey,
      onBlock: (record) => {
        if (index.add(record).has(network.contracts.participants)) forgetStandings();
      },
      onReplay: (done, of) => log.info({ done, of }, 'replaying the log'),
    }),
  );
  await foundNetwork({ chain, network, sealKey, carrierKey, now, log });

  const standings = createStandings({ participants: network.contracts.participants, request: chain.request });
  forgetStandings = standings.forget;
  const statuses = createCarriedStatuses({
    places: index.places,
    record: chain.record,
    request: chain.request,
    decodeRefusal: refusalDecoder(ABIS),
  });
  const nonce = BigInt(String(await chain.request('eth_getTransactionCount', [carrierKey.address, 'latest'])));
  const queue = openQueue({
    file: join(settings.data, 'queue.log'),
    carrier: createCarrier({ chainId: network.chainId, signer: carrierKey, nonce }),
    head: () => headOf(chain).number,
    carriedIn: (digest) => {
      const [place] = index.places(digest);
      return place === undefined ? undefined : BigInt(place.number);
    },
  });
  opened.defer(() => queue.close());

  const metrics = createMetrics('domledger_sealer_', { processMetrics: true, folder: settings.data });
  const counts = {
    blocks: metrics.counter('blocks_total', 'Blocks sealed since the start.'),
    carried: metrics.counter('carried_total', 'Internal blocks carried since the start.'),
    admitted: metrics.counter('admitted_total', 'Internal blocks admitted since the start.'),
    refused: metrics.counter('refused_total', 'Internal blocks refused at the queue since the start.', ['code']),
    waiting: metrics.gauge('queue_blocks', 'Internal blocks that wait.'),
    head: metrics.gauge('head_number', 'Number of the newest block.'),
    seconds: metrics.histogram('block_seconds', 'Time to execute, seal and log a block.', [0.01, 0.03, 0.1, 0.3, 1, 3]),
  };
  const admissions = createBell();
  const desk = createAdmissionDesk({
    network,
    chain,
    queue,
    queueMax: settings.queueMax,
    index,
    statuses,
    standings,
    rates: {
      subscribers: createRateLimit({
        perSecond: settings.subscriberPerMinute / 60,
        burst: settings.subscriberPerMinute,
      }),
      programs: createRateLimit({ perSecond: settings.programPerSecond, burst: settings.programPerSecond * 10 }),
      enrolments: createRateLimit({ perSecond: settings.enrolPerMinute / 60, burst: settings.enrolPerMinute }),
    },
    signer: sealKey,
    now,
    onAdmitted: () => {
      counts.admitted.inc();
      admissions.ring();
    },
  });

  const stop = new AbortController();
  const until = AbortSignal.any([signal, stop.signal]);
  const done = produceBlocks({
    chain,
    queue,
    signer: sealKey,
    pace: { blockIntervalMs: settings.blockInterval, heartbeatMs: settings.heartbeat, maxAheadMs: settings.maxAhead },
    admissions,
    now,
    signal: until,
    onProduced: ({ head, carried, seconds }) => {
      counts.blocks.inc();
      counts.carried.inc(carried);
      counts.head.set(Number(head.number));
      counts.seconds.observe(seconds);
      log.debug({ number: head.number.toString(), carried, seconds }, 'sealed');
    },
  });
  done.catch((error: unknown) =>
    log.error({ err: error }, 'block production failed; start again to go on from the log'),
  );
  opened.defer(async () => {
    stop.abort();
    await done.catch(() => undefined);
  });

  const app = express();
  app.disable('x-powered-by');
  const body = jsonBody();
  readRoutes(app, { chain, network: () => network, jsonBody: body, signal: until });
  admissionRoute(app, {
    jsonBody: body,
    admit: async (blocks) => {
      const outcomes = await desk.admit(blocks);
      for (const outcome of outcomes) if ('refused' in outcome) counts.refused.inc({ code: codeOf(outcome.refused) });
      return outcomes;
    },
    problem: (refused) => {
      const problem = problemOf(refused, STATUSES);
      if (problem.status === 500) log.error({ err: refused }, 'admission failed');
      return problem;
    },
  });
  queueStatusRoutes(app, {
    digests: queue.digests,
    status: async (digest) =>
      queue.find(digest) === undefined ? ((await statuses.of(digest)) ?? { state: 'unknown' }) : { state: 'queued' },
  });
  healthRoutes(app, {
    health: () => {
      if (chain.broken !== undefined) throw chain.broken;
      counts.waiting.set(queue.size);
      return { role: 'sealer', head: headToJson(headOf(chain)), queued: queue.size };
    },
    metrics,
  });
  app.use(unknownPath());
  app.use(problemDetails({ log, statuses: STATUSES }));
  const http = await startHttp({ app, host: settings.host, port: settings.port });
  opened.use(http);
  // Waiting readers are let go before the server waits for them.
  opened.defer(() => stop.abort());
  log.info({ url: http.url, head: headOf(chain).number.toString(), queued: queue.size }, 'sealing');
  announceReady({ program: 'sealer', url: http.url, head: headOf(chain).number.toString() });

  const running = opened.move();
  return { url: http.url, network, chain, done, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

function networkOf(settings: SealerSettings, sealKey: Signer, carrierKey: Signer): Network {
  return {
    name: settings.name,
    chainId: BigInt(settings.chainId),
    currency: settings.currency,
    timeZone: settings.timeZone,
    seal: { address: sealKey.address, targetBits: settings.targetBits },
    company: settings.company,
    portal: settings.portal,
    contracts: contractAddresses(carrierKey.address),
  };
}

/** Block 0 is the genesis, block 1 holds the six contracts. */
async function foundNetwork(args: {
  chain: Chain;
  network: Network;
  sealKey: Signer;
  carrierKey: Signer;
  now: () => number;
  log: Log;
}): Promise<void> {
  const { chain, network, sealKey } = args;
  const zero = chain.head ?? (await chain.make({ transactions: [], timestamp: 0n, prevRandao: '0x', signer: sealKey }));
  if (zero.number > 0n) return;
  const transactions = deploymentTransactions(network, args.carrierKey);
  const timestamp = nextTimestamp(zero.timestamp, args.now());
  await chain.make({ transactions, timestamp, prevRandao: zero.sealHash, signer: sealKey });
  for (const raw of transactions) await requireDeployed(chain, transactionHash(raw));
  args.log.info({ contracts: network.contracts }, 'the network is founded');
}

async function requireDeployed(chain: Chain, hash: Hex): Promise<void> {
  const receipt = (await chain.request('eth_getTransactionReceipt', [hash])) as { status?: string } | null;
  if (receipt?.status !== '0x1') throw new Error(`the deployment ${hash} failed`);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'INTERNAL';
}
