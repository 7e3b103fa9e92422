import { networkToJson, type Network } from '../../core/domain/ledger/network.ts';
import { handoverToJson } from '../../core/domain/seal/seal-keys.ts';
import { InputError, TransientError } from '../../core/domain/bytes/errors.ts';
import type { Express, Request, RequestHandler } from 'express';
import type { Chain, Head } from '../chain/chain.ts';
import { answerRpc } from './rpc.ts';

const PAGE_BLOCKS = 1000;
const PAGE_BYTES = 4_000_000;
const WAIT_MS = 25_000;

/**
 * What the sealer and every replica serve alike, all of it from the log and the state after it: `POST /rpc`, `GET /v1/network`, `/v1/handovers`, `/v1/head`, `/v1/blocks`.
 * @param signal ends waiting requests
 */
export function readRoutes(
  app: Express,
  args: { chain: Chain; network: () => Network; jsonBody: RequestHandler[]; signal: AbortSignal },
): void {
  const { chain } = args;

  app.post('/rpc', ...args.jsonBody, async (request, response) => {
    const { status, text } = await answerRpc(chain, request.body);
    response.status(status).type('application/json').send(text);
  });

  app.get('/v1/network', (_request, response) => {
    response.json(networkToJson(args.network()));
  });

  app.get('/v1/handovers', (_request, response) => {
    response.json({ handovers: chain.handovers.map(handoverToJson) });
  });

  app.get('/v1/head', (_request, response) => {
    response.json(headToJson(headOf(chain)));
  });

  app.get('/v1/blocks', async (request, response) => {
    const from = integerOf(request, 'from', 0, Number.MAX_SAFE_INTEGER);
    const limit = integerOf(request, 'limit', 100, PAGE_BLOCKS);
    const wait = integerOf(request, 'wait', 0, WAIT_MS);
    if (wait > 0) {
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      await chain.waitFor(BigInt(from), wait, AbortSignal.any([args.signal, gone.signal]));
    }
    response.type('application/json').send(pageOf(chain, from, limit));
  });
}

/** Records as JSON text, at most `limit` and about 4 MB, and the newest head beside them. */
function pageOf(chain: Chain, from: number, limit: number): string {
  const head = headOf(chain);
  const texts: string[] = [];
  let bytes = 0;
  for (let number = from; number <= Number(head.number) && texts.length < limit && bytes < PAGE_BYTES; number++) {
    const text = chain.recordText(number);
    texts.push(text);
    bytes += text.length;
  }
  return `{"blocks":[${texts.join(',')}],"head":${JSON.stringify(headToJson(head))}}`;
}

export function headToJson(head: Head): Record<string, string> {
  return {
    number: head.number.toString(),
    sealHash: head.sealHash,
    blockHash: head.blockHash,
    timestamp: head.timestamp.toString(),
  };
}

export function headOf(chain: Chain): Head {
  if (chain.head === undefined)
    throw new TransientError('NO_BLOCK_YET', 'There is no sealed block yet. Try again shortly.');
  return chain.head;
}

/** A whole number of the query string. @throws InputError QUERY_INVALID */
export function integerOf(request: Request, name: string, fallback: number, most: number): number {
  const text = request.query[name];
  if (text === undefined) return fallback;
  const value = typeof text === 'string' && /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw new InputError('QUERY_INVALID', `${name} is not a whole number from 0 up.`);
  return Math.min(value, most);
}
