import { HttpRequestError, MethodNotFoundRpcError, RpcRequestError, TimeoutError, BaseError } from 'viem';
import { InputError, TransientError } from '../../domain/bytes/errors.ts';
import { looseFields } from '../../domain/bytes/loose-fields.ts';
import { backoffMs } from '../../runtime/retry.ts';
import { contractRefusalOf } from '../http-json.ts';

/** One of several places that may answer the same question. */
export type Source = {
  readonly url: string;
  failures: number;
  /** By the clock of `performance.now()`: until then it is asked only where nobody else is left. */
  restsUntil: number;
};

/** Who answers at once that he cannot costs little to ask again; who says nothing costs the whole wait each time. */
const QUICK_MS = 500;
const REST_QUICK = { baseMs: 100, maxMs: 1_000 };
const REST_SLOW = { baseMs: 1_000, maxMs: 10_000 };

export function sourcesOf<T extends object>(urls: readonly string[], more: () => T): (Source & T)[] {
  return [...new Set(urls)].map((url) => ({ url, failures: 0, restsUntil: 0, ...more() }));
}

/** Leaves one alone for a while, the longer the more often it failed. @param tookMs how long its failure took */
export function rest(source: Source, tookMs: number): void {
  source.failures += 1;
  const pace = tookMs < QUICK_MS ? REST_QUICK : REST_SLOW;
  source.restsUntil = performance.now() + backoffMs(source.failures, pace);
}

export function answered(source: Source): void {
  source.failures = 0;
  source.restsUntil = 0;
}

/** Those that do not rest, in their order; the one whose rest ends first where all do. */
export function askable<T extends Source>(sources: readonly T[]): T[] {
  const now = performance.now();
  const awake = sources.filter(({ restsUntil }) => restsUntil <= now);
  return awake.length > 0 ? awake : sources.toSorted((a, b) => a.restsUntil - b.restsUntil).slice(0, 1);
}

/** What a replica, or whoever stands before it, refuses of a plain read says nothing of the ledgers: it may pass. @throws TransientError CHAIN_REFUSES */
export async function readPlainly<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    throw new TransientError('CHAIN_REFUSES', `${cause.code}: ${cause.message} It is tried again.`, { cause });
  }
}

/** Whether a failure says that this source cannot answer now: it is silent, or says 503. */
export function isAway(error: unknown): boolean {
  if (error instanceof TransientError) return true;
  return (
    error instanceof BaseError &&
    error.walk((cause) => cause instanceof HttpRequestError || cause instanceof TimeoutError) !== null
  );
}

/** JSON-RPC codes of what this source does not serve, and another one may: a state that is gone, a block or method that it has not. */
const ELSEWHERE = new Set([-32_000, -32_001, -32_601]);

/** Whether another source may answer what this one cannot, though it is well. */
export function isElsewhere(error: unknown): boolean {
  if (!(error instanceof BaseError)) return false;
  const found = error.walk((cause) => cause instanceof RpcRequestError || cause instanceof MethodNotFoundRpcError);
  return found instanceof RpcRequestError ? ELSEWHERE.has(found.code) : found !== null;
}

/** Whether what a queue refused is the company's own answer about the block, so that no other source is asked: signed, a contract's, or to send more slowly. */
export function isAnswer(error: unknown): boolean {
  if (!(error instanceof InputError) && !(error instanceof TransientError)) return true;
  if (error.code === 'RATE_LIMITED' || error.code === 'QUEUE_FULL') return true;
  const { cause } = error;
  // A failure below has a name as well, and says nothing of the block.
  if (cause instanceof Error) return false;
  return contractRefusalOf(cause) !== undefined || looseFields(cause)['refusal'] !== undefined;
}
