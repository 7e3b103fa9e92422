import { pause } from '../../core/runtime/pause.ts';
import type { Notifier } from '../chain/notifier.ts';
import type { Chain, Head } from '../chain/chain.ts';
import type { Queue } from './queue.ts';
import type { RecordSigner } from '../keys/seal-signer.ts';
import { unixSeconds } from '../../core/domain/unix-seconds.ts';

export type Pace = {
  /** Least time from one block to the next, ms. */
  blockIntervalMs: number;
  /** An empty block is made when none was for this long, ms. */
  heartbeatMs: number;
  /** How far block timestamps, which must rise by a second each, may run ahead of the clock, ms. */
  maxAheadMs: number;
};

/** How often it is looked whether something came that can be signed for the block behind. */
const LOOK_AGAIN_MS = 20;

/** Told of each block after it was logged: how many internal blocks it carried and how long it took, seconds. */
export type ProducedListener = (block: { head: Head; carried: number; seconds: number }) => void;

/**
 * When a block is made; how, is `make` of chain/chain.ts. Makes blocks until the signal: as soon as somebody waits in the queue, but not more often than the interval, and an empty one as a heartbeat.
 * The timestamps of quick blocks run ahead of the clock, since the EVM wants each later than the one before; when they are too far ahead, blocks come once a
 * second and are larger.
 * @throws Error when engine or disk failed; then the process must start anew from the log
 */
export async function produceBlocks(args: {
  chain: Chain;
  queue: Queue;
  signer: RecordSigner;
  pace: Pace;
  /** Rung at each admission. */
  admissions: Notifier;
  now: () => number;
  signal: AbortSignal;
  onProduced?: ProducedListener;
}): Promise<void> {
  const { chain, queue, pace, signal, now } = args;
  let last = now() - pace.blockIntervalMs;
  while (!signal.aborted) {
    if (queue.size === 0) {
      const beat = last + pace.heartbeatMs - now();
      if (beat > 0) {
        await args.admissions.wait(() => queue.size > 0, beat, signal);
        if (queue.size === 0 && last + pace.heartbeatMs > now()) continue;
      }
    }
    await pause(Math.max(0, last + pace.blockIntervalMs - now()), signal);
    const head = chain.head;
    if (head === undefined) throw new Error('blocks are produced on top of block 0');
    await pause(Math.max(0, nextBlockAt(head, pace.maxAheadMs) - now()), signal);
    if (signal.aborted) return;

    const started = now();
    const run = queue.next();
    const timestamp = nextTimestamp(head.timestamp, started);
    const making = chain.make({
      transactions: run.map(({ raw }) => raw),
      timestamp,
      // The header then commits to the seal before it, so the EVM's own chain of hashes carries the seals as well.
      prevRandao: head.sealHash,
      signer: args.signer,
    });
    let made: Awaited<typeof making>;
    try {
      await signUntil(making, queue, signal);
      made = await making;
    } catch (error) {
      // Whoever waits for somebody else's block stops waiting.
      if (signal.aborted && chain.broken === undefined) return;
      throw error;
    }
    const inside = new Set(made.transactions);
    const carried = run.filter(({ raw }) => inside.has(raw));
    queue.carried(carried);
    // From start to start: a block that took longer than the interval has its successor follow at once.
    last = started;
    args.onProduced?.({ head: made, carried: carried.length, seconds: (now() - started) / 1000 });
  }
}

/** Signs for the block behind while the engine, which is another thread or program, makes this one: it need not wait for that later. */
async function signUntil(making: Promise<unknown>, queue: Queue, signal: AbortSignal): Promise<void> {
  let ended = false;
  const end = (): void => void (ended = true);
  const over = making.then(end, end);
  while (!ended) {
    const signed = queue.signAhead();
    await Promise.race([over, signed ? new Promise((resolve) => setImmediate(resolve)) : pause(LOOK_AGAIN_MS, signal)]);
    if (signal.aborted) return;
  }
}

/** When the block behind this one may be made, ms: dated at least a second later, it runs no further ahead of the clock than that. */
export function nextBlockAt({ timestamp }: Pick<Head, 'timestamp'>, maxAheadMs: number): number {
  return Number(timestamp + 1n) * 1000 - maxAheadMs;
}

/** Seconds: the clock's, but later than the parent's. */
export function nextTimestamp(parent: bigint, nowMs: number): bigint {
  const timestamp = unixSeconds(nowMs);
  return timestamp <= parent ? parent + 1n : timestamp;
}
