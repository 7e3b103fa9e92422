import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { FactOf } from '../../core/domain/ledger/read-fact.ts';
import { checkAreaSum } from '../../core/domain/premises/check-area-sum.ts';
import { applyPremises, emptyPremises } from '../../core/domain/premises/premises-book.ts';
import { createSignedActs, type ActBlock } from './signed-acts.ts';

/** Recorded facts that lists of houses and what holds of their flats follow from, and the public sums. */
export type PremisesBlockFact = FactOf<'ACT_WITHDRAW' | 'HOUSE' | 'FLAT_FACT' | 'FLAT_ACCOUNT' | 'AREA_SUM'>;

/** Houses and flats as the recorded blocks made them; each public sum of areas is done again, whatever the contract let pass. */
export type PremisesHistory = {
  /** @throws InputError ACT_FOREIGN, ACT_REPEATED, AREA_SUM_FLATS, AREA_MISSING, AREA_SUM_WRONG */
  take(signed: { ledger: Hex; block: ActBlock & { subject: Hex } }, fact: PremisesBlockFact): void;
};

export function createPremisesHistory(founders: { company: Hex; portal: Hex }): PremisesHistory {
  const acts = createSignedActs(founders);
  const book = emptyPremises();
  return {
    take(signed, fact) {
      if (fact.kind === 'ACT_WITHDRAW') acts.withdraw(fact.data.actHash);
      else if (fact.kind === 'AREA_SUM') checkAreaSum(book, fact.data);
      else if (fact.kind !== 'HOUSE' || acts.isSigned(signed.block, fact.kind)) applyPremises(book, signed, fact);
    },
  };
}
