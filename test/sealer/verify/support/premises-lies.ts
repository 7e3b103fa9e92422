import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import { commit, INFINITY, type Point } from '../../../../core/domain/crypto/commitment.ts';
import type { BlockData } from '../../../../core/domain/ledger/block-data.ts';
import { QUANTITY } from '../../../../core/domain/ledger/kinds.ts';
import { COMPANY, fact, FLAT, STRANGER, word, type CheatingCompany } from './cheating-company.ts';
import { laxLie, type Lie } from './lie.ts';

const HOUSE = word(0x4005en);
const FLATS = [1n, 2n, 3n].map(word);
const LIST = { houseId: HOUSE, from: 20_000, flats: FLATS, groups: [] };
const SUM: BlockData['AREA_SUM'] = { houseId: HOUSE, day: 20_001, flats: FLATS, sum: 300n, blinding: 3n };

/** The list by both hands, an area for each flat, and another one for the first. */
async function list(company: CheatingCompany, then?: Point): Promise<void> {
  for (const signer of [COMPANY, STRANGER]) await company.record(fact('premises', 'HOUSE', LIST, { signer }));
  for (const flat of FLATS) await company.record(area(flat, commit(100n, 1n)));
  const [first] = FLATS;
  if (first !== undefined && then !== undefined) await company.record(area(first, then));
}

function area(flat: Hex, commitment: Point) {
  const about = { houseId: HOUSE, flat, quantity: QUANTITY.area, from: 20_000 };
  return fact('premises', 'FLAT_FACT', { ...about, commitment, envelope: '0x' });
}

function sum(change: Partial<BlockData['AREA_SUM']> = {}) {
  return fact('premises', 'AREA_SUM', { ...SUM, ...change });
}

/** Lists that one hand alone made, and public sums that the flats' commitments do not bear out. */
export const premisesLies: readonly Lie[] = [
  laxLie('ACT_FOREIGN', 'a house is listed by one of its residents', (company) =>
    company.record(fact('premises', 'HOUSE', LIST, { signer: FLAT })),
  ),
  laxLie('ACT_REPEATED', 'a house is listed by one hand twice', async (company) => {
    await company.record(fact('premises', 'HOUSE', LIST, { signer: COMPANY }));
    return company.record(fact('premises', 'HOUSE', LIST, { signer: COMPANY, to: FLAT.address }));
  }),
  laxLie('AREA_SUM_FLATS', 'the areas of a list are added up that lacks a hand', async (company) => {
    await company.record(fact('premises', 'HOUSE', LIST, { signer: COMPANY }));
    return company.record(sum());
  }),
  laxLie('AREA_SUM_FLATS', 'a sum of areas leaves a flat out', async (company) => {
    await list(company);
    return company.record(sum({ flats: FLATS.slice(1), sum: 200n, blinding: 2n }));
  }),
  laxLie('AREA_SUM_FLATS', 'a sum of areas is of another flat', async (company) => {
    await list(company);
    return company.record(sum({ flats: [...FLATS.slice(0, 2), word(9n)] }));
  }),
  laxLie('AREA_MISSING', 'a sum of areas counts a flat whose area has ended', async (company) => {
    await list(company, INFINITY);
    return company.record(sum({ sum: 200n, blinding: 2n }));
  }),
  laxLie('AREA_SUM_WRONG', 'the areas of a house are said to be more than they are', async (company) => {
    await list(company);
    return company.record(sum({ sum: 301n }));
  }),
];
