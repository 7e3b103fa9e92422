import { join } from 'node:path';
import { lastSecondOf } from '../../core/domain/ledger/block-life.ts';
import type { Signer } from '../../core/domain/ledger/internal-block.ts';
import { type Network } from '../../core/domain/ledger/network.ts';
import type { Log } from '../../core/runtime/log.ts';
import type { Metrics } from '../../core/runtime/metrics.ts';
import { createAdmissions, type Admissions } from './admission.ts';
import { createNotifier } from '../chain/notifier.ts';
import type { CarriedStatuses } from '../chain/block-status.ts';
import { createCarrier } from './carrier.ts';
import type { Chain } from '../chain/chain.ts';
import { nextBlockAt, produceBlocks } from './produce-blocks.ts';
import { createStanding } from './create-standing.ts';
import type { SignedStanding } from '../../core/domain/seal/words/standing.ts';
import { openQueue, type Queue } from './queue.ts';
import { checkPace } from './check-pace.ts';
import { createRateLimit } from './rate-limit.ts';
import { headOf } from '../http/read-routes.ts';
import type { SealerSettings } from '../settings.ts';
import type { Promised, SealSigner } from '../keys/seal-signer.ts';
import { laneOf, type ParticipantStatuses } from './participant-status.ts';
import type { TxIndex } from '../chain/index/log-index.ts';
import { unixSeconds } from '../../core/domain/unix-seconds.ts';

/** Signed refusals of one sender. */
const REFUSALS = { perSecond: 1, burst: 20 };

/** The part of a sealer that only the one has who may seal: the queue, its desk and the making of blocks. */
export type Production = Disposable & {
  readonly queue: Queue;
  readonly admissions: Admissions;
  /** @throws TransientError BLOCKS_LATE while none comes that should have */
  checkPace(): void;
  /** Signs which block is the newest now. @throws as `createStanding` says */
  stand(): Promise<SignedStanding>;
  /** Rejects when no more blocks can be made: engine or disk failed, or another sealer took the term. */
  readonly done: Promise<void>;
};

/** @param inherited promises of the sealer before, which are kept first */
export async function startProducing(args: {
  settings: SealerSettings;
  network: Network;
  chain: Chain;
  index: TxIndex;
  statuses: CarriedStatuses;
  participants: ParticipantStatuses;
  carrierKey: Signer;
  sealSigner: SealSigner;
  inherited: readonly Promised[];
  metrics: Metrics;
  log: Log;
  now: () => number;
  signal: AbortSignal;
}): Promise<Production> {
  const { settings, network, chain, index, carrierKey, sealSigner, metrics, log, now, signal } = args;
  await sealSigner.require(chain.sealKeyAt(headOf(chain).number + 1n));
  const nonce = BigInt(String(await chain.request('eth_getTransactionCount', [carrierKey.address, 'latest'])));
  const queue = await openQueue({
    file: join(settings.data, 'queue.log'),
    carrier: createCarrier({ chainId: network.chainId, signer: carrierKey, nonce }),
    head: () => headOf(chain),
    lastSecond: (signed) => lastSecondOf(network, signed),
    secondsABlock: BigInt(Math.ceil(settings.blockInterval / 1000)) + 1n,
    now: () => unixSeconds(now()),
    carriedIn: (digest) => {
      const [place] = index.places(digest);
      return place === undefined ? undefined : BigInt(place.number);
    },
    laneOf: async (sender) => laneOf(await args.participants.of(sender)),
  });
  await queue.adopt(args.inherited);

  const counts = {
    blocks: metrics.counter('blocks_total', 'Blocks sealed since the start.'),
    carried: metrics.counter('carried_total', 'Internal blocks carried since the start.'),
    admitted: metrics.counter('admitted_total', 'Internal blocks admitted since the start.'),
    head: metrics.gauge('head_number', 'Number of the newest block.'),
    seconds: metrics.histogram('block_seconds', 'Time to execute, seal and log a block.', [0.01, 0.03, 0.1, 0.3, 1, 3]),
  };
  const admitted = createNotifier();
  let madeAt = now();
  let waitsSince = queue.size > 0 ? madeAt : undefined;
  const admissions = createAdmissions({
    network,
    chain,
    queue,
    queueMax: settings.queueMax,
    index,
    statuses: args.statuses,
    participants: args.participants,
    rates: {
      subscribers: createRateLimit({
        perSecond: settings.subscriberPerMinute / 60,
        burst: settings.subscriberPerMinute,
      }),
      subscriberBytes: createRateLimit({
        perSecond: settings.subscriberBytesPerMinute / 60,
        burst: settings.subscriberBytesPerMinute * 16,
      }),
      programs: createRateLimit({ perSecond: settings.programPerSecond, burst: settings.programPerSecond * 10 }),
      programBytes: createRateLimit({
        perSecond: settings.programBytesPerSecond,
        burst: settings.programBytesPerSecond * 16,
      }),
      enrolments: createRateLimit({ perSecond: settings.enrolPerMinute / 60, burst: settings.enrolPerMinute }),
      refusals: createRateLimit(REFUSALS),
    },
    sealSigner,
    now,
    onAdmitted: () => {
      counts.admitted.inc();
      waitsSince ??= now();
      admitted.notify();
    },
  });
  const done = produceBlocks({
    chain,
    queue,
    signer: sealSigner,
    pace: { blockIntervalMs: settings.blockInterval, heartbeatMs: settings.heartbeat, maxAheadMs: settings.maxAhead },
    admissions: admitted,
    now,
    signal,
    onProduced: ({ head, carried, seconds }) => {
      madeAt = now();
      waitsSince = queue.size > 0 ? madeAt : undefined;
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
  return {
    queue,
    admissions,
    done,
    checkPace: () =>
      checkPace({
        ...{ now: now(), madeAt, waitsSince, heartbeatMs: settings.heartbeat },
        nextAt: nextBlockAt(headOf(chain), settings.maxAhead),
      }),
    stand: createStanding({ chain, sealSigner, now }),
    [Symbol.dispose]: () => queue.close(),
  };
}
