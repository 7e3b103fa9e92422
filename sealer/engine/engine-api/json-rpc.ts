import { InputError, TransientError } from '../../../core/domain/bytes/errors.ts';
import { fetchText } from '../../../core/runtime/fetch-text.ts';
import { readAnswer } from '../engine.ts';

/** An execution client's JSON-RPC. */
export type JsonRpc = {
  /** The answer's `result` or `error` member as JSON text. @throws TransientError ENGINE_UNREACHABLE; InputError ENGINE_REFUSED */
  answer(method: string, params: readonly unknown[]): Promise<string>;
  /** The same, parsed. @throws RpcError */
  request(method: string, params: readonly unknown[]): Promise<unknown>;
};

/** Longest answer that is read: a block of the largest size, in JSON. */
const ANSWER_BYTES = 256 * 1024 * 1024;
const ENVELOPE = '{"jsonrpc":"2.0","id":1,';

export function connectJsonRpc(args: { url: string; timeoutMs: number; token?: () => Promise<string> }): JsonRpc {
  const { url, timeoutMs, token } = args;
  const answer = async (method: string, params: readonly unknown[]): Promise<string> => {
    const headers = { 'content-type': 'application/json' };
    let text: string;
    let status: number;
    try {
      const init = {
        method: 'POST',
        headers: token === undefined ? headers : { ...headers, authorization: `Bearer ${await token()}` },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
        redirect: 'error' as const,
      };
      const told = await fetchText(url, init, { timeoutMs, maxBytes: ANSWER_BYTES });
      status = told.status;
      text = told.text.trim();
    } catch (cause) {
      throw new TransientError('ENGINE_UNREACHABLE', `The engine at ${url} does not answer ${method}.`, { cause });
    }
    if (status === 401 || status === 403) {
      throw new InputError('ENGINE_REFUSED', `The engine at ${url} refuses us (${status}): jwtFile is not its secret.`);
    }
    if (status !== 200) {
      throw new TransientError('ENGINE_UNREACHABLE', `The engine at ${url} answers ${method} with HTTP ${status}.`);
    }
    return bare(text);
  };
  return { answer, request: async (method, params) => readAnswer(await answer(method, params)) };
}

/** Go writes the members in one order, so most answers need no parsing here. */
function bare(text: string): string {
  if (text.startsWith(ENVELOPE)) return `{${text.slice(ENVELOPE.length)}`;
  const answer: unknown = JSON.parse(text);
  if (typeof answer !== 'object' || answer === null) throw new Error('the engine answered no JSON-RPC');
  if ('error' in answer) return JSON.stringify({ error: answer.error });
  return JSON.stringify({ result: 'result' in answer ? answer.result : null });
}
