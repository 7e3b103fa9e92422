import { toQuantity } from '../../../core/domain/bytes/hex.ts';
import { STATE_AT } from '../place-of-read.ts';
import type { JsonRpc } from '../engine-api/json-rpc.ts';

const BLOCK_AT: Readonly<Record<string, number>> = { ...STATE_AT, eth_getBlockByNumber: 0 };

/**
 * The chain runs ahead of its seals, and nobody may read a state that is not sealed: so `latest` means the settled block, and what lies above it is not there.
 * @returns answers as `Engine.answer` gives them
 */
export function settledAnswers(
  rpc: JsonRpc,
  settled: () => bigint,
): (method: string, params: readonly unknown[]) => Promise<string> {
  const bounded = (tag: unknown): string | undefined => {
    const top = settled();
    if (tag === undefined || tag === null || tag === 'latest' || tag === 'safe' || tag === 'finalized')
      return toQuantity(top);
    if (tag === 'earliest') return '0x0';
    return typeof tag === 'string' && /^0x[0-9a-f]+$/i.test(tag) && BigInt(tag) <= top ? tag : undefined;
  };

  return async (method, params) => {
    if (method === 'eth_blockNumber') return result(toQuantity(settled()));
    const at = BLOCK_AT[method];
    if (at !== undefined) {
      const block = bounded(params[at]);
      if (block !== undefined) return rpc.answer(method, [...params.slice(0, at), block, ...params.slice(at + 1)]);
      return method === 'eth_getBlockByNumber' ? result(null) : unknownBlock();
    }
    if (method === 'eth_getLogs') {
      const filter = { ...asRecord(params[0]) };
      if (filter['blockHash'] === undefined) {
        const from = bounded(filter['fromBlock']);
        if (from === undefined) return result([]);
        filter['fromBlock'] = from;
        filter['toBlock'] = bounded(filter['toBlock']) ?? toQuantity(settled());
      }
      const block =
        filter['blockHash'] === undefined
          ? undefined
          : await rpc.answer('eth_getBlockByHash', [filter['blockHash'], false]);
      return block !== undefined && isAbove(block, settled()) ? unknownBlock() : rpc.answer(method, [filter]);
    }
    const answer = await rpc.answer(method, params);
    return isAbove(answer, settled()) ? result(null) : answer;
  };
}

/** Blocks, transactions and receipts that were asked for by hash say themselves where they stand. */
function isAbove(answer: string, top: bigint): boolean {
  const found: unknown = Reflect.get(asRecord(JSON.parse(answer)), 'result');
  if (typeof found !== 'object' || found === null) return false;
  const fields = asRecord(found);
  const number = fields['blockNumber'] ?? fields['number'];
  return typeof number === 'string' && BigInt(number) > top;
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function result(value: unknown): string {
  return JSON.stringify({ result: value });
}

function unknownBlock(): string {
  return JSON.stringify({ error: { code: -32000, message: 'There is no such sealed block.' } });
}
