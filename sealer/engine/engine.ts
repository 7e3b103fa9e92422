import type { Hex } from '../../core/domain/bytes/hex.ts';

/** What an engine made of the transactions it was given: the header as RLP and its hash, and what became of each of them. */
export type MadeBlock = SealedBlock & { receipts: readonly Hex[] };

/** The same from an engine that does not decide what a block holds. */
export type TakenBlock = MadeBlock & { transactions: readonly Hex[] };

/** The part of a block that decides its content; the rest follows from the state before it. */
export type BlockInput = { timestamp: bigint; prevRandao: Hex; transactions: readonly Hex[] };

/** A block as its seal names it: the header as RLP and its hash. */
export type SealedBlock = { number: bigint; blockHash: Hex; header: Hex };

/** A block that an engine holds. */
export type EngineHead = { number: bigint; blockHash: Hex };

/**
 * Executes blocks. Sealing, logging and serving are the same for every engine, and so are the blocks: whichever engine makes them of the same transactions,
 * they have the same hashes. An engine that failed is in an unknown state: close it and start over from the log.
 */
export type Engine = AsyncDisposable & {
  readonly name: string;
  /** Block 0, which is the same for everybody who starts with the same genesis. */
  genesis(): Promise<SealedBlock>;
  /** The newest block whose state the engine has: block 0 where it keeps nothing. It was settled, but the log may have lost it. */
  head(): Promise<EngineHead>;
  /**
   * Of engines whose blocks others make: hands transactions over, which may have been handed over before, and resolves when the next block is there. State is
   * read meanwhile.
   */
  prepare?(transactions: readonly Hex[]): Promise<void>;
  /**
   * Of the same engines: resolves when a block that somebody sealed is here, and can be replayed at once. State is read meanwhile, and nothing has changed when
   * it fails.
   * @throws TransientError ENGINE_BEHIND, ENGINE_UNREACHABLE after its patience
   */
  arrive?(number: bigint): Promise<void>;
  /**
   * Makes the next block on top of the settled one, of exactly these transactions, in this order; an engine with `prepare` takes the next block as it is.
   * @throws Error when the engine leaves one out
   */
  produce(input: BlockInput): Promise<MadeBlock | TakenBlock>;
  /**
   * Executes a block that is sealed already, on top of the one produced, replayed or settled last.
   * @throws InputError EXECUTION_MISMATCH when it does not come out as the sealed hash
   */
  replay(block: BlockInput & SealedBlock): Promise<void>;
  /**
   * Makes a block that the engine holds its head: what it answers from, and what it still has after a crash. Called only when the log has the block. To one
   * below the head it is the way back, for an engine that kept more than the log.
   */
  settle(block: EngineHead): Promise<void>;
  /** One JSON-RPC request; the answer's `result` or `error` member as JSON text, e.g. `{"result":"0x1"}`. */
  answer(method: string, params: readonly unknown[]): Promise<string>;
};

/** An engine's refusal of a JSON-RPC request; `data` holds revert data where there is any. */
export class RpcError extends Error {
  readonly code: number;
  readonly data: unknown;
  constructor(code: number, message: string, data: unknown) {
    super(message);
    this.name = 'RpcError';
    this.code = code;
    this.data = data;
  }
}

/** The parsed result of one request. @throws RpcError */
export async function request(engine: Engine, method: string, params: readonly unknown[] = []): Promise<unknown> {
  return readAnswer(await engine.answer(method, params));
}

/** @throws RpcError */
export function readAnswer(text: string): unknown {
  const answer = JSON.parse(text) as { result?: unknown; error?: { code?: number; message?: string; data?: unknown } };
  if (answer.error !== undefined) {
    throw new RpcError(answer.error.code ?? -32603, answer.error.message ?? 'internal error', answer.error.data);
  }
  return answer.result;
}
