import { InputError, TransientError } from '../../core/domain/bytes/errors.ts';
import type { Evidence } from '../../core/domain/evidence/evidence.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { sealDigest } from '../../core/domain/seal/seal.ts';
import { readCosignatures, type WitnessCosignature } from '../../core/domain/evidence/witness-cosignature.ts';
import { fetchBoundedJson } from '../../core/runtime/fetch-bounded.ts';
import { pause } from '../../core/runtime/pause.ts';
import { backoffMs } from '../../core/runtime/retry.ts';
import type { Chain } from '../chain/chain.ts';
import { fetchSealed, findBranching, findFork } from './find-fork.ts';
import type { Peer } from './peer-settings.ts';
import { connectUpstream } from './upstream.ts';

/** What the witnesses of other replicas said of our blocks. */
export type PeerWitnesses = {
  /** Verified cosignatures over our block of that number, as far as they are known; asks for the missing ones behind the caller's back. */
  of(number: bigint): WitnessCosignature[];
  /** Asks every peer about each new head until the signal. Never throws: a peer that is away, slow or lying holds up nobody but itself. */
  run(signal: AbortSignal): Promise<void>;
};

export type PeerEvents = {
  /** A word that proves something against the company, or against a witness. */
  onEvidence: (evidence: Evidence) => void;
  onRefused?: (peer: Peer, error: InputError | TransientError) => void;
};

/** How often witnesses say anew what the newest block is, at rest too. */
const RENEW_MS = 60_000;
const HOLD_MS = 5_000;
const ANSWER_MS = 8_000;
const ANSWER_BYTES = 64 * 1024;
const BACKOFF = { baseMs: 200, maxMs: 10_000 };
/** Numbers whose cosignatures are remembered; older ones are asked for again when somebody wants them. */
const KEPT = 4_096;
/** Questions about old numbers under way at once. */
const ASKED = 16;

export function openPeerWitnesses(args: {
  chain: Chain;
  peers: readonly Peer[];
  pollMs: number;
  events: PeerEvents;
}): PeerWitnesses {
  const { chain, peers, events } = args;
  const known = new Map<bigint, Map<Hex, WitnessCosignature>>();
  const asked = new Set<string>();
  const proved = new Set<string>();
  let until: AbortSignal | undefined;

  const sealHashOf = (number: bigint): Hex => sealDigest(chain.rules.domain, chain.record(Number(number)).seal);

  const keep = (cosignature: WitnessCosignature): void => {
    const { number, witness } = cosignature;
    const before = known.get(number);
    if (before === undefined) {
      known.set(number, new Map([[witness, cosignature]]));
      for (const oldest of known.keys()) {
        if (known.size <= KEPT) break;
        known.delete(oldest);
      }
    } else if ((before.get(witness)?.time ?? -1n) < cosignature.time) before.set(witness, cosignature);
  };

  /** Each proof is said once; the same two words may be met at every question. */
  const report = (name: string, evidence: Evidence): void => {
    if (proved.has(name)) return;
    proved.add(name);
    events.onEvidence(evidence);
  };

  async function ask(peer: Peer, number: bigint, waitMs: number, signal: AbortSignal): Promise<void> {
    const body = await fetchBoundedJson(`${peer.url}/v1/cosignatures/${number}?wait=${waitMs}`, {
      signal,
      timeoutMs: ANSWER_MS,
      maxBytes: ANSWER_BYTES,
    });
    const { domain } = chain.rules;
    const witnesses = new Set([peer.witness]);
    const ours = sealHashOf(number);
    const words = readCosignatures(body, { domain, number, witnesses });
    for (const word of words) if (word.sealHash === ours) keep(word);
    for (const word of words) if (word.sealHash !== ours) await takeContradiction(peer, word, signal);
    if (words.length === 0)
      throw new InputError('COSIGNATURE_MISSING', `${peer.url} shows no cosignature of ${peer.witness}.`);
  }

  /** A witness that says another block than ours: it said both, or the company sealed both, or it is merely wrong. */
  async function takeContradiction(peer: Peer, other: WitnessCosignature, signal: AbortSignal): Promise<void> {
    const { witness, number } = other;
    const ours = known.get(number)?.get(witness);
    if (ours !== undefined) {
      report(`${witness}:${number}`, {
        kind: 'double-cosignature',
        witness,
        cosignatures: [wordOf(ours), wordOf(other)],
      });
    }
    const upstream = connectUpstream(peer.url);
    const foreign = await fetchSealed({ chain, upstream, signal }, number);
    const asking = { chain, upstream, signal };
    const fork = await (foreign === undefined ? findBranching(asking, number) : findFork({ ...asking, foreign }));
    if (fork !== undefined) report(`${fork.kind}:${number}`, fork);
    else if (ours === undefined)
      throw new InputError(
        'COSIGNATURE_CONTRADICTS',
        `${witness} cosigned another block ${number} than ours, and ${peer.url} shows no seal of it.`,
      );
  }

  const attempt = async (peer: Peer, work: () => Promise<void>, signal: AbortSignal): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      if (error instanceof InputError || error instanceof TransientError) {
        events.onRefused?.(peer, error);
        return false;
      }
      throw error;
    }
  };

  async function follow(peer: Peer, signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted;) {
      const number = chain.head?.number ?? 0n;
      const answered = await attempt(peer, () => ask(peer, number, HOLD_MS, signal), signal);
      failures = answered ? 0 : failures + 1;
      await pause(answered ? args.pollMs : backoffMs(failures, BACKOFF), signal);
      // A word says how old the head is at most, so it is asked for again while no block follows.
      if (answered) await chain.waitFor(number + 1n, RENEW_MS, signal);
    }
  }

  return {
    of(number) {
      const words = known.get(number);
      const signal = until;
      for (const peer of peers) {
        const name = `${peer.url}:${number}`;
        if (signal === undefined || words?.has(peer.witness) || asked.has(name) || asked.size >= ASKED) continue;
        asked.add(name);
        void attempt(peer, () => ask(peer, number, 0, signal), signal).finally(() => asked.delete(name));
      }
      return [...(words?.values() ?? [])];
    },
    async run(signal) {
      until = signal;
      await Promise.all(peers.map((peer) => follow(peer, signal)));
    },
  };
}

function wordOf({ number, sealHash, time, signature }: WitnessCosignature): Omit<WitnessCosignature, 'witness'> {
  return { number, sealHash, time, signature };
}
