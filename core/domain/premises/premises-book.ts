import { equalPoints, INFINITY, type Point } from '../crypto/commitment.ts';
import { ZERO_ADDRESS, type Hex } from '../bytes/hex.ts';
import type { BlockData } from '../ledger/block-data.ts';
import { carriedBy, type CarriedEnvelope } from '../sealed/carried-envelope.ts';
import type { FactOf } from '../ledger/read-fact.ts';
import { onDay, sayFrom, type Dated } from './dated.ts';

/** A fact of a flat as the ledger has it: who attested it, and what opens it. */
export type FlatFact = Dated & { readonly commitment: Point; readonly by: Hex; readonly carried: CarriedEnvelope };
export type HouseList = Dated & Pick<BlockData['HOUSE'], 'flats' | 'groups'>;
type Answering = Dated & { readonly account: Hex };

/** What holds of houses and their flats, as `Premises` has it: a pure function of the recorded blocks. */
export type PremisesBook = {
  readonly houses: Map<Hex, readonly HouseList[]>;
  /** By `houseId:flat:quantity`. */
  readonly facts: Map<string, readonly FlatFact[]>;
  /** By `houseId:flat`. */
  readonly accounts: Map<string, readonly Answering[]>;
};

/** A HOUSE only with the second hand. */
export type PremisesFact = FactOf<'HOUSE' | 'FLAT_FACT' | 'FLAT_ACCOUNT'>;

export function emptyPremises(): PremisesBook {
  return { houses: new Map(), facts: new Map(), accounts: new Map() };
}

export function applyPremises(
  book: PremisesBook,
  { ledger, block }: { ledger: Hex; block: { from: Hex; subject: Hex } },
  fact: PremisesFact,
): void {
  switch (fact.kind) {
    case 'HOUSE': {
      const { houseId, from, flats, groups } = fact.data;
      book.houses.set(houseId, sayFrom(book.houses.get(houseId) ?? [], { from, flats, groups }));
      return;
    }
    case 'FLAT_FACT': {
      const { houseId, flat, quantity, from, commitment } = fact.data;
      const one = { from, commitment, by: block.from, carried: carriedBy({ ledger, block }, fact.data) };
      const key = `${houseId}:${flat}:${quantity}`;
      book.facts.set(key, sayFrom(book.facts.get(key) ?? [], one));
      return;
    }
    case 'FLAT_ACCOUNT': {
      const { houseId, flat, from, account } = fact.data;
      const key = `${houseId}:${flat}`;
      book.accounts.set(key, sayFrom(book.accounts.get(key) ?? [], { from, account }));
      return;
    }
    default:
      return fact satisfies never;
  }
}

export function houseOn(book: PremisesBook, houseId: Hex, day: number): HouseList | undefined {
  return onDay(book.houses.get(houseId) ?? [], day);
}

/** What a quantity of a flat is committed to on a day; undefined where nothing holds, also behind an end. */
export function factOn(
  book: PremisesBook,
  { houseId, flat, quantity }: { houseId: Hex; flat: Hex; quantity: number },
  day: number,
): FlatFact | undefined {
  const found = onDay(book.facts.get(`${houseId}:${flat}:${quantity}`) ?? [], day);
  return found === undefined || equalPoints(found.commitment, INFINITY) ? undefined : found;
}

/** Which account answers for a flat on a day. */
export function accountOn(
  book: PremisesBook,
  { houseId, flat }: { houseId: Hex; flat: Hex },
  day: number,
): Hex | undefined {
  const account = onDay(book.accounts.get(`${houseId}:${flat}`) ?? [], day)?.account;
  return account === ZERO_ADDRESS ? undefined : account;
}
