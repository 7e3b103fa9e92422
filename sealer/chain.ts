import { checkBlockRecord, decodeHeader, type BlockRecord, type Parent } from '../core/domain/block-record.ts';
import { InputError, TransientError } from '../core/domain/errors.ts';
import { ZERO_32, type Hex } from '../core/domain/hex.ts';
import type { Signer } from '../core/domain/internal-block.ts';
import { mineSeal } from '../core/domain/mine-seal.ts';
import { sealDigest } from '../core/domain/seal.ts';
import { createBell } from './bell.ts';
import { openBlockLog, type BlockLog, type PledgedRecord } from './block-log.ts';
import { readAnswer, type BlockInput, type Engine, type MadeBlock } from './engine.ts';
import { createGate } from './gate.ts';
import { recoverNative } from './native-recover.ts';
import { resumeEngine } from './resume-engine.ts';

/** Whose seals count, and how hard they are to find. */
export type SealRules = { chainId: bigint; signer: Hex; targetBits: number };
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
  /** One JSON-RPC request at logged state: `{"result":…}` or `{"error":…}` as JSON text. @throws TransientError CHAIN_BROKEN */
  answer(method: string, params: readonly unknown[]): Promise<string>;
  /** The same, parsed. @throws RpcError */
  request(method: string, params: readonly unknown[]): Promise<unknown>;
  record(number: number): BlockRecord;
  recordText(number: number): string;
  /** Makes, seals and logs the next block; the first is block 0, as the genesis has it. Sealer only. */
  make(input: BlockInput & { signer: Signer }): Promise<Head>;
  /**
   * Verifies, executes and logs a block that the company sealed. Replicas only. A refused record changes nothing, but after EXECUTION_MISMATCH the chain is broken.
   * @throws InputError with the codes of `checkBlockRecord`, GENESIS_MISMATCH, EXECUTION_MISMATCH
   */
  follow(record: BlockRecord): Promise<Head>;
  /** Resolves as soon as block `number` is logged, or after `ms`, or at the signal. */
  waitFor(number: bigint, ms: number, signal: AbortSignal): Promise<void>;
};

/**
 * Opens the log, checks it anew, and executes what the engine does not hold; every block must come out with the hash under its seal.
 * @param signer completes a block that was pledged when the sealer fell; without it (replicas) such a block is dropped and fetched again
 * @throws InputError LOG_DAMAGED, GENESIS_MISMATCH, EXECUTION_MISMATCH and the codes of `checkBlockRecord`
 */
export async function openChain(args: {
  file: string;
  engine: Engine;
  rules: SealRules;
  signer?: Signer;
  onBlock?: BlockListener;
  onReplay?: (done: number, of: number) => void;
}): Promise<Chain> {
  const log = openBlockLog(args.file);
  try {
    const head = await replayLog(log, args);
    return chainOver({ ...args, log, head });
  } catch (error) {
    log.close();
    throw error;
  }
}

async function replayLog(log: BlockLog, args: Parameters<typeof openChain>[0]): Promise<Head | undefined> {
  let head: Head | undefined;
  const resumed = await resumeEngine(args.engine, log);
  const step = async (record: BlockRecord): Promise<void> => {
    const next = check(args.rules, record, head);
    if (record.number === 0n || record.number > resumed) await execute(args.engine, record);
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
  if (log.pledged !== undefined) {
    if (args.signer === undefined) {
      log.dropPledge();
    } else {
      const completed = signPledge(args.rules, log.pledged, args.signer);
      check(args.rules, completed, head);
      log.seal(completed.seal.signature);
      await step(completed);
    }
  }
  if (head !== undefined && head.number > resumed) await args.engine.settle(head);
  return head;
}

function signPledge(rules: SealRules, pledge: PledgedRecord, signer: Signer): BlockRecord {
  const signature = signer.sign(sealDigest(rules.chainId, pledge.seal));
  return { ...pledge, seal: { ...pledge.seal, signature } };
}

function check(rules: SealRules, record: BlockRecord, parent: Head | undefined): Head {
  return checkBlockRecord({ ...rules, record, parent, recover: recoverNative });
}

async function execute(engine: Engine, record: BlockRecord): Promise<void> {
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
  head: Head | undefined;
  onBlock?: BlockListener;
}): Chain {
  const { engine, rules, log } = args;
  const gate = createGate();
  const bell = createBell();
  let head = args.head;
  let broken: Error | undefined;

  const serving = (): void => {
    if (broken !== undefined)
      throw new TransientError('CHAIN_BROKEN', `The chain stopped: ${broken.message}`, { cause: broken });
  };
  const advance = (record: BlockRecord, next: Head): Head => {
    head = next;
    args.onBlock?.(record, next);
    bell.ring();
    return next;
  };
  const change = <T>(work: () => Promise<T>): Promise<T> =>
    gate.write(async () => {
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
    gate.read(async () => {
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
    answer,
    request: async (method, params) => readAnswer(await answer(method, params)),
    record: (number) => log.read(number),
    recordText: (number) => log.readText(number),
    make: (input) =>
      change(() =>
        orBreak(async () => {
          const parent = head;
          const made = parent === undefined ? await engine.genesis() : await engine.produce(input);
          const { sealHash, pledge } = pledgeOf(rules, made, parent === undefined ? [] : input.transactions, parent);
          log.pledge(pledge);
          const record = { ...pledge, seal: { ...pledge.seal, signature: input.signer.sign(sealHash) } };
          log.seal(record.seal.signature);
          await engine.settle(made);
          return advance(record, {
            number: made.number,
            sealHash,
            blockHash: made.blockHash,
            timestamp: record.timestamp,
          });
        }),
      ),
    follow: (record) =>
      change(async () => {
        const next = check(rules, record, head);
        await orBreak(() => execute(engine, record));
        await orBreak(() => log.append(record));
        await orBreak(() => engine.settle(next));
        return advance(record, next);
      }),
    waitFor: (number, ms, signal) => bell.wait(() => head !== undefined && head.number >= number, ms, signal),
    async [Symbol.asyncDispose]() {
      await gate.write(async () => {
        broken ??= new Error('it was closed');
        log.close();
        await engine[Symbol.asyncDispose]();
      });
    },
  };
}

function pledgeOf(
  rules: SealRules,
  made: MadeBlock,
  transactions: readonly Hex[],
  parent: Head | undefined,
): { sealHash: Hex; pledge: PledgedRecord } {
  const { timestamp, mixHash: prevRandao } = decodeHeader(made.header);
  const { number, blockHash, header } = made;
  const fields = { number, parentSeal: parent?.sealHash ?? ZERO_32, blockHash, timestamp };
  const { r, sealHash } = mineSeal(rules.chainId, fields, rules.targetBits);
  return {
    sealHash,
    pledge: { number, timestamp, prevRandao, transactions: [...transactions], header, seal: { ...fields, r } },
  };
}
