import { join } from 'node:path';
import { ZERO_32, type Hex } from '../../core/domain/bytes/hex.ts';
import type { Accused } from '../../core/domain/evidence/evidence.ts';
import { domainOf, type Network } from '../../core/domain/ledger/network.ts';
import { sealDigest } from '../../core/domain/seal/seal.ts';
import { createLog } from '../../core/runtime/log.ts';
import { openChain } from '../chain/chain.ts';
import { lockData } from '../chain/data-lock.ts';
import { openLogIndex } from '../chain/index/log-index.ts';
import { accusedOf, sealRulesOf } from '../chain/seal-rules.ts';
import { createFoundingGuard } from '../guards/founding-guard.ts';
import { followChain, type Fault } from '../replica/follow-chain.ts';
import { connectUpstream } from '../replica/upstream.ts';
import { startFromSnapshot } from '../snapshot/start-from-snapshot.ts';
import { tendPast } from '../snapshot/tend-past.ts';

/** Where the past was led to: the seal of its last block, or a proof against the company on the way. */
export type Executed = { sealHash: Hex; fault: Fault | undefined; accused: Accused };

/** States are written down so that the next start of this process goes on from them. */
const SNAPSHOTS = {
  snapshotEvery: 5_000,
  snapshotTransactions: 4_000,
  snapshotAfter: 7 * 86_400_000,
  segmentBlocks: 1_024,
};
const SAY_EVERY_MS = 500;
const POLL_MS = 200;

/**
 * Downloads a chain from block 0 on, checks every seal and executes every block up to number `until`, in a folder of its own. Goes on where it stopped.
 * @throws InputError as `openChain`, and DATA_IN_USE
 */
export async function executePast(args: {
  folder: string;
  network: Network;
  from: readonly string[];
  until: bigint;
  signal: AbortSignal;
  onProgress: (done: number) => void;
  /** What keeps it from going on at present; whether a source gave what cannot be taken. */
  onTrouble: (message: string, isRefused: boolean) => void;
}): Promise<Executed> {
  const { folder, network, until, onTrouble } = args;
  using _alone = lockData(folder);
  const rules = sealRulesOf(network);
  const domain = domainOf(network);
  using index = openLogIndex(join(folder, 'index.db'), rules);
  const reached = new AbortController();
  const signal = AbortSignal.any([args.signal, reached.signal]);
  let said = 0;
  const onBlock = ({ number }: { number: bigint }): void => {
    if (number >= until) reached.abort();
    if (number < until && performance.now() - said < SAY_EVERY_MS) return;
    said = performance.now();
    args.onProgress(Number(number) + 1);
  };
  await using chain = await openChain({
    file: join(folder, 'blocks.log'),
    engine: (log) => startFromSnapshot({ data: folder, domain, log }),
    rules,
    index,
    onBlock,
  });
  if ((chain.head?.number ?? -1n) >= until) reached.abort();
  const settings = { data: folder, engine: 'embedded', ...SNAPSHOTS } as const;
  const tended = tendPast({ chain, index, settings, log: createLog('replica', 'silent'), signal });
  const guard = createFoundingGuard(network, chain);
  guard.check();
  const events = {
    onRefused: (error: Error) => onTrouble(error.message, true),
    onUnreachable: (error: Error) => onTrouble(error.message, false),
  };
  const upstream = connectUpstream(...args.from);
  try {
    const fault = await followChain({ chain, upstream, pollMs: POLL_MS, signal, guard, events });
    args.signal.throwIfAborted();
    // What an earlier start of this process left unread in its own log.
    await chain.past.run(args.signal);
    chain.past.require();
    const sealHash = fault === undefined ? sealDigest(domain, chain.record(Number(until)).seal) : ZERO_32;
    return { sealHash, fault, accused: accusedOf(chain) };
  } finally {
    reached.abort();
    await tended;
  }
}
