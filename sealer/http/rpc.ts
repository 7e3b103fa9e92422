import { TransientError } from '../../core/domain/bytes/errors.ts';
import { LOG_BLOCKS_MAX } from '../../core/domain/limits.ts';
import type { Chain } from '../chain/chain.ts';

/** The only methods that anybody may call: they read logged state and change nothing. */
export const READ_METHODS: ReadonlySet<string> = new Set([
  'eth_blockNumber',
  'eth_call',
  'eth_chainId',
  'eth_getBalance',
  'eth_getBlockByHash',
  'eth_getBlockByNumber',
  'eth_getCode',
  'eth_getLogs',
  'eth_getProof',
  'eth_getStorageAt',
  'eth_getTransactionByHash',
  'eth_getTransactionCount',
  'eth_getTransactionReceipt',
  'net_version',
  'web3_clientVersion',
]);
const BATCH = 100;

type Reply = { status: number; text: string };

/** Answers a JSON-RPC 2.0 body, one request or a batch of up to 100, as JSON text. */
export async function answerRpc(chain: Chain, body: unknown): Promise<Reply> {
  if (!Array.isArray(body)) return { status: 200, text: await answerOne(chain, body) };
  if (body.length === 0 || body.length > BATCH) {
    return { status: 200, text: failure(null, -32600, `A batch has 1 to ${BATCH} requests.`) };
  }
  const answers: string[] = [];
  for (const one of body) answers.push(await answerOne(chain, one));
  return { status: 200, text: `[${answers.join(',')}]` };
}

async function answerOne(chain: Chain, body: unknown): Promise<string> {
  if (typeof body !== 'object' || body === null) return failure(null, -32600, 'A request is a JSON object.');
  const { id, method, params } = body as Record<string, unknown>;
  const name = typeof id === 'string' || typeof id === 'number' ? id : null;
  if (typeof method !== 'string') return failure(name, -32600, 'The request has no method.');
  if (!READ_METHODS.has(method)) {
    return failure(name, -32601, `${method} is not served here: only reads are. Internal blocks go to POST /v1/queue.`);
  }
  const given = params ?? [];
  if (!Array.isArray(given)) return failure(name, -32602, 'params is a list.');
  const fault = refuseParams(chain, method, given);
  if (fault !== undefined) return failure(name, -32602, fault);
  try {
    const answer = await chain.answer(method, given);
    return `{"jsonrpc":"2.0","id":${JSON.stringify(name)},${answer.slice(1)}`;
  } catch (error) {
    if (error instanceof TransientError) return failure(name, -32000, error.message);
    throw error;
  }
}

function refuseParams(chain: Chain, method: string, params: readonly unknown[]): string | undefined {
  if (params.includes('pending')) return 'There is no pending state here: reads are of sealed blocks.';
  if (method !== 'eth_getLogs') return undefined;
  const [filter] = params;
  if (typeof filter !== 'object' || filter === null) return 'eth_getLogs takes a filter.';
  const { fromBlock, toBlock, blockHash } = filter as Record<string, unknown>;
  if (blockHash !== undefined) return undefined;
  const from = blockOf(chain, fromBlock);
  const to = blockOf(chain, toBlock);
  if (from === undefined || to === undefined) return 'fromBlock and toBlock are quantities or latest.';
  return to - from >= LOG_BLOCKS_MAX ? `Ask for at most ${LOG_BLOCKS_MAX} blocks at once.` : undefined;
}

function blockOf(chain: Chain, tag: unknown): bigint | undefined {
  if (tag === undefined || tag === 'latest' || tag === 'safe' || tag === 'finalized') return chain.head?.number ?? 0n;
  if (tag === 'earliest') return 0n;
  return typeof tag === 'string' && /^0x[0-9a-fA-F]{1,16}$/.test(tag) ? BigInt(tag) : undefined;
}

function failure(id: string | number | null, code: number, message: string): string {
  return JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } });
}
