import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { SignedBlock } from '../../core/domain/ledger/internal-block.ts';
import type { Admission } from '../../core/domain/seal/seal.ts';
import { blocksFor, fitting, type BlockCapacity } from './block-capacity.ts';
import type { Carrier } from './carrier.ts';
import { openFrameFile } from '../chain/frame-file.ts';
import { parsePromised, promisedToJson } from '../keys/promise-json.ts';
import type { Promised } from '../keys/seal-signer.ts';

/** An internal block that the sealer promised to carry. */
export type Queued = { admission: Admission; signed: SignedBlock; raw: Hex; bytes: number; gasLimit: bigint };

/**
 * The public queue (DB1): first in, first out. An admission is synced to disk before its receipt is signed, so a promise outlives a crash; nothing that was
 * admitted is ever dropped.
 */
export type Queue = {
  readonly size: number;
  /** Unix seconds of the oldest admission. */
  readonly oldest: bigint | undefined;
  digests(): Hex[];
  find(digest: Hex): Admission | undefined;
  /**
   * Resolves when the admission is on disk. Admitting what is in the queue gives the first admission again.
   * @param dated unix seconds of the receipt
   */
  admit(digest: Hex, signed: SignedBlock, dated: bigint): Promise<Admission>;
  /** Takes over what another sealer admitted and no block carried since, with its own promises; synced when it returns. */
  adopt(promised: readonly Promised[]): void;
  /** The run from the front that goes into the next block. */
  next(room?: BlockCapacity): Queued[];
  /** Takes a run from the front off, once its block is logged. */
  carried(run: readonly Queued[]): void;
  close(): void;
};

/** Blocks of slack in each promise: one that may be on its way already, and room for the producer to be slow. */
const SLACK = 4n;
/** The file is emptied whenever the queue is, once it is longer than this. */
const COMPACT_BYTES = 1_000_000;

/**
 * @param head number of the newest logged block
 * @param carriedIn the newest block that carried a digest; an admission made after it is not carried yet
 */
export function openQueue(args: {
  file: string;
  carrier: Carrier;
  head: () => bigint;
  carriedIn: (digest: Hex) => bigint | undefined;
}): Queue {
  const waiting = new Map<Hex, Queued>();
  let load = { count: 0, bytes: 0, gas: 0n };
  let pending: { text: string; done: (error?: Error) => void }[] = [];

  const enter = (admission: Admission, signed: SignedBlock): void => {
    const item = { admission, signed, ...args.carrier.wrap(signed) };
    waiting.set(admission.digest, item);
    load = { count: load.count + 1, bytes: load.bytes + item.bytes, gas: load.gas + item.gasLimit };
  };

  /** Whether a block since the promise carried it: what a ledger refused before may have been promised again. */
  const isCarried = ({ admission, after }: Promised): boolean => (args.carriedIn(admission.digest) ?? after) > after;

  const kept: Promised[] = [];
  const file = openFrameFile(args.file, (text) => kept.push(...parsePromised(JSON.parse(text))));
  for (const each of kept) if (!isCarried(each)) enter(each.admission, each.signed);

  const flush = (): void => {
    const batch = pending;
    pending = [];
    try {
      // One frame for all: what is synced together must be torn together.
      file.append(`[${batch.map(({ text }) => text).join(',')}]`);
    } catch (error) {
      for (const { done } of batch) done(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    for (const { done } of batch) done();
  };
  const write = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      if (pending.length === 0) setImmediate(flush);
      pending.push({ text, done: (error) => (error === undefined ? resolve() : reject(error)) });
    });

  const admitting = new Map<Hex, Promise<Admission>>();
  return {
    get size() {
      return waiting.size;
    },
    get oldest() {
      for (const { admission } of waiting.values()) return admission.timestamp;
      return undefined;
    },
    digests: () => [...waiting.keys()],
    find: (digest) => waiting.get(digest)?.admission,
    admit(digest, signed, dated) {
      const known = waiting.get(digest);
      if (known !== undefined) return Promise.resolve(known.admission);
      const running = admitting.get(digest);
      if (running !== undefined) return running;
      const after = args.head();
      // What waits for the disk counts as if it were in the queue: each such block may need a place before this one.
      const ahead = blocksFor({ ...load, count: load.count + admitting.size + 1 });
      const admission = { digest, byBlock: after + ahead + SLACK, timestamp: dated };
      const promise = write(JSON.stringify(promisedToJson({ admission, after, signed }))).then(
        () => {
          admitting.delete(digest);
          enter(admission, signed);
          return admission;
        },
        (error: unknown) => {
          admitting.delete(digest);
          throw error;
        },
      );
      admitting.set(digest, promise);
      return promise;
    },
    adopt(promised) {
      const fresh = promised.filter((each) => !waiting.has(each.admission.digest) && !isCarried(each));
      if (fresh.length === 0) return;
      file.append(JSON.stringify(fresh.map(promisedToJson)));
      for (const { admission, signed } of fresh) enter(admission, signed);
    },
    next: (room) => fitting(waiting.values(), room),
    carried(run) {
      for (const item of run) {
        if (!waiting.delete(item.admission.digest)) continue;
        load = { count: load.count - 1, bytes: load.bytes - item.bytes, gas: load.gas - item.gasLimit };
      }
      if (waiting.size === 0 && admitting.size === 0 && file.size > COMPACT_BYTES) file.cut(0);
    },
    close() {
      if (pending.length > 0) flush();
      file.close();
    },
  };
}
