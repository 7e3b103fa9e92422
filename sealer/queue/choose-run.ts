import { BLOCK_CAPACITY, fitting, laneRoom, type BlockCapacity } from './block-capacity.ts';

/**
 * The two lanes of the queue: what collectors send, which is readings and their keys, and what everybody else sends. All blocks of one sender are in one lane,
 * so that they are carried in the order in which they were promised.
 */
export type Lane = 'readings' | 'others';
const LANES: readonly Lane[] = ['readings', 'others'];

/** `order` = when it was admitted. */
type Item = { order: number; bytes: number; gasLimit: bigint };

/**
 * What goes into the next block: of each lane as much from its front as fits into the room that it has for itself, so that neither keeps the other waiting;
 * then what is left of the block by order of admission. Carried in that order, so that the lanes are seen only where not all finds room.
 */
export function chooseRun<T extends Item>(
  lanes: Readonly<Record<Lane, Iterable<T>>>,
  room: BlockCapacity = BLOCK_CAPACITY,
): T[] {
  const run: T[] = [];
  const used = { bytes: 0, gas: 0n };
  const take = (item: T): void => {
    run.push(item);
    used.bytes += item.bytes;
    used.gas += item.gasLimit;
  };
  const rest = LANES.map((lane) => {
    const own = fitting(lanes[lane], laneRoom(room));
    for (const item of own) take(item);
    return Iterator.from(lanes[lane]).drop(own.length);
  });
  const fronts = rest.map((items) => items.next().value);
  while (run.length < room.count) {
    const at = fronts.indexOf(oldest(fronts));
    const item = fronts[at];
    if (item === undefined) break;
    const fits = used.bytes + item.bytes <= room.bytes && used.gas + item.gasLimit <= room.gas;
    // Where it does not, nothing behind it in its lane may pass it.
    fronts[at] = fits ? rest[at]?.next().value : undefined;
    if (fits) take(item);
  }
  return run.sort((a, b) => a.order - b.order);
}

function oldest<T extends Item>(fronts: readonly (T | undefined)[]): T | undefined {
  return fronts.reduce(
    (one, other) => (one === undefined || (other && other.order < one.order) ? other : one),
    undefined,
  );
}
