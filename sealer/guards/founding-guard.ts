import { InputError } from '../../core/domain/bytes/errors.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { Network } from '../../core/domain/ledger/network.ts';
import type { BlockRecord } from '../../core/domain/seal/block-record.ts';
import type { Chain } from '../chain/chain.ts';
import { createFoundingChecker } from '../verify/check-founding.ts';

/** Sees that a history founds the network that is trusted, with the contracts of this version, before anything on top of it is believed. */
export type FoundingGuard = {
  /**
   * Checks the log, with `next` behind it.
   * @throws InputError FOUNDING_OTHER, TRANSACTION_FOREIGN
   */
  check(next?: BlockRecord): void;
};

/** Of a chain that was not executed from block 0 here, whoever executes its past sees that. */
export function createFoundingGuard(
  network: Network,
  chain: Pick<Chain, 'head' | 'record'> & Partial<Pick<Chain, 'executedFrom'>>,
): FoundingGuard {
  let isFounded = false;
  return {
    check(next) {
      if (isFounded || chain.executedFrom !== undefined) return;
      const head = Number(chain.head?.number ?? -1n);
      const isNext = next !== undefined && Number(next.number) === head + 1;
      // Block 1 founds it, but where somebody else makes the blocks: then as many as it takes are read again.
      const checker = createFoundingChecker(network);
      for (let number = 1; number <= head && !checker.isFounded; number++) {
        const transactions = readable(chain, number);
        // Below a snapshot the log may be damaged: that turns health red by the check of the past, and stops nothing.
        if (transactions === undefined) return;
        for (const raw of transactions) checker.take(raw);
      }
      isFounded = checker.isFounded;
      if (isNext) for (const raw of next.transactions) checker.take(raw);
    },
  };
}

function readable(chain: Pick<Chain, 'record'>, number: number): readonly Hex[] | undefined {
  try {
    return chain.record(number).transactions;
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
