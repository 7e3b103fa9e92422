import { InputError, TransientError } from '../../core/domain/bytes/errors.ts';
import { ZERO_32, type Hex } from '../../core/domain/bytes/hex.ts';
import type { SignedBlock } from '../../core/domain/ledger/internal-block.ts';
import { PROMISE_BLOCKS_MAX, PROMISE_SECONDS, PROMISE_SECONDS_MAX } from '../../core/domain/limits.ts';
import type { Admission } from '../../core/domain/seal/admission.ts';
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
  digests(): Hex[];
  find(digest: Hex): Admission | undefined;
  /**
   * @param key the one that signed the block
   * Resolves when the admission is on disk. Admitting what is in the queue gives the first admission again.
   * @throws InputError BLOCK_EXPIRES when its life is over before the promise; TransientError QUEUE_FULL when no promise is possible
   */
  admit(digest: Hex, signed: SignedBlock, key: Hex): Promise<Admission>;
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
 * @param head the newest logged block
 * @param lastSecond unix seconds of the last block that may take an internal block
 * @param secondsABlock most seconds from one block to the next while some wait
 * @param now unix seconds
 * @param carriedIn the newest block that carried a digest; an admission made after it is not carried yet
 */
export function openQueue(args: {
  file: string;
  carrier: Carrier;
  head: () => { number: bigint; sealHash: Hex; timestamp: bigint };
  lastSecond: (signed: SignedBlock) => bigint;
  secondsABlock: bigint;
  now: () => bigint;
  carriedIn: (digest: Hex) => bigint | undefined;
}): Queue {
  const waiting = new Map<Hex, Queued>();
  let load = { count: 0, bytes: 0, gas: 0n };
  const newestOf = new Map<Hex, { digest: Hex; key: Hex }>();
  const admitting = new Map<Hex, Promise<Admission>>();
  let pending: { text: string; done: (error?: Error) => void }[] = [];

  const enter = (admission: Admission, signed: SignedBlock): void => {
    const item = { admission, signed, ...args.carrier.wrap(signed) };
    waiting.set(admission.digest, item);
    newestOf.set(signed.block.from, admission);
    load = { count: load.count + 1, bytes: load.bytes + item.bytes, gas: load.gas + item.gasLimit };
  };

  /** Whether a block since the promise carried it: what a ledger refused before may have been promised again. */
  const isCarried = ({ admission: { digest, head } }: Pick<Promised, 'admission'>): boolean =>
    (args.carriedIn(digest) ?? head) > head;

  /** A sender's newest block that no block up to the head carries: what was logged a moment ago may stand in the queue still. None where its key changed since. */
  const waitingOf = (sender: Hex, key: Hex): Hex | undefined => {
    const newest = newestOf.get(sender);
    if (newest?.key !== key) return undefined;
    const item = waiting.get(newest.digest);
    return item !== undefined && isCarried(item) ? undefined : newest.digest;
  };

  const promiseOf = (digest: Hex, signed: SignedBlock, key: Hex): Admission => {
    const { number: head, sealHash: headSeal, timestamp } = args.head();
    // What waits for the disk counts as if it were in the queue: each such block may need a place before this one.
    const blocks = blocksFor({ ...load, count: load.count + admitting.size + 1 }) + SLACK;
    const now = args.now();
    const seconds = blocks * args.secondsABlock + PROMISE_SECONDS;
    const byTime = (now > timestamp ? now : timestamp) + seconds;
    if (blocks > PROMISE_BLOCKS_MAX || seconds > PROMISE_SECONDS_MAX)
      throw new TransientError('QUEUE_FULL', `${blocks} blocks are full already. Send this one again in a minute.`);
    const last = args.lastSecond(signed);
    if (last < byTime)
      throw new InputError(
        'BLOCK_EXPIRES',
        `The block is taken until ${last}, and can be promised by ${byTime} only. Set the clock right, and sign it again.`,
      );
    return {
      digest,
      key,
      head,
      headSeal,
      byBlock: head + blocks,
      byTime,
      before: waitingOf(signed.block.from, key) ?? ZERO_32,
    };
  };

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

  return {
    get size() {
      return waiting.size;
    },
    digests: () => [...waiting.keys()],
    find: (digest) => waiting.get(digest)?.admission,
    async admit(digest, signed, key) {
      const known = waiting.get(digest);
      if (known !== undefined) return known.admission;
      const running = admitting.get(digest);
      if (running !== undefined) return running;
      const admission = promiseOf(digest, signed, key);
      newestOf.set(signed.block.from, admission);
      const promise = write(JSON.stringify(promisedToJson({ admission, signed }))).then(
        () => {
          admitting.delete(digest);
          enter(admission, signed);
          return admission;
        },
        (error: unknown) => {
          admitting.delete(digest);
          if (newestOf.get(signed.block.from) === admission) newestOf.delete(signed.block.from);
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
        if (newestOf.get(item.signed.block.from)?.digest === item.admission.digest)
          newestOf.delete(item.signed.block.from);
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
