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

export function createFoundingGuard(network: Network, chain: Pick<Chain, 'head' | 'record'>): FoundingGuard {
  let isFounded = false;
  return {
    check(next) {
      if (isFounded) return;
      const head = Number(chain.head?.number ?? -1n);
      const isNext = next !== undefined && Number(next.number) === head + 1;
      // Block 1 founds it, but where somebody else makes the blocks: then as many as it takes are read again.
      const checker = createFoundingChecker(network);
      for (let number = 0; number <= head && !checker.isFounded; number++)
        for (const raw of chain.record(number).transactions) checker.take(raw);
      isFounded = checker.isFounded;
      if (isNext) for (const raw of next.transactions) checker.take(raw);
    },
  };
}
