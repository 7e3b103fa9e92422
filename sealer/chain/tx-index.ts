import type { BlockRecord } from '../../core/domain/seal/block-record.ts';
import { carriedBlock } from '../../core/domain/ledger/carried-block.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { internalBlockDigest } from '../../core/domain/ledger/internal-block.ts';
import type { NetworkDomain } from '../../core/domain/ledger/network.ts';

export type Place = { number: number; index: number };

/** Which block carried which internal block. Whether the ledger took it is in the state, not here. */
export type TxIndex = {
  /** @returns the ledgers that the block's transactions call */
  add(record: BlockRecord): Set<Hex>;
  /** Where a block was carried, newest first: more than once only if a ledger refused it. */
  places(digest: Hex): Place[];
};

const PER_BLOCK = 65_536;

export function createTxIndex(domain: NetworkDomain): TxIndex {
  const newest = new Map<Hex, number>();
  const earlier = new Map<Hex, number[]>();
  return {
    add(record) {
      const ledgers = new Set<Hex>();
      for (const [index, raw] of record.transactions.entries()) {
        const carried = carriedBlock(raw);
        if (carried === undefined) continue;
        ledgers.add(carried.ledger);
        const digest = internalBlockDigest(domain, carried.ledger, carried.block);
        const before = newest.get(digest);
        if (before !== undefined) earlier.set(digest, [before, ...(earlier.get(digest) ?? [])]);
        newest.set(digest, Number(record.number) * PER_BLOCK + index);
      }
      return ledgers;
    },
    places(digest) {
      const place = newest.get(digest);
      if (place === undefined) return [];
      return [place, ...(earlier.get(digest) ?? [])].map((at) => ({
        number: Math.floor(at / PER_BLOCK),
        index: at % PER_BLOCK,
      }));
    },
  };
}
