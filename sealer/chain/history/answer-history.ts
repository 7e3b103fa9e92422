import { setImmediate } from 'node:timers/promises';
import { isRecord } from '../../../core/domain/bytes/is-record.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { BlockRecord } from '../../../core/domain/seal/block-record.ts';
import { blockToRpc, logsToRpc, type RpcLog } from '../../../core/domain/seal/block-to-rpc.ts';
import type { LogIndex } from '../index/log-index.ts';

/** Where the answers come from: the log, and what stands beside it. */
export type HistorySource = {
  /** Number of the newest block. */
  head: () => number;
  record: (number: number) => BlockRecord;
  index: Pick<LogIndex, 'numberOf' | 'filled'>;
};

/** The thread that reads is the one that makes blocks: after so many milliseconds it lets others go on. */
const STRETCH_MS = 5;

/**
 * Answers what is asked of the past, headers and logs, from the log: an engine that was started from a state has no past, and makes one up.
 * @returns the answer as JSON text, as `Engine.answer` gives it; `undefined` for what is for the engine
 */
export async function answerHistory(
  source: HistorySource,
  method: string,
  params: readonly unknown[],
): Promise<string | undefined> {
  switch (method) {
    case 'eth_getBlockByNumber':
      return blockAt(source, numberOf(source, params[0]));
    case 'eth_getBlockByHash':
      return blockAt(source, hashed(source, params[0]));
    case 'eth_getLogs': {
      const range = rangeOf(source, params[0]);
      return range === undefined ? unknownBlock() : result(await logsIn(source, range, params[0]));
    }
    default:
      return undefined;
  }
}

function blockAt(source: HistorySource, number: number | undefined): string {
  return result(number === undefined || number > source.head() ? null : blockToRpc(source.record(number)));
}

type Range = { from: number; to: number };

async function logsIn(source: HistorySource, { from, to }: Range, filter: unknown): Promise<RpcLog[]> {
  const { address, topics } = isRecord(filter) ? filter : {};
  const addresses = address === undefined || address === null ? [] : [address].flat().map(lower);
  const wanted = Array.isArray(topics)
    ? topics.map((each: unknown) => (each === null ? [] : [each].flat().map(lower)))
    : [];
  const takes = (log: RpcLog): boolean =>
    (addresses.length === 0 || addresses.includes(log.address)) &&
    wanted.length <= log.topics.length &&
    wanted.every((any, at) => any.length === 0 || any.includes(log.topics[at]));
  const found: RpcLog[] = [];
  let since = performance.now();
  for (const number of source.index.filled(from, Math.min(to, source.head()))) {
    found.push(...logsToRpc(source.record(number)).filter(takes));
    if (performance.now() - since < STRETCH_MS) continue;
    await setImmediate();
    since = performance.now();
  }
  return found;
}

function rangeOf(source: HistorySource, filter: unknown): Range | undefined {
  const { fromBlock, toBlock, blockHash } = isRecord(filter) ? filter : {};
  if (blockHash === undefined || blockHash === null)
    return { from: numberOf(source, fromBlock) ?? source.head(), to: numberOf(source, toBlock) ?? source.head() };
  const number = hashed(source, blockHash);
  return number === undefined || number > source.head() ? undefined : { from: number, to: number };
}

/** The number that a tag means; the newest one's where it says none. */
function numberOf(source: HistorySource, tag: unknown): number | undefined {
  if (tag === 'earliest') return 0;
  if (typeof tag === 'string' && /^0x[0-9a-f]{1,16}$/i.test(tag)) return Number(tag);
  return source.head() < 0 ? undefined : source.head();
}

function hashed({ index }: HistorySource, hash: unknown): number | undefined {
  return typeof hash === 'string' && /^0x[0-9a-f]{64}$/i.test(hash) ? index.numberOf(hash as Hex) : undefined;
}

function lower(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

function result(value: unknown): string {
  return JSON.stringify({ result: value });
}

function unknownBlock(): string {
  return JSON.stringify({ error: { code: -32000, message: 'There is no such sealed block.' } });
}
