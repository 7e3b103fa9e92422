import { InputError, TransientError } from '../../core/domain/bytes/errors.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { pause } from '../../core/runtime/pause.ts';
import { catchUpWithKeeper, showKeeper } from './catch-up.ts';
import type { Chain } from '../chain/chain.ts';
import type { KeeperClient } from '../keeper/connect-keeper.ts';
import { followChain, type Fault, type FollowEvents } from '../replica/follow-chain.ts';
import type { Upstream } from '../replica/upstream.ts';
import type { Promised, SealSigner } from '../keys/seal-signer.ts';

/** What a standby has when it took over: the right to have blocks signed, and the promises that the sealer before it left open. */
export type Takeover = { sealSigner: SealSigner; inherited: Promised[] };

/**
 * Follows the sealer that holds the term, until it neither answers nor has blocks signed for `takeoverAfterMs`, or until it is told to; then takes the
 * next term at the keeper, and every block that was signed. Whoever held the term gets no signature from that moment on.
 * @returns the takeover; a proof against the company, which nobody seals on top of; `undefined` at the signal
 * @throws Error when the own disk or engine failed
 */
export async function standBy(args: {
  chain: Chain;
  upstream: Upstream;
  /** The other sealer alone. */
  primary: Pick<Upstream, 'answers'>;
  keeper: KeeperClient;
  /** Who we are to the keeper. */
  holder: Hex;
  takeoverAfterMs: number;
  /** Whether somebody told us to take over now. */
  told: () => boolean;
  pollMs: number;
  events: FollowEvents & { onHindered?: (error: Error) => void };
  signal: AbortSignal;
}): Promise<Takeover | Fault | undefined> {
  const { chain, upstream } = args;
  while (!args.signal.aborted) {
    const stop = new AbortController();
    const signal = AbortSignal.any([args.signal, stop.signal]);
    const following = followChain({ chain, upstream, pollMs: args.pollMs, signal, events: args.events });
    const fault = await Promise.race([following, silence({ ...args, signal }).then(() => undefined)]);
    stop.abort();
    await following;
    if (fault !== undefined) return fault;
    if (args.signal.aborted) return undefined;
    try {
      return await takeOver(args);
    } catch (error) {
      if (chain.broken !== undefined || !(error instanceof InputError || error instanceof TransientError)) throw error;
      // Another standby was first, the keeper went away, or blocks are missing here: go on following, and look again.
      args.events.onHindered?.(error);
    }
  }
  return undefined;
}

async function takeOver({ chain, keeper, holder }: Parameters<typeof standBy>[0]): Promise<Takeover> {
  // Before the term is taken, so that a standby that lacks blocks stops nobody.
  await catchUpWithKeeper(chain, keeper);
  await showKeeper(chain, keeper);
  const { term } = await keeper.state();
  const sealSigner = await keeper.takeTerm(term, holder, chain.rules.domain);
  await catchUpWithKeeper(chain, keeper);
  return { sealSigner, inherited: await keeper.admissions() };
}

/** Resolves when the sealer was silent for long enough: no answer to us, and no block signed for it either, which tells a dead sealer from a cut line. */
async function silence(args: {
  primary: Pick<Upstream, 'answers'>;
  keeper: KeeperClient;
  takeoverAfterMs: number;
  told: () => boolean;
  signal: AbortSignal;
}): Promise<void> {
  const { takeoverAfterMs, signal } = args;
  const interval = Math.min(1_000, takeoverAfterMs / 4);
  let heard = performance.now();
  let signed: bigint | undefined;
  while (!signal.aborted) {
    const [answers, last] = await Promise.all([
      args.primary.answers(Math.max(100, takeoverAfterMs / 3), signal),
      lastSigned(args.keeper),
    ]);
    if (answers || last !== signed) heard = performance.now();
    signed = last;
    if (last !== undefined && (args.told() || performance.now() - heard >= takeoverAfterMs)) return;
    await pause(interval, signal);
  }
}

/** `undefined` when the keeper does not answer: then nobody can take over. */
async function lastSigned(keeper: KeeperClient): Promise<bigint | undefined> {
  try {
    return (await keeper.state()).last?.number ?? -1n;
  } catch {
    return undefined;
  }
}
