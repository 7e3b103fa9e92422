import type { BlockRecord } from '../../../core/domain/seal/block-record.ts';

/** A block in the log: where its first frame starts and its last one ends. */
export type BlockPlace = { starts: number; ends: number };

/** Where each block of a log stands. What is known when a log is opened is not looked for again. */
export type BlockPlaces = {
  /** The log's first block: 0, but where a replica began behind a state that others executed. */
  readonly first: number;
  /** The number of the next block. */
  readonly length: number;
  of(number: number): BlockPlace | undefined;
  add(place: BlockPlace & { record: () => BlockRecord }): void;
  /** Whether the newest block is this one. */
  isNewest(record: BlockRecord): boolean;
  /** Forgets all: they are of another log. */
  clear(): void;
  /** Runs `work`, which adds many. */
  many(work: () => void): void;
};

/** For whoever reads a log once from its beginning to its end. */
export function listPlaces(): BlockPlaces {
  const places: BlockPlace[] = [];
  return {
    first: 0,
    get length() {
      return places.length;
    },
    of: (number) => places[number],
    add: ({ starts, ends }) => void places.push({ starts, ends }),
    isNewest: ({ number }) => number === BigInt(places.length - 1),
    clear: () => void places.splice(0),
    many: (work) => work(),
  };
}
