import { join } from 'node:path';
import type { Signer } from '../core/domain/internal-block.ts';
import type { Network } from '../core/domain/network.ts';
import type { Log } from '../core/runtime/log.ts';
import type { Metrics } from '../core/runtime/metrics.ts';
import { createAdmissionDesk, type AdmissionDesk } from './admission.ts';
import { createBell } from './bell.ts';
import type { CarriedStatuses } from './block-status.ts';
import { createCarrier } from './carrier.ts';
import type { Chain } from './chain.ts';
import { produceBlocks } from './producer.ts';
import { openQueue, type Queue } from './queue.ts';
import { createRateLimit } from './rate-limit.ts';
import { headOf } from './read-routes.ts';
import type { SealerSettings } from './settings.ts';
import type { Promised, Signatory } from './signatory.ts';
import type { Standings } from './standing.ts';
import type { TxIndex } from './tx-index.ts';

/** The part of a sealer that only the one has who may seal: the queue, its desk and the making of blocks. */
export type Lead = Disposable & {
  readonly queue: Queue;
  readonly desk: AdmissionDesk;
  /** Rejects when no more blocks can be made: engine or disk failed, or another sealer took the term. */
  readonly done: Promise<void>;
};

/** @param inherited promises of the sealer before, which are kept first */
export async function startLead(args: {
  settings: SealerSettings;
  network: Network;
  chain: Chain;
  index: TxIndex;
  statuses: CarriedStatuses;
  standings: Standings;
  carrierKey: Signer;
  signatory: Signatory;
  inherited: readonly Promised[];
  metrics: Metrics;
  log: Log;
  now: () => number;
  signal: AbortSignal;
}): Promise<Lead> {
  const { settings, network, chain, index, carrierKey, signatory, metrics, log, now, signal } = args;
  await signatory.require(chain.sealKeyAt(headOf(chain).number + 1n));
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
  queue.adopt(args.inherited);

  const counts = {
    blocks: metrics.counter('blocks_total', 'Blocks sealed since the start.'),
    carried: metrics.counter('carried_total', 'Internal blocks carried since the start.'),
    admitted: metrics.counter('admitted_total', 'Internal blocks admitted since the start.'),
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
    statuses: args.statuses,
    standings: args.standings,
    rates: {
      subscribers: createRateLimit({
        perSecond: settings.subscriberPerMinute / 60,
        burst: settings.subscriberPerMinute,
      }),
      programs: createRateLimit({ perSecond: settings.programPerSecond, burst: settings.programPerSecond * 10 }),
      enrolments: createRateLimit({ perSecond: settings.enrolPerMinute / 60, burst: settings.enrolPerMinute }),
    },
    signatory,
    now,
    onAdmitted: () => {
      counts.admitted.inc();
      admissions.ring();
    },
  });
  const done = produceBlocks({
    chain,
    queue,
    signer: signatory,
    pace: { blockIntervalMs: settings.blockInterval, heartbeatMs: settings.heartbeat, maxAheadMs: settings.maxAhead },
    admissions,
    now,
    signal,
    onProduced: ({ head, carried, seconds }) => {
      counts.blocks.inc();
      counts.carried.inc(carried);
      counts.head.set(Number(head.number));
      counts.seconds.observe(seconds);
      log.debug({ number: head.number.toString(), carried, seconds }, 'sealed');
    },
  });
  done.catch((error: unknown) =>
    log.error({ err: error }, 'block production ended; start again to go on from the log'),
  );
  return { queue, desk, done, [Symbol.dispose]: () => queue.close() };
}
