import { InputError, type TransientError } from '../../core/domain/bytes/errors.ts';
import type { Network } from '../../core/domain/ledger/network.ts';
import type { Log } from '../../core/runtime/log.ts';
import { pause } from '../../core/runtime/pause.ts';
import type { Progress } from '../../core/runtime/start/progress.ts';
import type { Chain } from '../chain/chain.ts';
import { followChain, type Fault } from '../replica/follow-chain.ts';
import { connectUpstream } from '../replica/upstream.ts';

/** How long one replica may bring nothing, and how long until all are asked again. */
const ANSWER_MS = 5_000;
const AGAIN_MS = 1_000;
const POLL_MS = 200;

type Asking = {
  chain: Chain;
  /** Replicas of other owners. */
  urls: readonly string[];
  /** Whether it goes on without any answer. */
  alone: boolean;
  progress: Progress;
  log: Log;
  signal: AbortSignal;
};

/**
 * Before the first signature of a start: takes from replicas of other owners every block that the company sealed and this log lacks, since a folder from a backup would
 * seal the same numbers once more. One that answers suffices; what counts are blocks under the company's seal, not what anybody says. While nobody answers it waits.
 * @returns the proof where they hold other blocks than this log under the company's seal; `undefined` when the log may be gone on with, or at the signal
 */
export async function catchUpWithOthers(args: Asking): Promise<Fault | undefined> {
  const { chain, urls, alone, progress, log, signal } = args;
  const waiting = `waiting for a replica of another owner (${urls.join(', ')}), because nothing is sealed over blocks that others hold; "alone" goes on without`;
  for (;;) {
    const before = chain.head?.number ?? -1n;
    progress.begin(waiting);
    let answered = 0;
    for (const url of urls) {
      const met = await takeFrom(args, url);
      if (signal.aborted) return undefined;
      if (typeof met === 'object') return met;
      if (met) answered++;
    }
    const taken = (chain.head?.number ?? -1n) - before;
    if (taken > 0n) log.warn({ blocks: taken.toString(), head: chain.head?.number.toString() }, TAKEN);
    if (answered > 0 || alone) return undefined;
    await pause(AGAIN_MS, signal);
  }
}

const TAKEN = 'other owners held more blocks than this folder, which is older than they are; they were taken from them';

/** Whether it answered; then this log has all that it has. */
async function takeFrom({ chain, progress, log, signal }: Asking, url: string): Promise<Fault | boolean> {
  const met = new AbortController();
  let answered = false;
  // One that names a head and does not show its blocks is no answer, and holds up the others no longer than one that is silent.
  let before = chain.head?.number;
  const late = setInterval(() => {
    if (chain.head?.number === before) met.abort();
    before = chain.head?.number;
  }, ANSWER_MS);
  const silent = (error: InputError | TransientError): void => {
    log.warn({ code: error.code, from: url }, error.message);
    met.abort();
  };
  try {
    const fault = await followChain({
      chain,
      upstream: connectUpstream(url),
      pollMs: POLL_MS,
      signal: AbortSignal.any([signal, met.signal]),
      events: {
        onProgress: (ours, theirs) => {
          progress.at(Number(ours) + 1, Number(theirs) + 1);
          answered = ours >= theirs;
          if (answered) met.abort();
        },
        onUnreachable: silent,
        onRefused: silent,
      },
    });
    return fault ?? answered;
  } finally {
    clearInterval(late);
  }
}

/** @throws InputError FOREIGN_REPLICAS_UNSET when others were named as witnesses, and the settings name nobody to ask */
export function requireForeignReplicas(
  settings: { foreignReplicas?: readonly string[] | undefined; alone: boolean },
  network: Pick<Network, 'witnesses' | 'company'>,
): void {
  if (settings.alone || settings.foreignReplicas !== undefined) return;
  const others = network.witnesses.filter(({ owner }) => owner !== network.company).length;
  if (others === 0) return;
  throw new InputError(
    'FOREIGN_REPLICAS_UNSET',
    `The network has ${others} witnesses of other owners, and foreignReplicas names no replica to ask what they hold. Set it to their addresses; or set alone, where nobody else can hold more than this folder.`,
  );
}

/** @throws InputError HELD_OTHERWISE */
export function refuseHeldOtherwise(file: string): never {
  throw new InputError(
    'HELD_OTHERWISE',
    `Other owners hold other blocks under the company's seal than this folder; the proof is in ${file}. Nothing is sealed on top of that. Keep this folder for the experts; restore a newer backup, or start with an empty folder, its keys and network.json alone: the blocks come from the others.`,
  );
}
