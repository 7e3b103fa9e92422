import { InputError } from '../../core/domain/bytes/errors.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { InternalBlock } from '../../core/domain/ledger/internal-block.ts';
import type { KindName } from '../../core/domain/ledger/fact-table.ts';
import { actHashOf, signAct, type Proposal } from '../../core/domain/ownership/both-hands.ts';

/** Who said it, when, and what as a whole. */
export type ActBlock = Pick<InternalBlock, 'from' | 'timestamp' | 'kind' | 'dataHash'>;

/** Acts by company and portal on one ledger, as its recorded blocks made them. */
export type SignedActs = {
  /**
   * Whether the act takes effect with this block. Whoever recorded it, it lacks a hand until both have said it.
   * @throws InputError ACT_FOREIGN, ACT_REPEATED
   */
  isSigned(block: ActBlock, kind: KindName): boolean;
  withdraw(actHash: Hex): void;
};

export function createSignedActs({ company, portal }: { company: Hex; portal: Hex }): SignedActs {
  const proposals = new Map<Hex, Proposal>();
  return {
    isSigned(block, kind) {
      if (block.from !== company && block.from !== portal)
        throw new InputError('ACT_FOREIGN', `${kind} takes company and portal; ${block.from} is neither.`);
      const actHash = actHashOf(block);
      const open = proposals.get(actHash);
      const signed = signAct(open, block);
      if (signed === 'both') return proposals.delete(actHash);
      if (open !== undefined && block.timestamp <= open.until)
        throw new InputError('ACT_REPEATED', `Act ${actHash} is said twice by ${block.from}, which is one hand.`);
      proposals.set(actHash, signed);
      return false;
    },
    withdraw: (actHash) => void proposals.delete(actHash),
  };
}
