import { dirname, basename, join } from 'node:path';
import express from 'express';
import { InputError, TransientError } from '../../core/domain/bytes/errors.ts';
import type { Network } from '../../core/domain/ledger/network.ts';
import { healthRoutes, jsonBody, problemDetails, startHttp, unknownPath } from '../../core/runtime/http-service.ts';
import { createLog } from '../../core/runtime/log.ts';
import { createMetrics } from '../../core/runtime/metrics.ts';
import { announceReady } from '../../core/runtime/program.ts';
import { retry } from '../../core/runtime/retry.ts';
import { createNotifier } from '../chain/notifier.ts';
import { createCarriedStatuses } from '../chain/block-status.ts';
import { accusedOf, openChain, sealRulesOf, type Chain } from '../chain/chain.ts';
import { lockData } from '../chain/data-lock.ts';
import { ABIS } from '../network/deployments.ts';
import { startEngine } from '../engine/engine-settings.ts';
import { readNetworkFile, settleNetwork } from '../network/network-file.ts';
import { queueStatusRoutes } from '../queue/queue-routes.ts';
import { headOf, headToJson, readRoutes } from '../http/read-routes.ts';
import { revertReasonDecoder } from '../chain/revert-reason.ts';
import { loadSigningKey } from '../keys/signing-key.ts';
import { createTxIndex } from '../chain/tx-index.ts';
import { keepFault, readFaults } from './fault-files.ts';
import { followChain, type Fault } from './follow-chain.ts';
import { openPeerWitnesses } from './peers.ts';
import type { ReplicaSettings } from './settings.ts';
import { connectUpstream, type Upstream } from './upstream.ts';
import { witnessRoutes } from './witness-routes.ts';
import { openWitness } from './witness.ts';

export type RunningReplica = AsyncDisposable & {
  readonly url: string;
  readonly network: Network;
  readonly chain: Chain;
  /** The proof against the company that stopped the following; `undefined` while all is well. */
  readonly fault: () => Fault | undefined;
  /** Rejects when the replica's own disk or engine failed. */
  readonly done: Promise<void>;
};

/**
 * A register (DR1-DR4): downloads blocks, verifies every seal, executes, compares, keeps, and serves what the sealer serves, reads only. It is ready once it holds
 * what the other side had, or what its own log has while nobody answers. On proof against the company it follows no further, keeps the proof, and its health is red.
 * @throws InputError NETWORK_CHANGED, NETWORK_INVALID, DATA_IN_USE, LOG_DAMAGED, EXECUTION_MISMATCH, PORT_TAKEN
 */
export async function startReplica(settings: ReplicaSettings, signal: AbortSignal): Promise<RunningReplica> {
  const log = createLog('replica', settings.logLevel);
  await using opened = new AsyncDisposableStack();
  opened.use(lockData(settings.data));
  const upstream = connectUpstream(...settings.from);
  const network = await trustedNetwork(settings, upstream, signal);

  const index = createTxIndex(network.chainId);
  const chain = opened.use(
    await openChain({
      file: join(settings.data, 'blocks.log'),
      engine: opened.use(await startEngine(settings, network.chainId, signal)),
      rules: sealRulesOf(network),
      onBlock: (record) => {
        index.add(record);
      },
      onReplay: (done, of) => log.info({ done, of }, 'replaying the log'),
    }),
  );

  const metrics = createMetrics('domledger_replica_', { processMetrics: true, folder: settings.data });
  const counts = {
    head: metrics.gauge('head_number', 'Number of the newest verified block.'),
    behind: metrics.gauge('behind_blocks', 'How many blocks the other side is ahead.'),
    refused: metrics.counter('refused_total', 'Records and pages of the other side that were refused.', ['code']),
    unreachable: metrics.counter('unreachable_total', 'Questions that the other side did not answer.'),
    faults: metrics.gauge('company_faults', '1 when there is proof against the company.'),
    witnessFaults: metrics.counter('witness_faults_total', 'Proofs against witnesses that were kept.'),
    peerRefused: metrics.counter('peer_refused_total', 'Questions that a peer did not answer rightly.', ['code']),
  };

  const stop = new AbortController();
  const until = AbortSignal.any([signal, stop.signal]);
  const settled = createNotifier();
  let contact = false;
  let refusal: InputError | undefined;
  let fault: Fault | undefined;
  const stopFollowing = new AbortController();
  const accuse = (found: Fault): void => {
    fault ??= found;
    counts.faults.set(1);
    const file = keepFault(join(settings.data, 'evidence'), found, accusedOf(chain));
    log.error(
      { file },
      'THE COMPANY CONTRADICTED ITSELF. This replica follows no further and keeps the proof; hand the file to the others.',
    );
    contact = true;
    settled.notify();
    stopFollowing.abort();
  };
  const peers = openPeerWitnesses({
    chain,
    peers: settings.peers,
    pollMs: settings.poll,
    events: {
      onEvidence: (evidence) => {
        if (evidence.kind !== 'double-cosignature') {
          accuse({ evidence });
          return;
        }
        counts.witnessFaults.inc();
        const file = keepFault(join(settings.data, 'evidence'), { evidence }, accusedOf(chain));
        log.error(
          { file, witness: evidence.witness },
          'a witness cosigned two blocks of one number; the proof is kept',
        );
      },
      onRefused: (peer, error) => {
        counts.peerRefused.inc({ code: error.code });
        log.debug({ code: error.code, peer: peer.url }, error.message);
      },
    },
  });
  const follow = async (): Promise<void> => {
    const found = await followChain({
      chain,
      upstream,
      pollMs: settings.poll,
      signal: AbortSignal.any([until, stopFollowing.signal]),
      events: {
        onProgress: (ours, theirs) => {
          refusal = undefined;
          counts.head.set(Number(ours));
          counts.behind.set(Math.max(0, Number(theirs - ours)));
          if (ours >= theirs) contact = true;
          settled.notify();
        },
        onRefused: (error) => {
          if (refusal?.message !== error.message) log.warn({ code: error.code, from: upstream.url }, error.message);
          refusal = error;
          counts.refused.inc({ code: error.code });
        },
        onUnreachable: (error) => {
          counts.unreachable.inc();
          log.debug({ code: error.code }, error.message);
          if (chain.head !== undefined && chain.head.number > 0n) contact = true;
          settled.notify();
        },
      },
    });
    if (found !== undefined) accuse(found);
  };
  const done = follow();
  done.catch((error: unknown) => {
    log.error({ err: error }, 'following failed; start again to go on from the log');
  });
  opened.defer(async () => {
    stop.abort();
    await done.catch(() => undefined);
  });

  const app = express();
  app.disable('x-powered-by');
  readRoutes(app, { chain, network: () => network, jsonBody: jsonBody(), signal: until });
  const statuses = createCarriedStatuses({
    places: index.places,
    record: chain.record,
    request: chain.request,
    decodeRefusal: revertReasonDecoder(ABIS),
  });
  queueStatusRoutes(app, {
    digests: () => [],
    status: async (digest) => (await statuses.of(digest)) ?? { state: 'unknown' },
  });
  const witness = settings.witness
    ? openWitness({
        chain,
        signer: await loadSigningKey(...witnessKey(settings)),
        file: join(settings.data, 'cosigned.json'),
      })
    : undefined;
  witnessRoutes(app, {
    chain,
    witness,
    peers: peers.of,
    faults: () => readFaults(join(settings.data, 'evidence')),
    signal: until,
  });
  healthRoutes(app, {
    health: () => {
      if (chain.broken !== undefined) throw chain.broken;
      if (fault !== undefined)
        throw new TransientError('COMPANY_FAULT', 'There is proof against the company; see /v1/evidence.');
      if (refusal !== undefined) throw refusal;
      return { role: 'replica', head: headToJson(headOf(chain)), from: upstream.url, witness: witness?.address };
    },
    metrics,
  });
  app.use(unknownPath());
  app.use(problemDetails({ log }));

  await Promise.race([settled.wait(() => contact, 2 ** 31 - 1, until), done]);
  until.throwIfAborted();
  const http = await startHttp({ app, host: settings.host, port: settings.port });
  opened.use(http);
  const asking = peers.run(until);
  asking.catch((error: unknown) => log.error({ err: error }, 'other witnesses are asked no more'));
  opened.defer(async () => {
    stop.abort();
    await asking.catch(() => undefined);
  });
  log.info({ url: http.url, from: upstream.url, head: chain.head?.number.toString() }, 'serving');
  announceReady({ program: 'replica', url: http.url, head: chain.head?.number.toString(), witness: witness?.address });

  const running = opened.move();
  return {
    url: http.url,
    network,
    chain,
    fault: () => fault,
    done,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** The pinned file, else what the data folder kept, else what the other side says, which is then kept. */
async function trustedNetwork(settings: ReplicaSettings, upstream: Upstream, signal: AbortSignal): Promise<Network> {
  const file = join(settings.data, 'network.json');
  const pinned = settings.network === undefined ? undefined : readNetworkFile(settings.network);
  if (settings.network !== undefined && pinned === undefined) {
    throw new InputError(
      'NETWORK_INVALID',
      `There is no ${settings.network}. Fetch it from somebody you trust, or leave the setting out.`,
    );
  }
  if (pinned !== undefined) return settleNetwork(file, pinned);
  return (
    readNetworkFile(file) ??
    settleNetwork(file, await retry(() => anyNetwork(upstream, signal), { signal, baseMs: 100, maxMs: 2_000 }))
  );
}

async function anyNetwork(upstream: Upstream, signal: AbortSignal): Promise<Network> {
  try {
    return await upstream.network(signal);
  } catch (error) {
    upstream.turn();
    throw error;
  }
}

/** Folder and name of the keystore that cosigns: the operator's own account, or a key made for this replica. */
function witnessKey(settings: ReplicaSettings): [folder: string, name: string] {
  const { witnessKeystore } = settings;
  return witnessKeystore === undefined
    ? [settings.data, 'witness']
    : [dirname(witnessKeystore), basename(witnessKeystore, '.json')];
}
