import { InputError, TransientError } from '../domain/bytes/errors.ts';
import { isRecord } from '../domain/bytes/is-record.ts';
import { looseFields } from '../domain/bytes/loose-fields.ts';
import { fetchText, type FetchBounds, type FetchedText } from '../runtime/fetch-text.ts';
import { codeOfContractError, messageOfContractError } from './contract-errors.ts';

/** A contract's refusal as the sealer reports it. */
export type ContractRefusal = { readonly name: string; readonly args: readonly string[] };

const TIMEOUT_MS = 15_000;

/**
 * One request that answers JSON.
 * @throws TransientError CHAIN_UNREACHABLE, CHAIN_BUSY: nothing was learnt, try again
 * @throws InputError with the problem details' code; `cause` is the contract's refusal where there is one
 */
export async function requestJson(
  url: string,
  options: { method?: 'GET' | 'POST'; body?: unknown; signal?: AbortSignal; timeoutMs?: number | undefined } = {},
): Promise<unknown> {
  const init: RequestInit = { method: options.method ?? 'GET' };
  if (options.body !== undefined) {
    init.body = JSON.stringify(options.body);
    init.headers = { 'content-type': 'application/json' };
  }
  let told: FetchedText;
  try {
    told = await fetchOnce(url, init, { signal: options.signal, timeoutMs: options.timeoutMs ?? TIMEOUT_MS });
  } catch (cause) {
    options.signal?.throwIfAborted();
    throw new TransientError('CHAIN_UNREACHABLE', `${url} does not answer. It is tried again.`, { cause });
  }
  const body = parseBody(told.text);
  if (told.status >= 200 && told.status < 300) {
    if (body === undefined)
      throw new TransientError('CHAIN_UNREACHABLE', `${url} answered no JSON. It is tried again.`);
    return body;
  }
  throw faultOf(url, told.status, body);
}

/** A kept connection that the other side has just closed fails on first use; every request here may be repeated. */
async function fetchOnce(url: string, init: RequestInit, bounds: FetchBounds): Promise<FetchedText> {
  try {
    return await fetchText(url, init, bounds);
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    const closed =
      cause instanceof Error && 'code' in cause && (cause.code === 'UND_ERR_SOCKET' || cause.code === 'ECONNRESET');
    if (!closed) throw error;
    return fetchText(url, init, bounds);
  }
}

/** The refusal inside problem details or a queue's status, if it is one. */
export function contractRefusalOf(value: unknown): ContractRefusal | undefined {
  if (!isRecord(value) || typeof value['name'] !== 'string') return undefined;
  const args = Array.isArray(value['args'])
    ? value['args'].map((arg: unknown) => (typeof arg === 'string' ? arg : JSON.stringify(arg)))
    : [];
  return { name: value['name'], args };
}

/** The error of a refusal that stays: code and message of the contract's error name. */
export function errorOfRefusal(refusal: ContractRefusal): InputError {
  return new InputError(codeOfContractError(refusal.name), messageOfContractError(refusal.name, refusal.args), {
    cause: refusal,
  });
}

function parseBody(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

function faultOf(url: string, status: number, body: unknown): Error {
  const problem = looseFields(body);
  const code = typeof problem['code'] === 'string' ? problem['code'] : undefined;
  const detail = typeof problem['detail'] === 'string' ? problem['detail'] : `${url} answered ${status}.`;
  // The company's signed word, unchecked: whoever knows its keys reads it (`check-receipt.ts`).
  const said = problem['refusal'] === undefined ? {} : { cause: { refusal: problem['refusal'] } };
  if (status >= 500 || status === 429 || status === 408 || code === undefined) {
    return new TransientError(code ?? 'CHAIN_BUSY', detail, said);
  }
  const refusal = contractRefusalOf(problem['error']);
  return refusal === undefined ? new InputError(code, detail, said) : errorOfRefusal(refusal);
}
