import { InputError, TransientError } from '../domain/bytes/errors.ts';
import { fetchText } from './fetch-text.ts';

/** What another program answered; `dateMs` is its clock by the Date header (whole seconds), where it gave one. */
export type BoundedAnswer = {
  readonly status: number;
  readonly text: string;
  readonly dateMs: number | undefined;
};

export type Bounds = { readonly signal: AbortSignal; readonly timeoutMs: number; readonly maxBytes: number };

/**
 * One GET of a program that is not trusted: bounded in time and size, redirects are not followed.
 * @throws TransientError SOURCE_UNREACHABLE when there is no whole answer within the bounds
 */
export async function fetchBounded(url: string, bounds: Bounds): Promise<BoundedAnswer> {
  try {
    const { status, headers, text } = await fetchText(url, { redirect: 'error' }, bounds);
    const date = Date.parse(headers.get('date') ?? '');
    return { status, text, dateMs: Number.isNaN(date) ? undefined : date };
  } catch (cause) {
    bounds.signal.throwIfAborted();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TransientError('SOURCE_UNREACHABLE', `${url} gives no answer: ${reason}. It is asked again.`, { cause });
  }
}

/**
 * The JSON of a successful answer.
 * @throws TransientError SOURCE_UNREACHABLE also for a status that is no success
 * @throws InputError ANSWER_MALFORMED
 */
export async function fetchBoundedJson(url: string, bounds: Bounds): Promise<unknown> {
  const { status, text } = await fetchBounded(url, bounds);
  if (status < 200 || status > 299)
    throw new TransientError('SOURCE_UNREACHABLE', `${url} answers ${status}. It is asked again.`);
  return parseJson(url, text);
}

/** @throws InputError ANSWER_MALFORMED */
export function parseJson(url: string, text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (cause) {
    throw new InputError('ANSWER_MALFORMED', `${url} answers something that is no JSON.`, { cause });
  }
}
