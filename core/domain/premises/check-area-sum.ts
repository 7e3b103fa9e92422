import { InputError } from '../bytes/errors.ts';
import { equalPoints, commit, sumPoints } from '../crypto/commitment.ts';
import type { BlockData } from '../ledger/block-data.ts';
import { QUANTITY } from '../ledger/kinds.ts';
import { factOn, houseOn, type PremisesBook } from './premises-book.ts';

/**
 * Whether the areas of a house's list, as they hold on the day, add up to what was opened in public.
 * @throws InputError AREA_SUM_FLATS, AREA_MISSING, AREA_SUM_WRONG
 */
export function checkAreaSum(book: PremisesBook, { houseId, day, flats, sum, blinding }: BlockData['AREA_SUM']): void {
  const listed = houseOn(book, houseId, day)?.flats ?? [];
  if (listed.length !== flats.length || listed.some((flat, index) => flat !== flats[index]))
    throw new InputError(
      'AREA_SUM_FLATS',
      `The flats of a public sum are not those of house ${houseId} on day ${day}.`,
    );
  const areas = flats.map((flat) => {
    const fact = factOn(book, { houseId, flat, quantity: QUANTITY.area }, day);
    if (fact === undefined)
      throw new InputError('AREA_MISSING', `No area of flat ${flat} of house ${houseId} holds on day ${day}.`);
    return fact.commitment;
  });
  if (equalPoints(sumPoints(areas), commit(sum, blinding))) return;
  throw new InputError('AREA_SUM_WRONG', `The areas of house ${houseId} on day ${day} do not add up to ${sum}.`);
}
