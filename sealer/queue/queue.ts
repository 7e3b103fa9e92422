import { InputError, TransientError } from '../../core/domain/bytes/errors.ts';
import { ZERO_32, type Hex } from '../../core/domain/bytes/hex.ts';
import type { SignedBlock } from '../../core/domain/ledger/internal-block.ts';
import { PROMISE_BLOCKS_MAX, PROMISE_SECONDS, PROMISE_SECONDS_MAX } from '../../core/domain/limits.ts';
import type { Admission } from '../../core/domain/seal/admission-receipt.ts';
import { blocksFor, laneRoom } from './block-capacity.ts';
import type { Call, Carrier } from './carrier.ts';
import { chooseRun, type Lane } from './choose-run.ts';
import { openFrameFile } from '../chain/frame-file.ts';
import { parsePromised, promisedToJson } from '../keys/promise-json.ts';
import type { Promised } from '../keys/seal-signer.ts';

/** An internal block that the sealer promised to carry. */
type Waiting = Call & { admission: Admission; signed: SignedBlock; lane: Lane; order: number };
/** One that goes into the next block, as the transaction that carries it there. */
export type Queued = { admission: Admission; signed: SignedBlock; raw: Hex };

/**
 * The public queue (DB1): first in, first out in each of its two lanes. An admission is synced to disk before its receipt is signed, so a promise outlives a crash; nothing that was
 * admitted is ever dropped.
 */
export type Queue = {
  readonly size: number;
  digests(): Hex[];
  find(digest: Hex): Admission | undefined;
  /**
   * @param sender the key that signed the block, and the lane of who sends it
   * Resolves when the admission is on disk. Admitting what is in the queue gives the first admission again.
   * @throws InputError BLOCK_EXPIRES when its life is over before the promise; TransientError QUEUE_FULL when no promise is possible
   */
  admit(digest: Hex, signed: SignedBlock, sender: { key: Hex; lane: Lane }): Promise<Admission>;
  /** Takes over what another sealer admitted and no block carried since, with its own promises; synced when it resolves. */
  adopt(promised: readonly Promised[]): Promise<void>;
  /** What goes into the next block (`chooseRun`). */
  next(): Queued[];
  /** While the block of `next` is made: signs some of what will likely go into the one behind it. @returns whether it signed any */
  signAhead(): boolean;
  /** Takes off what `next` gave, or as much of its beginning as was carried, once the block is logged. */
  carried(run: readonly Queued[]): void;
  close(): void;
};

/** Blocks of slack in each promise: one that may be on its way already, and room for the producer to be slow. */
const SLACK = 4n;
const NOTHING = { count: 0, bytes: 0, gas: 0n };
/** Some milliseconds of work, after which whoever else waits for this thread has a turn. */
const SIGNED_AT_ONCE = 50;
/** The file is emptied whenever the queue is, once it is longer than this. */
const COMPACT_BYTES = 1_000_000;

/**
 * @param head the newest logged block
 * @param lastSecond unix seconds of the last block that may take an internal block
 * @param secondsABlock most seconds from one block to the next while some wait
 * @param now unix seconds
 * @param laneOf the lane of a sender whose blocks were promised before
 * @param carriedIn the newest block that carried a digest; an admission made after it is not carried yet
 */
export async function openQueue(args: {
  file: string;
  carrier: Carrier;
  head: () => { number: bigint; sealHash: Hex; timestamp: bigint };
  lastSecond: (signed: SignedBlock) => bigint;
  secondsABlock: bigint;
  now: () => bigint;
  carriedIn: (digest: Hex) => bigint | undefined;
  laneOf: (sender: Hex) => Promise<Lane>;
}): Promise<Queue> {
  const waiting = new Map<Hex, Waiting>();
  const lanes = { readings: new Set<Waiting>(), others: new Set<Waiting>() };
  const loads = { readings: NOTHING, others: NOTHING };
  let entered = 0;
  let current: ReadonlySet<Waiting> = new Set();
  const newestOf = new Map<Hex, { digest: Hex; key: Hex }>();
  const admitting = new Map<Hex, Promise<Admission>>();
  let pending: { text: string; done: (error?: Error) => void }[] = [];

  const enter = (admission: Admission, signed: SignedBlock, lane: Lane, call = args.carrier.callOf(signed)): void => {
    const item = { ...call, admission, signed, lane, order: ++entered };
    waiting.set(admission.digest, item);
    lanes[lane].add(item);
    newestOf.set(signed.block.from, admission);
  };
  /** What waits for the disk counts as well: it will need a place before what comes now. */
  const count = (lane: Lane, call: Call, sign: 1 | -1): void => {
    const { count, bytes, gas } = loads[lane];
    const signed = BigInt(sign);
    loads[lane] = { count: count + sign, bytes: bytes + sign * call.bytes, gas: gas + signed * call.gasLimit };
  };
  const enterAgain = async ({ admission, signed }: Promised): Promise<void> => {
    const lane = await args.laneOf(signed.block.from);
    const call = args.carrier.callOf(signed);
    count(lane, call, 1);
    enter(admission, signed, lane, call);
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

  /** Of its lane's room alone: what the other lane leaves over is not promised. */
  const promiseOf = (digest: Hex, signed: SignedBlock, { key, lane }: { key: Hex; lane: Lane }): Admission => {
    const { number: head, sealHash: headSeal, timestamp } = args.head();
    const blocks = blocksFor({ ...loads[lane], count: loads[lane].count + 1 }, laneRoom()) + SLACK;
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
  for (const each of kept) if (!isCarried(each)) await enterAgain(each);

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
    async admit(digest, signed, sender) {
      const known = waiting.get(digest);
      if (known !== undefined) return known.admission;
      const running = admitting.get(digest);
      if (running !== undefined) return running;
      const admission = promiseOf(digest, signed, sender);
      const call = args.carrier.callOf(signed);
      count(sender.lane, call, 1);
      newestOf.set(signed.block.from, admission);
      const promise = write(JSON.stringify(promisedToJson({ admission, signed }))).then(
        () => {
          admitting.delete(digest);
          enter(admission, signed, sender.lane, call);
          return admission;
        },
        (error: unknown) => {
          admitting.delete(digest);
          count(sender.lane, call, -1);
          if (newestOf.get(signed.block.from) === admission) newestOf.delete(signed.block.from);
          throw error;
        },
      );
      admitting.set(digest, promise);
      return promise;
    },
    async adopt(promised) {
      const fresh = promised.filter((each) => !waiting.has(each.admission.digest) && !isCarried(each));
      if (fresh.length === 0) return;
      file.append(JSON.stringify(fresh.map(promisedToJson)));
      for (const each of fresh) await enterAgain(each);
    },
    next() {
      const run = chooseRun(lanes);
      const raws = args.carrier.sign(run);
      current = new Set(run);
      return run.map(({ admission, signed }, at) => ({ admission, signed, raw: raws[at] ?? '0x' }));
    },
    signAhead() {
      const behind = (lane: Lane): Waiting[] => [...lanes[lane]].filter((item) => !current.has(item));
      const run = chooseRun({ readings: behind('readings'), others: behind('others') });
      return args.carrier.signAhead(run, current.size, SIGNED_AT_ONCE) > 0;
    },
    carried(run) {
      args.carrier.carried(run.length);
      for (const { admission, signed } of run) {
        const item = waiting.get(admission.digest);
        if (item === undefined) continue;
        waiting.delete(admission.digest);
        lanes[item.lane].delete(item);
        count(item.lane, item, -1);
        if (newestOf.get(signed.block.from)?.digest === admission.digest) newestOf.delete(signed.block.from);
      }
      current = new Set();
      if (waiting.size === 0 && admitting.size === 0 && file.size > COMPACT_BYTES) file.cut(0);
    },
    close() {
      if (pending.length > 0) flush();
      file.close();
    },
  };
}
