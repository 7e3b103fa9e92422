import { WITNESS_STANDING } from '../../../core/domain/limits.ts';
import { networkHelpers, peopledHouse, type House } from './house.ts';

/** In which the first witnesses have stood for 90 days. */
export async function oldHouse(): Promise<House> {
  const house = await peopledHouse();
  await networkHelpers.time.increase(Number(WITNESS_STANDING));
  return house;
}

/** Of the newest block, unix seconds. */
export async function latestTime(): Promise<bigint> {
  return BigInt(await networkHelpers.time.latest());
}
