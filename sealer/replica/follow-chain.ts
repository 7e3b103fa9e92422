import { parseBlockRecord, type BlockRecord } from '../../core/domain/seal/block-record.ts';
import { InputError, TransientError } from '../../core/domain/bytes/errors.ts';
import { provesLostKey, type Evidence } from '../../core/domain/evidence/evidence.ts';
import { pause } from '../../core/runtime/pause.ts';
import { backoffMs } from '../../core/runtime/retry.ts';
import type { Chain } from '../chain/chain.ts';
import { accusedOf } from '../chain/seal-rules.ts';
import { fetchSealed, findBranching, findFork } from './find-fork.ts';
import { findInvalid } from './find-invalid.ts';
import { watchSources, type SourceWatch } from './better-source.ts';
import type { Page, Upstream } from './upstream.ts';

/** The company contradicted itself, or sealed a block that does not follow from the one before: nobody follows that. */
export type Fault = { evidence: Evidence };

export type FollowEvents = {
  /** After each page: our number, and the highest of the other side's that is proved or told by whom we follow. */
  onProgress?: (ours: bigint, theirs: bigint) => void;
  /** Another source is followed from now on: the one before stood still, or the first one is back. */
  onTurn?: (to: string) => void;
  /** Something of the other side was refused; nothing of ours changed. */
  onRefused?: (error: InputError) => void;
  /** The other side goes on under a key that was lost, and proves it; the own side goes on, too. */
  onLostKeyFork?: (found: Fault) => void;
  onUnreachable?: (error: TransientError) => void;
  /** The own engine has not what the other side sealed, or is away; the same block is tried again. */
  onEngineAway?: (error: TransientError) => void;
};

const PAGE = 500;
const HOLD_MS = 20_000;
const BACKOFF = { baseMs: 200, maxMs: 5_000 };

/**
 * Follows the other side until the signal, or until there is proof against the company, which is returned. Bad records and silence of the other side are waited out.
 * @throws Error when our own disk or engine failed
 */
export async function followChain(args: {
  chain: Chain;
  upstream: Upstream;
  pollMs: number;
  signal: AbortSignal;
  /** Sees each block before it is taken. @throws InputError */
  guard?: { check(next: BlockRecord): void };
  events?: FollowEvents;
}): Promise<Fault | undefined> {
  const ended = new AbortController();
  const signal = AbortSignal.any([args.signal, ended.signal]);
  const sources = watchSources({ chain: args.chain, upstream: args.upstream, signal });
  try {
    return await followSources({ ...args, signal }, sources);
  } finally {
    ended.abort();
  }
}

type Args = Parameters<typeof followChain>[0];

async function followSources(args: Args, sources: SourceWatch): Promise<Fault | undefined> {
  const { chain, upstream, signal, events } = args;
  // The first question of each connection is answered at once, so that a rewritten head is seen before any new block.
  let waitMs = 0;
  let failures = 0;
  while (!signal.aborted) {
    const better = sources.take();
    if (better !== undefined) {
      upstream.turnTo(better);
      events?.onTurn?.(better);
      waitMs = 0;
    }
    const from = (chain.head?.number ?? -1n) + 1n;
    try {
      const page = await pageOrTurn(args, sources, { from, limit: PAGE, waitMs });
      if (page === undefined) continue;
      const fault = (await takePage(args, page)) ?? (await compareHeads(args, page));
      if (fault !== undefined) return fault;
      const highest = sources.highest?.number ?? -1n;
      events?.onProgress?.(chain.head?.number ?? -1n, page.head.number > highest ? page.head.number : highest);
      failures = 0;
      waitMs = HOLD_MS;
      if (page.blocks.length === 0) await pause(args.pollMs, signal);
    } catch (error) {
      if (signal.aborted) return undefined;
      if (chain.broken !== undefined) throw error;
      const isOwn = error instanceof TransientError && error.code.startsWith('ENGINE_');
      if (error instanceof InputError) events?.onRefused?.(error);
      else if (isOwn) events?.onEngineAway?.(error);
      else if (error instanceof TransientError) events?.onUnreachable?.(error);
      else throw error;
      failures++;
      waitMs = 0;
      if (!isOwn) upstream.turn();
      await pause(backoffMs(failures, BACKOFF), signal);
    }
  }
  return undefined;
}

/** A page of the present source; nothing when another one turns out to be better meanwhile. */
async function pageOrTurn(
  { upstream, signal }: Args,
  sources: SourceWatch,
  asked: { from: bigint; limit: number; waitMs: number },
): Promise<Page | undefined> {
  const stop = new AbortController();
  sources.onBetter = () => stop.abort();
  try {
    return await upstream.page({ ...asked, signal: AbortSignal.any([signal, stop.signal]) });
  } catch (error) {
    if (stop.signal.aborted && !signal.aborted) return undefined;
    throw error;
  } finally {
    sources.onBetter = undefined;
  }
}

async function takePage(args: Args, page: Page): Promise<Fault | undefined> {
  for (const json of page.blocks) {
    if (args.signal.aborted) return undefined;
    const record = parseBlockRecord(json);
    try {
      args.guard?.check(record);
      await args.chain.follow(record);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      if (error.code === 'EXECUTION_MISMATCH' || error.code === 'GENESIS_MISMATCH')
        return { evidence: { kind: 'invalid-block', record } };
      const evidence =
        (await findFork({ ...args, foreign: record })) ??
        findInvalid(args.chain, record) ??
        (await findBranching(args, record.number - 1n));
      if (evidence !== undefined) return faultOf(args, evidence);
      throw error;
    }
  }
  return undefined;
}

/** A company that rewrote its past may be shorter than our log, and then gives no new block at all. */
async function compareHeads(args: Args, page: Page): Promise<Fault | undefined> {
  const { chain } = args;
  if (chain.head === undefined || page.head.number > chain.head.number) return undefined;
  const { number, sealHash } = page.head;
  const ours = number === chain.head.number ? chain.head.sealHash : sealHashAt(chain, number);
  if (ours === sealHash) return undefined;
  const foreign = await fetchSealed(args, number);
  const evidence = foreign === undefined ? await findBranching(args, number) : await findFork({ ...args, foreign });
  if (evidence !== undefined) return faultOf(args, evidence);
  throw new InputError(
    'HEAD_CONTRADICTS',
    `${args.upstream.url} names another block ${number} than ours, but shows no seal of it.`,
  );
}

/** What proves something against a key that was lost proves nothing against the one that followed: the own branch goes on. @throws InputError LOST_KEY_FORK */
function faultOf({ chain, upstream, events }: Args, evidence: Evidence): Fault {
  if (!provesLostKey(evidence, accusedOf(chain))) return { evidence };
  events?.onLostKeyFork?.({ evidence });
  throw new InputError(
    'LOST_KEY_FORK',
    `${upstream.url} goes on under a key of the seal that was lost before. Nothing of it is taken; ask a replica of the other branch.`,
  );
}

/** The seal of a block below the head stands as the parent in the next one. */
function sealHashAt(chain: Chain, number: bigint): string {
  return chain.record(Number(number) + 1).seal.parentSeal;
}
