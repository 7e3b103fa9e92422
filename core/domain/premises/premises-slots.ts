import { keccak_256 } from '@noble/hashes/sha3.js';
import { concatBytes, fromHex, toHex, uintBytes, type Hex } from '../bytes/hex.ts';
import { dataSlot, slotBehind } from '../proof/open-storage.ts';
import { mappingSlot } from '../seal/trie-proof.ts';

/** Where `Premises` keeps what is read here (docs/formats.md §2). */
const POSITIONS = 2n;
const HOUSES = 5n;
const SAID = 7n;
const AREAS = 10n;

/** Who answers for a flat is counted as a quantity of its own: `Premises.ACCOUNT`. */
export const ANSWERING = 0;
/** Of a list: its day and count, and the hashes of its flats and groups. */
const WORDS_OF_LIST = 3n;

/** Of a flat and a quantity, how many words were said. */
export function slotOfSaid(houseId: Hex, flat: Hex, quantity: number): Hex {
  const key = keccak_256(concatBytes(fromHex(houseId), fromHex(flat), uintBytes(quantity, 32)));
  return mappingSlot(toHex(key), SAID);
}

/** How many lists of a house both hands have said. */
export function slotOfLists(houseId: Hex): Hex {
  return mappingSlot(houseId, HOUSES);
}

/** The three words of a house's `index`-th list. */
export function slotsOfList(houseId: Hex, index: number): [about: Hex, flatsHash: Hex, groupsHash: Hex] {
  const first = slotBehind(dataSlot(slotOfLists(houseId)), BigInt(index) * WORDS_OF_LIST);
  return [first, slotBehind(first, 1n), slotBehind(first, 2n)];
}

/** How many sums of a house's areas were opened. */
export function slotOfSums(houseId: Hex): Hex {
  return mappingSlot(houseId, AREAS);
}

/** The `index`-th sum of a house's areas: its day, and above that the sum. */
export function slotOfSum(houseId: Hex, index: number): Hex {
  return slotBehind(dataSlot(slotOfSums(houseId)), BigInt(index));
}

/** The place of a block on its ledger; zero where that has not recorded it. */
export function slotOfPosition(digest: Hex): Hex {
  return mappingSlot(digest, POSITIONS);
}
