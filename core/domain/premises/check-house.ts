import { keccak_256 } from '@noble/hashes/sha3.js';
import { InputError } from '../bytes/errors.ts';
import { concatBytes, fromHex, toHex, type Hex } from '../bytes/hex.ts';
import { encodeGroups, type BlockData } from '../ledger/block-data.ts';
import type { Network } from '../ledger/network.ts';
import type { Storage } from '../proof/open-storage.ts';
import type { Recorded } from '../resident/recorded.ts';
import { slotOfLists, slotOfSum, slotOfSums, slotsOfList } from './premises-slots.ts';
import { placeOf, wordOfHand } from './word-of-hand.ts';

/** `lists`: the HOUSE blocks of the second hand, the first one first. `sum`: the newest AREA_SUM; null where there is none. */
export type HouseTold = { houseId: Hex; lists: readonly Recorded[]; sum: Recorded | null };
/** `lists` in the order in which both hands had said them. */
export type ProvedHouse = { houseId: Hex; lists: BlockData['HOUSE'][]; sum: ProvedSum | undefined };
/** `position` of its block is proved: areas that were said before it are in it. */
export type ProvedSum = BlockData['AREA_SUM'] & { position: bigint; by: Hex };

/**
 * The lists of a house, all of them, and the newest public sum of its areas, as the ledger has them in the state of a sealed block.
 * @param args `storage` of `Premises`
 * @throws InputError HOUSE_LISTS_INCOMPLETE, AREA_SUM_OTHER, those of `wordOfHand` and `placeOf`
 */
export function checkHouse(args: { network: Network; storage: Storage }, told: HouseTold): ProvedHouse {
  const { network, storage } = args;
  const { houseId } = told;
  const held = storage.word(slotOfLists(houseId));
  const lists = told.lists.map((recorded) => wordOfHand(network, recorded, 'HOUSE'));
  const isHeld = (list: BlockData['HOUSE'], index: number): boolean =>
    slotsOfList(houseId, index).every((slot, at) => storage.word(slot) === wordsOf(list)[at]);
  if (BigInt(lists.length) !== held || !lists.every(isHeld))
    throw new InputError('HOUSE_LISTS_INCOMPLETE', `The portal does not show the ${held} lists of house ${houseId}.`);
  return { houseId, lists, sum: sumOf(args, told) };
}

/** What the ledger keeps of a list. */
function wordsOf({ from, flats, groups }: BlockData['HOUSE']): bigint[] {
  const about = (BigInt(flats.length) << 32n) | BigInt(from);
  const hashes = [concatBytes(...flats.map((flat) => fromHex(flat))), fromHex(encodeGroups(groups))];
  return [about, ...hashes.map((bytes) => BigInt(toHex(keccak_256(bytes))))];
}

function sumOf(
  { network, storage }: { network: Network; storage: Storage },
  { houseId, sum: told }: HouseTold,
): ProvedSum | undefined {
  const held = storage.word(slotOfSums(houseId));
  if (held === 0n && told === null) return undefined;
  const sum = told === null ? undefined : wordOfHand(network, told, 'AREA_SUM');
  const isHeld =
    held > 0n &&
    sum?.houseId === houseId &&
    storage.word(slotOfSum(houseId, Number(held - 1n))) === ((sum.sum << 32n) | BigInt(sum.day));
  if (told === null || sum === undefined || !isHeld)
    throw new InputError('AREA_SUM_OTHER', `The portal does not show the newest sum of areas of house ${houseId}.`);
  return { ...sum, position: placeOf(storage, told.digest), by: told.signed.block.from };
}
