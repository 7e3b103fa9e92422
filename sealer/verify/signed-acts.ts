import { InputError } from '../../core/domain/bytes/errors.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { InternalBlock } from '../../core/domain/ledger/internal-block.ts';
import type { KindName } from '../../core/domain/ledger/fact-table.ts';
import { actHashOf, createActsOfBoth } from '../../core/domain/ownership/both-hands.ts';

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

export function createSignedActs(hands: { company: Hex; portal: Hex }): SignedActs {
  const acts = createActsOfBoth(hands);
  return {
    isSigned(block, kind) {
      const said = acts.say(block);
      if (said === 'foreign')
        throw new InputError('ACT_FOREIGN', `${kind} takes company and portal; ${block.from} is neither.`);
      if (said === 'again')
        throw new InputError(
          'ACT_REPEATED',
          `Act ${actHashOf(block)} is said twice by ${block.from}, which is one hand.`,
        );
      return said === 'both';
    },
    withdraw: acts.withdraw,
  };
}
