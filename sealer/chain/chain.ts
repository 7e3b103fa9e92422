import {
  checkBlockRecord,
  checkReceipts,
  decodeHeader,
  type BlockRecord,
  type Parent,
} from '../../core/domain/seal/block-record.ts';
import { InputError, TransientError } from '../../core/domain/bytes/errors.ts';
import type { Accused } from '../../core/domain/evidence/evidence.ts';
import { ZERO_32, type Hex } from '../../core/domain/bytes/hex.ts';
import { mineSeal } from '../../core/domain/seal/mine-seal.ts';
import type { Network } from '../../core/domain/ledger/network.ts';
import { checkSealAlone, sealDigest } from '../../core/domain/seal/seal.ts';
import type { Handover } from '../../core/domain/seal/seal-keys.ts';
import { checkSilence, lostKeyFoundingOf, type LostKeyFounding } from '../../core/domain/handovers/check-lost-key.ts';
import { lostKeyIn } from '../../core/domain/handovers/lost-key-call.ts';
import { CLOCK_TOLERANCE } from '../../core/domain/limits.ts';
import { unixSeconds } from '../../core/domain/unix-seconds.ts';
import { createNotifier } from './notifier.ts';
import { openBlockLog, type BlockLog } from './block-log.ts';
import { readAnswer, type BlockInput, type Engine, type TakenBlock } from '../engine/engine.ts';
import { createReadWriteLock } from './read-write-lock.ts';
import { createSealKeyHistory, type SealKeyHistory } from './seal-key-history.ts';
import type { UnsignedRecord } from '../keys/unsigned-record-json.ts';
import type { RecordSigner } from '../keys/seal-signer.ts';
import { resumeEngine } from './resume-engine.ts';

/** Whose seals count, and how hard they are to find: the first seal key, and the register that holds its successors. */
export type SealRules = LostKeyFounding & { signer: Hex };
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
  /** The handovers of the seal key that the blocks recorded. */
  readonly handovers: readonly Handover[];
  /** Whose seal block `number` bears, as far as the blocks up to the head say. */
  sealKeyAt(number: bigint): Hex;
  /** One JSON-RPC request at logged state: `{"result":…}` or `{"error":…}` as JSON text. @throws TransientError CHAIN_BROKEN */
  answer(method: string, params: readonly unknown[]): Promise<string>;
  /** The same, parsed. @throws RpcError */
  request(method: string, params: readonly unknown[]): Promise<unknown>;
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
   * @throws InputError with the codes of `checkBlockRecord`, GENESIS_MISMATCH, EXECUTION_MISMATCH
   */
  follow(record: BlockRecord): Promise<Head>;
  /** Resolves as soon as block `number` is logged, or after `ms`, or at the signal. */
  waitFor(number: bigint, ms: number, signal: AbortSignal): Promise<void>;
};

export function sealRulesOf(network: Network): SealRules {
  return { ...lostKeyFoundingOf(network), signer: network.seal.address };
}

/** Who a proof by blocks of this chain is against. */
export function accusedOf({ rules, handovers }: Pick<Chain, 'rules' | 'handovers'>): Accused {
  const { domain, signer, targetBits } = rules;
  return { domain, signer, targetBits, founding: rules, handovers };
}

/**
 * Opens the log, checks it anew, and executes what the engine does not hold; every block must come out with the hash under its seal.
 * @param signer completes a block whose record was written but not signed when the sealer fell; without it (replicas) such a block is dropped and fetched again
 * @param drops whether such a block is dropped all the same: its key is lost
 * @param now milliseconds; a block that follows a lost key is not taken before the living key had its time by this clock either
 * @throws InputError LOG_DAMAGED, GENESIS_MISMATCH, EXECUTION_MISMATCH and the codes of `checkBlockRecord`
 */
export async function openChain(args: {
  file: string;
  engine: Engine;
  rules: SealRules;
  signer?: RecordSigner;
  drops?: (unsigned: UnsignedRecord) => boolean;
  now?: () => number;
  onBlock?: BlockListener;
  onReplay?: (done: number, of: number) => void;
}): Promise<Chain> {
  const log = openBlockLog(args.file);
  try {
    const book = createSealKeyHistory(args.rules);
    const head = await replayLog(log, book, args);
    return chainOver({ ...args, log, book, head });
  } catch (error) {
    log.close();
    throw error;
  }
}

async function replayLog(
  log: BlockLog,
  book: SealKeyHistory,
  args: Parameters<typeof openChain>[0],
): Promise<Head | undefined> {
  let head: Head | undefined;
  const resumed = await resumeEngine(args.engine, log);
  const step = async (record: BlockRecord): Promise<void> => {
    const next = check(args.rules, book, record, head);
    const held = record.number <= resumed && record.number > 0n;
    if (!held) await executeRecord(args.engine, record);
    book.read(record);
    head = next;
    args.onBlock?.(record, next);
  };
  const count = log.length;
  for (let number = 0; number < count; number++) {
    await step(log.read(number));
    if (number % 500 === 499) {
      args.onReplay?.(number + 1, count);
      if (head !== undefined && head.number > resumed) await args.engine.settle(head);
    }
  }
  if (log.unsigned !== undefined) {
    if (args.signer === undefined || args.drops?.(log.unsigned) === true) {
      log.dropUnsigned();
    } else {
      const completed = await signRecord({ rules: args.rules, book, head }, log.unsigned, args.signer);
      check(args.rules, book, completed, head);
      log.seal(completed.seal.signature);
      await step(completed);
    }
  }
  if (head !== undefined && head.number > resumed) await args.engine.settle(head);
  return head;
}

async function signRecord(
  { rules, book, head }: { rules: SealRules; book: SealKeyHistory; head: Head | undefined },
  unsigned: UnsignedRecord,
  signer: RecordSigner,
): Promise<BlockRecord> {
  const key = book.signerOf(unsigned, head);
  const signature = await signer.seal(unsigned, sealDigest(rules.domain, unsigned.seal), key);
  const seal = { ...unsigned.seal, signature };
  // Before the log has it: an unsigned record can be completed again, a wrong signature in the log would end it.
  checkSealAlone({ ...rules, signer: key, seal });
  return { ...unsigned, seal };
}

function check(rules: SealRules, book: SealKeyHistory, record: BlockRecord, parent: Head | undefined): Head {
  return checkBlockRecord({ ...rules, signer: book.signerOf(record, parent), record, parent });
}

/** Executes a sealed block. @throws InputError GENESIS_MISMATCH, EXECUTION_MISMATCH */
export async function executeRecord(engine: Engine, record: BlockRecord): Promise<void> {
  const { blockHash } = record.seal;
  if (record.number > 0n) return engine.replay({ ...record, blockHash });
  const genesis = await engine.genesis();
  if (genesis.blockHash !== blockHash || record.transactions.length > 0) {
    throw new InputError('GENESIS_MISMATCH', `Block 0 is sealed as ${blockHash}, but here it is ${genesis.blockHash}.`);
  }
}

function chainOver(args: {
  engine: Engine;
  rules: SealRules;
  log: BlockLog;
  book: SealKeyHistory;
  head: Head | undefined;
  now?: () => number;
  onBlock?: BlockListener;
}): Chain {
  const { engine, rules, log, book } = args;
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
  const answer = (method: string, params: readonly unknown[]): Promise<string> =>
    lock.read(async () => {
      serving();
      return engine.answer(method, params);
    });

  return {
    rules,
    get head() {
      return head;
    },
    get broken() {
      return broken;
    },
    get handovers() {
      return book.handovers;
    },
    sealKeyAt: (number) => book.keyAt(number),
    answer,
    request: async (method, params) => readAnswer(await answer(method, params)),
    record: (number) => log.read(number),
    recordText: (number) => log.readText(number),
    bytesOf: (from, to) => log.bytesOf(Number(from), Number(to)),
    async make(input) {
      // Outside the gate: readers go on while somebody else makes the block.
      if (head !== undefined) await engine.prepare?.(input.transactions);
      return change(() =>
        orBreak(async () => {
          const parent = head;
          const made = await makeBlock(engine, input, parent);
          const { transactions } = made;
          const { sealHash, unsigned } = unsignedRecordOf(rules, made, parent);
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
    follow: (record) =>
      change(async () => {
        const lost = lostKeyIn(record.transactions, rules.participants)?.lost;
        if (lost !== undefined) checkSilence(lost, unixSeconds((args.now ?? Date.now)()) + CLOCK_TOLERANCE);
        const next = check(rules, book, record, head);
        await orBreak(() => executeRecord(engine, record));
        await orBreak(() => log.append(record));
        await orBreak(() => engine.settle(next));
        book.read(record);
        return advance(record, next);
      }),
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

async function makeBlock(engine: Engine, input: BlockInput, parent: Head | undefined): Promise<TakenBlock> {
  if (parent === undefined) return { ...(await engine.genesis()), transactions: [], receipts: [] };
  const made = await engine.produce(input);
  // An engine that does not decide what a block holds says what it is.
  return 'transactions' in made ? made : { ...made, transactions: input.transactions };
}

function unsignedRecordOf(
  rules: SealRules,
  made: TakenBlock,
  parent: Head | undefined,
): { sealHash: Hex; unsigned: UnsignedRecord } {
  const { timestamp, mixHash: prevRandao } = decodeHeader(made.header);
  const { number, blockHash, header, transactions, receipts } = made;
  const fields = { number, parentSeal: parent?.sealHash ?? ZERO_32, blockHash, timestamp };
  const { r, sealHash } = mineSeal(rules.domain, fields, rules.targetBits);
  return {
    sealHash,
    unsigned: {
      ...{ number, timestamp, prevRandao, transactions: [...transactions], receipts: [...receipts], header },
      seal: { ...fields, r },
    },
  };
}
