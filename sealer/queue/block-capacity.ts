import { BLOCK_GAS_LIMIT } from '../network/genesis.ts';

/**
 * What one external block may hold ("bounded size"). Gas is counted by what transactions ask for and stays under half the gas limit, so that every transaction
 * that is put into a block fits, and the base fee never rises from 0.
 */
export type BlockCapacity = { count: number; bytes: number; gas: bigint };

export const BLOCK_CAPACITY: BlockCapacity = { count: 2000, bytes: 3_000_000, gas: BLOCK_GAS_LIMIT / 2n };

/** The part of a block that each lane of the queue has for itself: half. What one lane leaves over, the other takes. */
export function laneRoom({ count, bytes, gas }: BlockCapacity = BLOCK_CAPACITY): BlockCapacity {
  return { count: count / 2, bytes: bytes / 2, gas: gas / 2n };
}

/** The longest run from the front that fits into this room; at least one. */
export function fitting<T extends { bytes: number; gasLimit: bigint }>(
  items: Iterable<T>,
  room: BlockCapacity = BLOCK_CAPACITY,
): T[] {
  const taken: T[] = [];
  let bytes = 0;
  let gas = 0n;
  for (const item of items) {
    bytes += item.bytes;
    gas += item.gasLimit;
    if (taken.length > 0 && (taken.length >= room.count || bytes > room.bytes || gas > room.gas)) break;
    taken.push(item);
  }
  return taken;
}

/** Upper bound of the blocks that so much fills when each takes the longest run that fits into this room of it. */
export function blocksFor(
  load: { count: number; bytes: number; gas: bigint },
  room: BlockCapacity = BLOCK_CAPACITY,
): bigint {
  // A block ends because the next item would overflow one of the three; then that one is at least half full in every two blocks.
  const halves = (2 * load.bytes) / room.bytes + Number((2n * load.gas * 1000n) / room.gas) / 1000;
  return BigInt(Math.ceil(load.count / room.count) + Math.ceil(halves));
}
