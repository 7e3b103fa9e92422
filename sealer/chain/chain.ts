import { checkReceipts, type BlockRecord, type Parent } from '../../core/domain/seal/block-record.ts';
import { TransientError } from '../../core/domain/bytes/errors.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { Handover } from '../../core/domain/seal/seal-keys.ts';
import { checkSilence } from '../../core/domain/handovers/check-lost-key.ts';
import { lostKeyIn } from '../../core/domain/handovers/lost-key-call.ts';
import { CLOCK_TOLERANCE } from '../../core/domain/limits.ts';
import { unixSeconds } from '../../core/domain/unix-seconds.ts';
import { createNotifier } from './notifier.ts';
import { openWholeLog, type BlockLog } from './block-log.ts';
import { executeRecord } from './execute-record.ts';
import { answerHistory } from './history/answer-history.ts';
import { createPastCheck, type PastCheck } from './history/check-past.ts';
import { openLogIndex, type LogIndex } from './index/log-index.ts';
import { makeBlock } from './make-block.ts';
import { whenHere } from './segments/away.ts';
import { readAnswer, type BlockInput, type Engine } from '../engine/engine.ts';
import { catchUpWith } from './renew-engine.ts';
import { createReadWriteLock } from './read-write-lock.ts';
import { createSealKeyHistory, type SealKeyHistory } from './seal-key-history.ts';
import type { UnsignedRecord } from '../keys/unsigned-record-json.ts';
import type { RecordSigner } from '../keys/seal-signer.ts';
import { replayLog, signRecord } from './replay-log.ts';
import { checkSealed, type SealRules } from './seal-rules.ts';

/** How often a new engine catches up with the blocks made meanwhile, before the next one waits for it. */
const RENEWING_TURNS = 5;

export type Head = Parent;
export type BlockListener = (record: BlockRecord, head: Head) => void;

/**
 * Blocks, sealed and logged, and the state after them. Nobody reads a state, or hears of a block, that is not in the synced log: readers wait while a block
 * is on its way from the engine to the disk.
 */
export type Chain = AsyncDisposable & {
  readonly rules: SealRules;
  /** The newest block of the log; `undefined` before block 0. */
  readonly head: Head | undefined;
  /** Why the chain serves no state any more: its engine or disk failed, and only a new start from the log helps. */
  readonly broken: Error | undefined;
  /** The check of the blocks that the start did not read; whoever opens the chain runs it. */
  readonly past: PastCheck;
  /** Behind which block it was executed here: its state was others' to execute. `undefined` where that was done from block 0 on. */
  readonly executedFrom: bigint | undefined;
  /** The handovers of the seal key that the blocks recorded. */
  readonly handovers: readonly Handover[];
  /** Whose seal block `number` bears, as far as the blocks up to the head say. */
  sealKeyAt(number: bigint): Hex;
  /** One JSON-RPC request at logged state: `{"result":…}` or `{"error":…}` as JSON text. @throws TransientError CHAIN_BROKEN; SegmentAway */
  answer(method: string, params: readonly unknown[]): Promise<string>;
  /** The same, parsed; what lies elsewhere is waited for. @throws RpcError */
  request(method: string, params: readonly unknown[]): Promise<unknown>;
  /** @throws SegmentAway */
  record(number: number): BlockRecord;
  recordText(number: number): string;
  /** Bytes that the records of the blocks from..to take in the log. */
  readonly bytesOf: (from: bigint, to: bigint) => number;
  /**
   * Makes, seals and logs the next block; the first is block 0, as the genesis has it. Sealer only.
   * @returns with the block's transactions: some engines leave some for a later one, and have others
   */
  make(input: BlockInput & { signer: RecordSigner }): Promise<Head & { transactions: readonly Hex[] }>;
  /**
   * Verifies, executes and logs a block that the company sealed. Replicas only. A refused record changes nothing, but after EXECUTION_MISMATCH the chain is broken.
   * @throws InputError with the codes of `checkBlockRecord`, GENESIS_MISMATCH, EXECUTION_MISMATCH; TransientError ENGINE_BEHIND, ENGINE_UNREACHABLE
   */
  follow(record: BlockRecord): Promise<Head>;
  /**
   * Puts another engine in the place of the present one, which goes on until the other has every block; nothing is made or followed for the last of them alone.
   * @param start an engine of this chain that keeps a state behind some block of it
   * @throws InputError EXECUTION_MISMATCH when it comes to other blocks, AbortError at the signal: then all stays as it was
   */
  renew(start: () => Promise<Engine>, signal: AbortSignal): Promise<void>;
  /** Moves old blocks of the log into a segment. @returns whether there were enough @throws as `BlockLog.closeSegment` */
  readonly closeSegment: (blocks: number, signal: AbortSignal) => Promise<boolean>;
  /** Verifies all of a record but its execution, as the block behind the head. @throws InputError with the codes of `checkBlockRecord` */
  checkNext(record: BlockRecord): void;
  /** Resolves as soon as block `number` is logged, or after `ms`, or at the signal. */
  waitFor(number: bigint, ms: number, signal: AbortSignal): Promise<void>;
};

/**
 * Opens the log, and checks and executes what the engine does not hold; every block must come out with the hash under its seal. What lies below the block whose
 * state the engine has is left to `past`.
 * @param engine or how to start it over the log
 * @param signer completes a block whose record was written but not signed when the sealer fell; without it (replicas) such a block is dropped and fetched again
 * @param drops whether such a block is dropped all the same: its key is lost
 * @param now milliseconds; a block that follows a lost key is not taken before the living key had its time by this clock either
 * @throws InputError LOG_DAMAGED, GENESIS_MISMATCH, EXECUTION_MISMATCH and the codes of `checkBlockRecord`
 */
export async function openChain(args: {
  /** Its file, or the open log. */
  file: string | BlockLog;
  engine: Engine | ((log: BlockLog) => Promise<Engine>);
  rules: SealRules;
  /** What is known of the log; without it, it is made anew. */
  index?: LogIndex;
  /** Handovers that blocks below the log's first one recorded, checked. */
  known?: readonly Handover[];
  signer?: RecordSigner;
  drops?: (unsigned: UnsignedRecord) => boolean;
  now?: () => number;
  /** How many blocks are known by now, where the log is looked through: with an index of it, that is what the index lacks. */
  onRead?: (blocks: number) => void;
  onBlock?: BlockListener;
  onReplay?: (done: number, of: number) => void;
}): Promise<Chain> {
  const index = args.index ?? openLogIndex(':memory:', args.rules);
  const log = typeof args.file === 'string' ? await openWholeLog(args.file, 'cut', index, args.onRead) : args.file;
  try {
    const book = createSealKeyHistory(args.rules, args.known);
    const engine = typeof args.engine === 'function' ? await args.engine(log) : args.engine;
    const { head, from } = await replayLog({ ...args, engine, index, log, book });
    // What lies below the log's first block is executed elsewhere.
    const unread = index.first === 0 ? from : undefined;
    const past = createPastCheck({ log, index, rules: args.rules, from: unread, now: args.now ?? Date.now });
    return chainOver({ ...args, engine, index, log, book, head, past });
  } catch (error) {
    log.close();
    throw error;
  }
}

function chainOver(args: {
  engine: Engine;
  rules: SealRules;
  index: LogIndex;
  log: BlockLog;
  book: SealKeyHistory;
  head: Head | undefined;
  past: PastCheck;
  now?: () => number;
  onBlock?: BlockListener;
}): Chain {
  const { rules, log, book } = args;
  let { engine } = args;
  const lock = createReadWriteLock();
  const notifier = createNotifier();
  let head = args.head;
  let broken: Error | undefined;

  const serving = (): void => {
    if (broken !== undefined)
      throw new TransientError('CHAIN_BROKEN', `The chain stopped: ${broken.message}`, { cause: broken });
  };
  const advance = (record: BlockRecord, next: Head): Head => {
    head = next;
    args.onBlock?.(record, next);
    notifier.notify();
    return next;
  };
  const change = <T>(work: () => Promise<T>): Promise<T> =>
    lock.write(async () => {
      serving();
      return work();
    });
  const orBreak = async <T>(work: () => Promise<T> | T): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      broken = error instanceof Error ? error : new Error(String(error));
      throw error;
    }
  };
  const past = {
    head: () => Number(head?.number ?? -1n),
    record: (number: number) => log.read(number),
    index: args.index,
  };
  const answer = async (method: string, params: readonly unknown[]): Promise<string> => {
    serving();
    const known = await answerHistory(past, method, params);
    if (known !== undefined) return known;
    return lock.read(async () => {
      serving();
      return engine.answer(method, params);
    });
  };

  return {
    rules,
    past: args.past,
    get head() {
      return head;
    },
    get broken() {
      return broken;
    },
    get executedFrom() {
      return args.index.first === 0 ? undefined : BigInt(args.index.first + 1);
    },
    get handovers() {
      return book.handovers;
    },
    sealKeyAt: (number) => book.keyAt(number),
    answer,
    request: async (method, params) => readAnswer(await whenHere(() => answer(method, params))),
    record: (number) => log.read(number),
    recordText: (number) => log.readText(number),
    bytesOf: (from, to) => log.bytesOf(Number(from), Number(to)),
    async make(input) {
      // Outside the gate: readers go on while somebody else makes the block.
      if (head !== undefined) await engine.prepare?.(input.transactions);
      return change(() =>
        orBreak(async () => {
          const parent = head;
          const { made, sealHash, unsigned } = await makeBlock({ engine, rules, input, parent });
          const { transactions } = made;
          // Before the log has it: a record with other receipts would be refused at every start.
          checkReceipts(unsigned);
          log.writeUnsigned(unsigned);
          const record = await signRecord({ rules, book, head: parent }, unsigned, input.signer);
          log.seal(record.seal.signature);
          await engine.settle(made);
          book.read(record);
          const { number, blockHash } = made;
          return { ...advance(record, { number, sealHash, blockHash, timestamp: record.timestamp }), transactions };
        }),
      );
    },
    async follow(record) {
      // Outside the gate, and before anything changed: an engine that has the block later is asked again then. No block is
      // waited for that the company did not seal.
      if (engine.arrive !== undefined && broken === undefined && record.number === (head?.number ?? -1n) + 1n) {
        checkSealed(rules, book, record, head);
        await engine.arrive(record.number);
      }
      return change(async () => {
        const lost = lostKeyIn(record.transactions, rules.participants)?.lost;
        if (lost !== undefined) checkSilence(lost, unixSeconds((args.now ?? Date.now)()) + CLOCK_TOLERANCE);
        const next = checkSealed(rules, book, record, head);
        await orBreak(() => executeRecord(engine, record));
        await orBreak(() => log.append(record));
        await orBreak(() => engine.settle(next));
        book.read(record);
        return advance(record, next);
      });
    },
    async renew(start, signal) {
      const fresh = await start();
      const newest = (): bigint => head?.number ?? 0n;
      let left = fresh;
      try {
        const catchUp = await catchUpWith(fresh, (number) => log.read(number), signal);
        // Each time there is less left; blocks may come as fast as they are executed here, so not until there is none.
        for (let turn = 0; turn < RENEWING_TURNS; turn++) await catchUp(newest());
        await change(async () => {
          await catchUp(newest());
          [engine, left] = [fresh, engine];
        });
      } finally {
        await left[Symbol.asyncDispose]();
      }
    },
    closeSegment: (blocks, signal) => log.closeSegment(blocks, signal),
    checkNext: (record) => void checkSealed(rules, book, record, head),
    waitFor: (number, ms, signal) => notifier.wait(() => head !== undefined && head.number >= number, ms, signal),
    async [Symbol.asyncDispose]() {
      await lock.write(async () => {
        broken ??= new Error('it was closed');
        log.close();
        await engine[Symbol.asyncDispose]();
      });
    },
  };
}
