import type { Kysely } from 'kysely';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import { QUANTITY } from '../../../../core/domain/ledger/kinds.ts';
import {
  ANSWERING,
  slotOfLists,
  slotOfPosition,
  slotOfSaid,
  slotOfSum,
  slotOfSums,
  slotsOfList,
} from '../../../../core/domain/premises/premises-slots.ts';
import { slotOfAccountHead } from '../../../../core/domain/proof/check-own-blocks.ts';
import type { ReadModelTables } from '../../database/tables.ts';
import { need, pick, recordedByDigest, type PublicBlockJson, type RecordedJson } from '../recorded-json.ts';
import { blocksOf, type OwnBlocksTools } from './own-blocks.ts';
import { readStateProof, type StateProofJson } from './state-proof.ts';

export type OwnPremisesJson = {
  blocks: PublicBlockJson['block'][];
  flats: { houseId: Hex; flat: Hex; said: RecordedJson[] }[];
  houses: { houseId: Hex; lists: RecordedJson[]; sum: RecordedJson | null }[];
  proof: StateProofJson;
};
type Said = { digest: Hex; house_id: Hex; flat: Hex };
type HouseRows = { houseId: Hex; lists: Hex[]; sums: Hex[] };

/** All that was said of the flats that an account was ever named for, what their houses have, and the proof that nothing is left out. */
export async function readOwnPremises(args: OwnBlocksTools, account: Hex): Promise<OwnPremisesJson> {
  const { readModel, client } = args;
  const ledger = client.network.contracts.premises;
  const blocks = await blocksOf(readModel, ledger, account);
  const flats = await readModel
    .selectFrom('flat_accounts')
    .select(['house_id', 'flat'])
    .where('account', '=', account)
    .distinct()
    .orderBy('house_id')
    .orderBy('flat')
    .execute();
  const said = await saidOf(
    readModel,
    flats.map(({ flat }) => flat),
  );
  const houseIds = [...new Set(flats.map(({ house_id }) => house_id))];
  const houses = await Promise.all(houseIds.map((houseId) => readHouse(readModel, houseId)));
  const newest = houses.flatMap(({ sums }) => sums.slice(-1));
  const shown = [...said.map(({ digest }) => digest), ...newest];
  const recorded = await recordedByDigest(readModel, [...shown, ...houses.flatMap(({ lists }) => lists)]);
  const slots = [
    slotOfAccountHead(account),
    ...flats.flatMap(({ house_id, flat }) =>
      [ANSWERING, ...Object.values(QUANTITY)].map((quantity) => slotOfSaid(house_id, flat, quantity)),
    ),
    ...houses.flatMap(slotsOfHouse),
    ...shown.map(slotOfPosition),
  ];
  const ofFlat = (house: Hex, flat: Hex): Hex[] =>
    said.filter((one) => one.house_id === house && one.flat === flat).map(({ digest }) => digest);
  return {
    blocks,
    flats: flats.map(({ house_id, flat }) => ({
      houseId: house_id,
      flat,
      said: pick(recorded, ofFlat(house_id, flat)),
    })),
    houses: houses.map(({ houseId, lists, sums }) => {
      const sum = sums.at(-1);
      return { houseId, lists: pick(recorded, lists), sum: sum === undefined ? null : need(recorded, sum) };
    }),
    proof: await readStateProof(args, ledger, slots),
  };
}

/** In the ledger's order. */
async function saidOf(readModel: Kysely<ReadModelTables>, flats: readonly Hex[]): Promise<Said[]> {
  if (flats.length === 0) return [];
  const facts = readModel.selectFrom('flat_facts').select(['digest', 'house_id', 'flat']).where('flat', 'in', flats);
  const accounts = readModel
    .selectFrom('flat_accounts')
    .select(['digest', 'house_id', 'flat'])
    .where('flat', 'in', flats);
  return readModel
    .selectFrom(facts.unionAll(accounts).as('said'))
    .innerJoin('internal_blocks', 'internal_blocks.digest', 'said.digest')
    .select(['said.digest', 'said.house_id', 'said.flat'])
    .orderBy('internal_blocks.position')
    .execute();
}

/** Digests in the ledger's order. */
async function readHouse(readModel: Kysely<ReadModelTables>, houseId: Hex): Promise<HouseRows> {
  const [lists, sums] = await Promise.all(
    (['houses', 'area_sums'] as const).map((table) =>
      readModel
        .selectFrom(table)
        .innerJoin('internal_blocks', 'internal_blocks.digest', `${table}.digest`)
        .select('internal_blocks.digest')
        .where('house_id', '=', houseId)
        .orderBy('internal_blocks.position')
        .execute(),
    ),
  );
  const digests = (rows: typeof lists): Hex[] => (rows ?? []).map(({ digest }) => digest);
  return { houseId, lists: digests(lists), sums: digests(sums) };
}

function slotsOfHouse({ houseId, lists, sums }: HouseRows): Hex[] {
  return [
    slotOfLists(houseId),
    slotOfSums(houseId),
    ...lists.flatMap((_, index) => slotsOfList(houseId, index)),
    ...(sums.length === 0 ? [] : [slotOfSum(houseId, sums.length - 1)]),
  ];
}
