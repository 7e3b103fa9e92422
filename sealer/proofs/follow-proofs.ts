import { transactionHash } from '../../core/domain/ledger/evm-transaction.ts';
import { decodeHeader } from '../../core/domain/seal/block-record.ts';
import type { Chain } from '../chain/chain.ts';
import { KEPT_BLOCKS } from '../engine/embedded/kept-states.ts';
import { CHANGES_ALONE, changesIn, type AccountChange } from '../snapshot/state-changes.ts';
import type { Manifest } from '../snapshot/manifest.ts';
import type { Prover } from './start-prover.ts';

/** Longer blocks are not looked into: for each transaction the engine executes all before it in its block once more. */
const TRANSACTIONS_MAX = 32;
/** The engine knows what changed in blocks whose state before it has still; a few are left for it to go on meanwhile. */
const BACK_MAX = KEPT_BLOCKS - 8n;

/** Where a prover begins. */
export type Snapshots = {
  /** The newest one at or below a block. */
  newest(atMost: bigint): Manifest | undefined;
  state(manifest: Manifest): Uint8Array;
  /** Writes one down, of a block near the head. */
  make(): Promise<Manifest>;
};

/**
 * Loads a state near the head and goes on from there with each block, as long as it can; whoever asks is served meanwhile.
 * Returns where it cannot go on, because blocks came faster or were longer than what they changed can be asked for; at the signal; or when a root is not the sealed one.
 * @param onAt the block that can be proved from now on
 */
export async function followProofs(args: {
  chain: Pick<Chain, 'head' | 'record' | 'request' | 'waitFor'>;
  snapshots: Snapshots;
  prover: Prover;
  onAt: (number: bigint) => void;
  signal: AbortSignal;
}): Promise<void> {
  const { chain, prover, signal } = args;
  const head = (): bigint => chain.head?.number ?? 0n;
  const known = args.snapshots.newest(head());
  const begin = known !== undefined && canReach(args.chain, known.number, head()) ? known : await args.snapshots.make();
  let { number } = begin;
  await prover.load(number, args.snapshots.state(begin), stateRootOf(chain, number));
  args.onAt(number);
  while (!signal.aborted) {
    if (head() <= number) {
      await chain.waitFor(number + 1n, WAIT_MS, signal);
      continue;
    }
    if (!canReach(chain, number, head())) return;
    number++;
    await prover.change(number, await changesOf(chain, number), stateRootOf(chain, number));
    args.onAt(number);
  }
}

const WAIT_MS = 600_000;

function canReach(chain: Pick<Chain, 'record'>, from: bigint, to: bigint): boolean {
  if (to - from > BACK_MAX) return false;
  for (let number = from + 1n; number <= to; number++)
    if (chain.record(Number(number)).transactions.length > TRANSACTIONS_MAX) return false;
  return true;
}

async function changesOf(chain: Pick<Chain, 'record' | 'request'>, number: bigint): Promise<AccountChange[]> {
  const changes: AccountChange[] = [];
  for (const raw of chain.record(Number(number)).transactions)
    changes.push(...changesIn(await chain.request('debug_traceTransaction', [transactionHash(raw), CHANGES_ALONE])));
  return changes;
}

function stateRootOf(chain: Pick<Chain, 'record'>, number: bigint): `0x${string}` {
  return decodeHeader(chain.record(Number(number)).header).stateRoot;
}
