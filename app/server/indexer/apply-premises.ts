import type { RecordedBlock } from '../../../core/chain/follow.ts';
import type { BlockData } from '../../../core/domain/ledger/block-data.ts';
import type { ReadModelWriter } from '../database/tables.ts';

/** The list of a house, with the second hand. */
export async function applyHouse(
  writer: ReadModelWriter,
  { digest }: RecordedBlock,
  { houseId: house_id, from: from_day, flats }: BlockData['HOUSE'],
): Promise<void> {
  await writer.insertInto('houses').values({ digest, house_id, from_day, flats: flats.length }).execute();
}

export async function applyFlatFact(
  writer: ReadModelWriter,
  { digest, block }: RecordedBlock,
  { houseId: house_id, flat, quantity, from: from_day }: BlockData['FLAT_FACT'],
): Promise<void> {
  const row = { digest, house_id, flat, quantity, from_day, attested_by: block.from };
  await writer.insertInto('flat_facts').values(row).execute();
}

export async function applyFlatAccount(
  writer: ReadModelWriter,
  { digest }: RecordedBlock,
  { houseId: house_id, flat, from: from_day, account }: BlockData['FLAT_ACCOUNT'],
): Promise<void> {
  await writer.insertInto('flat_accounts').values({ digest, house_id, flat, from_day, account }).execute();
}

export async function applyAreaSum(
  writer: ReadModelWriter,
  { digest }: RecordedBlock,
  { houseId: house_id, day, sum }: BlockData['AREA_SUM'],
): Promise<void> {
  await writer.insertInto('area_sums').values({ digest, house_id, day, sum }).execute();
}
