import { TransientError, type InputError } from '../../core/domain/bytes/errors.ts';
import type { Log } from '../../core/runtime/log.ts';
import type { Progress } from '../../core/runtime/start/progress.ts';
import { accusedOf } from '../chain/seal-rules.ts';
import type { Chain } from '../chain/chain.ts';
import { createNotifier } from '../chain/notifier.ts';
import type { DateGuard } from '../guards/date-guard.ts';
import { keepFault } from './fault-files.ts';
import type { Fault, FollowEvents } from './follow-chain.ts';
import type { PeerEvents } from './peers.ts';
import type { ReplicaCounts } from './replica-metrics.ts';

/** Where a replica stands with the other side and with the company. */
export type ReplicaState = {
  /** The proof against the company, the first of all; `undefined` while all is well. */
  readonly fault: () => Fault | undefined;
  /** Keeps a proof against the company; nothing is followed after it. */
  accuse(found: Fault): void;
  /** Aborted by the first proof against the company. */
  readonly accused: AbortSignal;
  /** Resolves once the replica holds what the other side had, or what its own log has while nobody answers; or at the signal. */
  met(signal: AbortSignal): Promise<void>;
  /** @throws what makes the replica's health red */
  check(): void;
  readonly followEvents: FollowEvents;
  readonly peerEvents: PeerEvents;
};

/** The last step of a replica's start. */
export const CATCHING_UP = 'catching up with the other side';

const FOR_EVER_MS = 2 ** 31 - 1;

/** @param from the other side's address, as the log names it */
export function createReplicaState(args: {
  chain: Chain;
  counts: ReplicaCounts;
  evidenceDir: string;
  from: () => string;
  progress: Progress;
  dates: DateGuard;
  log: Log;
}): ReplicaState {
  const { chain, counts, progress, dates, log } = args;
  const settled = createNotifier();
  const accused = new AbortController();
  let contact = false;
  let refusal: InputError | undefined;
  let engineAway: TransientError | undefined;
  let fault: Fault | undefined;
  let lostKeyFork: Fault | undefined;
  const keep = (found: Fault): string => keepFault(args.evidenceDir, found, accusedOf(chain));
  const accuse = (found: Fault): void => {
    fault ??= found;
    counts.faults.set(1);
    const file = keep(found);
    log.error(
      { file },
      'THE COMPANY CONTRADICTED ITSELF. This replica follows no further and keeps the proof; hand the file to the others.',
    );
    contact = true;
    settled.notify();
    accused.abort();
  };
  const followEvents: FollowEvents = {
    onProgress: (ours, theirs) => {
      refusal = undefined;
      engineAway = undefined;
      counts.head.set(Number(ours));
      counts.behind.set(Math.max(0, Number(theirs - ours)));
      progress.begin(CATCHING_UP);
      progress.at(Number(ours) + 1, Number(theirs) + 1);
      if (ours >= theirs) {
        contact = true;
        dates.onLevel();
      }
      settled.notify();
    },
    onTurn: (to) => log.info({ to }, 'blocks are downloaded from another source from now on'),
    onRefused: (error) => {
      if (refusal?.message !== error.message) log.warn({ code: error.code, from: args.from() }, error.message);
      refusal = error;
      progress.begin(`waiting for blocks that can be taken: ${error.message}`);
      counts.refused.inc({ code: error.code });
    },
    onLostKeyFork: (found) => {
      if (lostKeyFork !== undefined) return;
      // One proof says it; whoever has that key could make as many as he likes.
      lostKeyFork = found;
      log.error(
        { file: keep(found) },
        'SOMEBODY SEALS WITH A KEY THAT WAS LOST. His blocks are refused; hand the proof to the others.',
      );
    },
    onEngineAway: (error) => {
      if (engineAway === undefined) log.warn({ code: error.code }, error.message);
      engineAway = error;
      progress.begin(progress.now.step);
    },
    onUnreachable: (error) => {
      counts.unreachable.inc();
      progress.begin(progress.now.step);
      log.debug({ code: error.code }, error.message);
      if (chain.head !== undefined && chain.head.number > 0n) contact = true;
      settled.notify();
    },
  };
  return {
    fault: () => fault,
    accuse,
    accused: accused.signal,
    met: (signal) => settled.wait(() => contact, FOR_EVER_MS, signal),
    check() {
      if (chain.broken !== undefined) throw chain.broken;
      chain.past.require();
      if (fault !== undefined)
        throw new TransientError('COMPANY_FAULT', 'There is proof against the company; see /v1/evidence.');
      if (refusal !== undefined) throw refusal;
      if (engineAway !== undefined) throw engineAway;
      dates.check();
    },
    followEvents,
    peerEvents: createPeerEvents({ counts, log, accuse, keep }),
  };
}

function createPeerEvents(args: {
  counts: ReplicaCounts;
  log: Log;
  accuse: (found: Fault) => void;
  keep: (found: Fault) => string;
}): PeerEvents {
  const { counts, log } = args;
  return {
    onEvidence: (evidence) => {
      if (evidence.kind !== 'double-cosignature') {
        args.accuse({ evidence });
        return;
      }
      counts.witnessFaults.inc();
      const file = args.keep({ evidence });
      log.error({ file, witness: evidence.witness }, 'a witness cosigned two blocks of one number; the proof is kept');
    },
    onRefused: (peer, error) => {
      counts.peerRefused.inc({ code: error.code });
      log.debug({ code: error.code, peer: peer.url }, error.message);
    },
  };
}
