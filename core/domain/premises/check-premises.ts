import { InputError } from '../bytes/errors.ts';
import type { Hex } from '../bytes/hex.ts';
import type { InternalBlock } from '../ledger/internal-block.ts';
import { KIND, QUANTITY } from '../ledger/kinds.ts';
import type { Network } from '../ledger/network.ts';
import type { FactOf } from '../ledger/read-fact.ts';
import { checkOwnBlocks } from '../proof/check-own-blocks.ts';
import type { Storage } from '../proof/open-storage.ts';
import { same, type Recorded } from '../resident/recorded.ts';
import { checkHouse, type HouseTold, type ProvedHouse } from './check-house.ts';
import { ANSWERING, slotOfSaid } from './premises-slots.ts';
import { placeOf, wordOfHand } from './word-of-hand.ts';

/** `said`: all words on the flat, in any order. */
export type FlatTold = { houseId: Hex; flat: Hex; said: readonly Recorded[] };
/** `blocks`: headers of all that the account sent or was sent on `Premises`, in their order. */
export type PremisesTold = {
  blocks: readonly InternalBlock[];
  flats: readonly FlatTold[];
  houses: readonly HouseTold[];
};

/** A word on a flat as the ledger has it; `position` is proved. */
export type WordOnFlat = {
  digest: Hex;
  position: bigint;
  block: InternalBlock;
  fact: FactOf<'FLAT_FACT' | 'FLAT_ACCOUNT'>;
};
/** `words` in the ledger's order. */
export type ProvedFlat = { house: ProvedHouse; flat: Hex; words: WordOnFlat[] };

type Proving = { network: Network; storage: Storage };

/**
 * Everything that `Premises` holds of the flats that an account was ever named for, and of their houses, in the state of a sealed block: nothing left out or made up.
 * @param args `storage` of `Premises`
 * @throws InputError FLAT_WORDS_INCOMPLETE, those of `checkHouse`, `checkOwnBlocks`, `wordOfHand` and `placeOf`
 */
export function checkPremises(args: Proving & { account: Hex; told: PremisesTold }): ProvedFlat[] {
  const { network, storage, account, told } = args;
  const ledger = network.contracts.premises;
  const own = checkOwnBlocks({ network, ledger, account, storage, blocks: told.blocks });
  const flats = told.flats.map((flat) => checkFlat(args, flat, told.houses));
  const shown = new Set(flats.flatMap(({ words }) => words.map(({ digest }) => digest)));
  const hidden = own.find((digest, at) => told.blocks[at]?.kind === KIND.FLAT_ACCOUNT && !shown.has(digest));
  if (hidden === undefined) return flats;
  throw new InputError('FLAT_WORDS_INCOMPLETE', `The portal leaves out a flat: ${account} is told of it by ${hidden}.`);
}

function checkFlat(proving: Proving, told: FlatTold, houses: readonly HouseTold[]): ProvedFlat {
  const { houseId, flat } = told;
  const words = told.said
    .map((recorded) => wordOf(proving, recorded))
    .filter(({ fact }) => same(fact.data.houseId, houseId) && same(fact.data.flat, flat))
    .toSorted((a, b) => (a.position < b.position ? -1 : 1));
  const distinct = new Map(words.map((word) => [word.position, word]));
  for (const quantity of [ANSWERING, ...Object.values(QUANTITY)]) {
    const shown = distinct.values().filter((word) => quantityOf(word.fact) === quantity);
    const held = proving.storage.word(slotOfSaid(houseId, flat, quantity));
    if (BigInt([...shown].length) !== held)
      throw new InputError(
        'FLAT_WORDS_INCOMPLETE',
        `The portal does not show all ${held} words of quantity ${quantity} of flat ${flat} that the ledger holds.`,
      );
  }
  const house = houses.find((one) => same(one.houseId, houseId)) ?? { houseId, lists: [], sum: null };
  return { house: checkHouse(proving, house), flat, words: [...distinct.values()] };
}

function quantityOf(fact: WordOnFlat['fact']): number {
  return fact.kind === 'FLAT_ACCOUNT' ? ANSWERING : fact.data.quantity;
}

function wordOf(proving: Proving, recorded: Recorded): WordOnFlat {
  const kind = recorded.signed.block.kind === KIND.FLAT_ACCOUNT ? 'FLAT_ACCOUNT' : 'FLAT_FACT';
  const { digest, signed } = recorded;
  const about = { digest, position: placeOf(proving.storage, digest), block: signed.block };
  return kind === 'FLAT_ACCOUNT'
    ? { ...about, fact: { kind, data: wordOfHand(proving.network, recorded, kind) } }
    : { ...about, fact: { kind, data: wordOfHand(proving.network, recorded, kind) } };
}
