import { InputError, TransientError } from '../../core/domain/bytes/errors.ts';
import { isRecord } from '../../core/domain/bytes/is-record.ts';
import { looseFields } from '../../core/domain/bytes/loose-fields.ts';
import { fetchText } from '../../core/runtime/fetch-text.ts';
import { parseNetwork, type Network } from '../../core/domain/ledger/network.ts';
import { parseToldHead, type ToldHead } from '../../core/domain/seal/told-head.ts';

/** What the other side says; nothing of it is verified yet. */
export type Page = { blocks: unknown[]; head: Pick<ToldHead, 'number' | 'sealHash'> };

export type Upstream = {
  /** Whom it asks at present. */
  readonly url: string;
  /** All that it may ask, in the order of the settings; the first is the one to return to. */
  readonly urls: readonly string[];
  /** Asks somebody else from now on, where there is somebody: the present one is silent or was refused. */
  turn(): void;
  /** Asks this one from now on. */
  turnTo(url: string): void;
  /** Whether the present one answers within `ms`. */
  answers(ms: number, signal: AbortSignal): Promise<boolean>;
  /** @throws TransientError UPSTREAM_UNREACHABLE; InputError NETWORK_INVALID */
  network(signal: AbortSignal): Promise<Network>;
  /** Records from `from` on; where there are none yet, the other side waits up to `waitMs`. @throws TransientError UPSTREAM_UNREACHABLE */
  page(args: { from: bigint; limit: number; waitMs: number; signal: AbortSignal }): Promise<Page>;
};

const ANSWER_MS = 30_000;
/** Longest answer that is read. A page is about 4 MB, one block may have more. */
const ANSWER_BYTES = 64 * 1024 * 1024;

/** @param given at least one; the first is asked first */
export function connectUpstream(...given: readonly string[]): Upstream {
  const urls = [...new Set(given)];
  let turn = 0;
  const current = (): string => urls[turn % urls.length] ?? '';
  const get = async (path: string, signal: AbortSignal, timeoutMs = ANSWER_MS): Promise<unknown> => {
    const url = current();
    try {
      const bounds = { signal, timeoutMs, maxBytes: ANSWER_BYTES };
      const { status, text } = await fetchText(url + path, { redirect: 'error' }, bounds);
      if (status < 200 || status > 299) throw new Error(`it answers ${status}`);
      return JSON.parse(text) as unknown;
    } catch (cause) {
      signal.throwIfAborted();
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new TransientError('UPSTREAM_UNREACHABLE', `${url}${path} gives no blocks: ${reason}. It is tried again.`, {
        cause,
      });
    }
  };
  return {
    get url() {
      return current();
    },
    urls,
    turn() {
      turn++;
    },
    turnTo(url) {
      turn = Math.max(0, urls.indexOf(url));
    },
    async answers(ms, signal) {
      try {
        await get('/v1/head', signal, ms);
        return true;
      } catch {
        return false;
      }
    },
    network: async (signal) => parseNetwork(await get('/v1/network', signal)),
    page: async ({ from, limit, waitMs, signal }) =>
      parsePage(await get(`/v1/blocks?from=${from}&limit=${limit}&wait=${waitMs}`, signal)),
  };
}

function parsePage(body: unknown): Page {
  const { blocks, head } = looseFields(body);
  if (!Array.isArray(blocks) || !isRecord(head)) {
    throw new InputError('PAGE_INVALID', 'The page has not a list of blocks and a head.');
  }
  return { blocks, head: parseToldHead(head) };
}
