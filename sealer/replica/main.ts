import { join } from 'node:path';
import type { BlockRecord } from '../../core/domain/seal/block-record.ts';
import { calls } from '../chain/index/calls.ts';
import type { Network } from '../../core/domain/ledger/network.ts';
import { createLog } from '../../core/runtime/log.ts';
import { announceReady } from '../../core/runtime/program.ts';
import { listensAt, openHttp } from '../../core/runtime/start/open-http.ts';
import { createProgress } from '../../core/runtime/start/progress.ts';
import { openReplicaChain } from '../begin/open-replica-chain.ts';
import { tendBeginning } from '../begin/tend-beginning.ts';
import type { Chain } from '../chain/chain.ts';
import { lockData } from '../chain/data-lock.ts';
import { createParticipantStatuses } from '../queue/participant-status.ts';
import { openSeenDesk } from '../seen/seen-desk.ts';
import { loadSigningKey } from '../keys/signing-key.ts';
import { createDateGuard, type DateGuard } from '../guards/date-guard.ts';
import { createFoundingGuard, type FoundingGuard } from '../guards/founding-guard.ts';
import { followChain, type Fault } from './follow-chain.ts';
import { openPeerWitnesses } from './peers.ts';
import { replicaApp } from './replica-app.ts';
import { createReplicaMetrics } from './replica-metrics.ts';
import { CATCHING_UP, createReplicaState, type ReplicaState } from './replica-state.ts';
import type { ReplicaSettings } from './settings.ts';
import { trustedNetwork } from './trusted-network.ts';
import { tendPast } from '../snapshot/tend-past.ts';
import { connectUpstream, type Upstream } from './upstream.ts';
import { witnessKey } from '../keys/witness-key.ts';
import { openWitness, type Witness } from './witness.ts';

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
 * A register (DR1-DR4): downloads blocks, verifies every seal, executes, compares, keeps, and serves what the sealer serves, reads only. It listens at once, and is
 * ready once it holds what the other side had, or what its own log has while nobody answers. On proof against the company it follows no further, keeps the proof, and its health is red.
 * @throws InputError NETWORK_CHANGED, NETWORK_INVALID, DATA_IN_USE, LOG_DAMAGED, EXECUTION_MISMATCH, FOUNDING_OTHER, BEGUN_LOST, PORT_TAKEN
 */
export async function startReplica(
  settings: ReplicaSettings,
  signal: AbortSignal,
  now: () => number = Date.now,
): Promise<RunningReplica> {
  const log = createLog('replica', settings.logLevel);
  await using opened = new AsyncDisposableStack();
  opened.use(lockData(settings.data));
  const progress = createProgress();
  const http = opened.use(await openHttp({ ...listensAt(settings), progress, log }));
  const upstream = connectUpstream(...settings.from);
  const from = (): string => upstream.url;
  const network = await trustedNetwork(settings, upstream, progress, signal);
  let forgetStandings = (): void => undefined;
  const dates = createDateGuard({ head: () => chain.head, withinMs: settings.blockClockDrift, now });
  const onBlock = (record: BlockRecord): void => {
    dates.onBlock(record);
    if (calls(record, network.contracts.participants)) forgetStandings();
    progress.at(Number(record.number) + 1);
  };
  const opening = { settings, network, onBlock, progress, log, now, signal, opened };
  const { chain, index, partial } = await openReplicaChain(opening);
  opened.use(chain);
  const founding = createFoundingGuard(network, chain);
  founding.check();
  progress.begin(CATCHING_UP);
  const standings = createParticipantStatuses({
    participants: network.contracts.participants,
    request: chain.request,
  });
  forgetStandings = standings.forget;
  const { metrics, counts } = createReplicaMetrics(settings.data);
  const evidenceDir = join(settings.data, 'evidence');
  const state = createReplicaState({ chain, counts, evidenceDir, from, progress, dates, log });
  const peers = openPeerWitnesses({
    chain,
    peers: settings.peers,
    pollMs: settings.poll,
    events: state.peerEvents,
  });

  const stop = new AbortController();
  const until = AbortSignal.any([signal, stop.signal]);
  /** Ends with the signal, and is waited for when the replica ends. */
  const endWithUs = (work: Promise<void>, whenFailed: string): void => {
    work.catch((error: unknown) => log.error({ err: error }, whenFailed));
    opened.defer(async () => {
      stop.abort();
      await work.catch(() => undefined);
    });
  };
  const done = follow({ chain, upstream, pollMs: settings.poll, guard: founding, state, signal: until });
  endWithUs(done, 'following failed; start again to go on from the log');
  endWithUs(tendPast({ chain, index, settings, log, signal: until }), 'the past is tended no more');
  const { accuse } = state;
  const beginning = tendBeginning({ chain, partial, network, settings, accuse, log });
  endWithUs(beginning.run(until), 'the past is not executed; start again to go on with it');
  const witness = await openOwnWitness(settings, chain, dates);
  const seen = openSeenDesk({
    network,
    chain,
    index,
    participants: standings,
    witness,
    peers: settings.peers,
    queues: settings.queue ?? settings.from,
    log,
    now: Date.now,
  });
  const app = replicaApp({
    seen,
    beginning,
    chain,
    network,
    index,
    state,
    witness,
    peers,
    evidenceDir,
    settings,
    from,
    metrics,
    log,
    signal: until,
    opened,
  });
  await Promise.race([state.met(until), done]);
  until.throwIfAborted();
  opened.use(http.serve(app));
  endWithUs(peers.run(until), 'other witnesses are asked no more');
  endWithUs(seen.run(until), 'what was seen is passed on no more');
  const head = chain.head?.number.toString();
  log.info({ url: http.url, from: upstream.url, head }, 'serving');
  announceReady({ program: 'replica', url: http.url, head, witness: witness?.address });

  const running = opened.move();
  return {
    url: http.url,
    network,
    chain,
    fault: state.fault,
    done,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Until the signal, or until there is proof against the company. */
async function follow(args: {
  chain: Chain;
  upstream: Upstream;
  pollMs: number;
  guard: FoundingGuard;
  state: ReplicaState;
  signal: AbortSignal;
}): Promise<void> {
  const { state } = args;
  const signal = AbortSignal.any([args.signal, state.accused]);
  const found = await followChain({ ...args, signal, events: state.followEvents });
  if (found !== undefined) state.accuse(found);
}

async function openOwnWitness(settings: ReplicaSettings, chain: Chain, dates: DateGuard): Promise<Witness | undefined> {
  if (!settings.witness) return undefined;
  const signer = await loadSigningKey(...witnessKey(settings));
  return openWitness({ chain, signer, file: join(settings.data, 'cosigned.json'), dates, now: Date.now });
}
