import { networkToJson, type Network } from '../../core/domain/ledger/network.ts';
import { handoverToJson } from '../../core/domain/seal/seal-keys.ts';
import { InputError, TransientError } from '../../core/domain/bytes/errors.ts';
import { pause } from '../../core/runtime/pause.ts';
import type { Express, Request, RequestHandler, Response } from 'express';
import type { Chain, Head } from '../chain/chain.ts';
import { SegmentAway, whenHere } from '../chain/segments/away.ts';
import { viewSelectors } from '../network/deployments.ts';
import type { Proofs } from '../proofs/open-proofs.ts';
import { createReadTurns, type Asker } from './read-turns.ts';
import { answerRpc } from './rpc.ts';

const PAGE_BLOCKS = 1000;
const PAGE_BYTES = 4_000_000;
const WAIT_MS = 25_000;

/** Questions to the engine: few beside each other, because the next block waits for those that are at work. */
const ENGINE_TURNS = { atOnce: { all: 2, ofOne: 2 }, waiting: { all: 1_024, ofOne: 256 }, waitMs: 10_000 };
/** Proofs: while the state is small, the engine makes them. */
const PROOF_TURNS = { atOnce: { all: 2, ofOne: 2 }, waiting: { all: 1_024, ofOne: 256 }, waitMs: 10_000 };
/** Pages of blocks are read by the thread that makes blocks: one after the other, and after each it rests. */
const PAGE_TURNS = { atOnce: { all: 1, ofOne: 1 }, waiting: { all: 256, ofOne: 32 }, waitMs: 20_000 };
const PAGE_BYTES_A_MS = 32_000;
const PAGE_BLOCKS_A_MS = 20;
/** A page is kept until it is sent: not for many who do not take theirs, nor for long. */
const SEND_TURNS = { atOnce: { all: 64, ofOne: 16 }, waiting: { all: 1_024, ofOne: 256 }, waitMs: 20_000 };
const SEND_MS = 20_000;
/** Questions for what lies elsewhere, while it is fetched. */
const FETCH_TURNS = { atOnce: { all: 64, ofOne: 8 }, waiting: { all: 0, ofOne: 0 }, waitMs: 0 };
/** Questions for a block that is not there yet. Nobody waits in line to wait. */
const HOLD_TURNS = { atOnce: { all: 2_000, ofOne: 128 }, waiting: { all: 0, ofOne: 0 }, waitMs: 0 };

/**
 * What the sealer and every replica serve alike, all of it from the log and the state after it: `POST /rpc`, `GET /v1/network`, `/v1/handovers`, `/v1/head`, `/v1/blocks`.
 * What strangers may ask has a price that is known before, and they take turns.
 * @param state whether `/rpc` answers what needs the state
 * @param signal ends waiting requests
 */
export function readRoutes(
  app: Express,
  args: {
    chain: Chain;
    network: Network;
    proofs: Pick<Proofs, 'answer'>;
    state: boolean;
    jsonBody: RequestHandler[];
    signal: AbortSignal;
  },
): void {
  const { chain } = args;
  const fetching = createReadTurns(FETCH_TURNS);
  const answering = {
    chain,
    proofs: args.proofs,
    rules: {
      views: viewSelectors(args.network.contracts),
      state: args.state,
      head: () => chain.head?.number ?? 0n,
      bytesOf: chain.bytesOf,
    },
    turns: { engine: createReadTurns(ENGINE_TURNS), proofs: createReadTurns(PROOF_TURNS), fetching },
  };
  const pages = createReadTurns(PAGE_TURNS);
  const sending = createReadTurns(SEND_TURNS);
  const held = createReadTurns(HOLD_TURNS);
  // It would read each page once more.
  app.disable('etag');

  app.post('/rpc', ...args.jsonBody, async (request, response) => {
    const { status, text } = await answerRpc(answering, askerOf(request, response, args.signal), request.body);
    response.status(status).type('application/json').send(text);
  });

  app.get('/v1/network', (_request, response) => {
    response.json(networkToJson(args.network));
  });

  app.get('/v1/handovers', (_request, response) => {
    response.json({ handovers: chain.handovers.map(handoverToJson) });
  });

  app.get('/v1/head', (_request, response) => {
    response.json(toldHead(chain));
  });

  app.get('/v1/blocks', async (request, response) => {
    const from = integerOf(request, 'from', 0, Number.MAX_SAFE_INTEGER);
    const limit = integerOf(request, 'limit', 100, PAGE_BLOCKS);
    const wait = integerOf(request, 'wait', 0, WAIT_MS);
    const asker = askerOf(request, response, args.signal);
    if (wait > 0) await held.run(asker, () => chain.waitFor(BigInt(from), wait, asker.signal));
    const send = async (): Promise<void> => {
      const text = await pages.run(asker, async () => {
        const page = pageOf(chain, from, limit);
        const restMs = Math.floor(page.text.length / PAGE_BYTES_A_MS + page.blocks / PAGE_BLOCKS_A_MS);
        if (restMs > 0) await pause(restMs, args.signal);
        return page.text;
      });
      await sent(response.type('application/json').send(text), SEND_MS);
    };
    await whenHere(
      () => sending.run(asker, send),
      (away) => fetching.run(asker, () => away.here(asker.signal)),
    );
  });
}

/** Resolves when an answer was taken, or its connection is gone; whoever does not take it in time loses it. */
async function sent(response: Response, ms: number): Promise<void> {
  if (response.writableFinished || response.closed) return;
  await new Promise<void>((resolve) => {
    const late = setTimeout(() => response.destroy(), ms);
    response.once('close', () => {
      clearTimeout(late);
      resolve();
    });
  });
}

/** Whose connection it is, and the signal that it was closed. */
function askerOf(request: Request, response: Response, signal: AbortSignal): Asker {
  const gone = new AbortController();
  response.once('close', () => gone.abort(new TransientError('ASKER_GONE', 'Nobody waits for this answer any more.')));
  return { address: request.ip ?? '', signal: AbortSignal.any([signal, gone.signal]) };
}

/** Records as JSON text, at most `limit` and about 4 MB, up to one that lies elsewhere, and the newest head beside them. @throws SegmentAway where that is the first */
function pageOf(chain: Chain, from: number, limit: number): { text: string; blocks: number } {
  const head = headOf(chain);
  const texts: string[] = [];
  let bytes = 0;
  for (let number = from; number <= Number(head.number) && texts.length < limit && bytes < PAGE_BYTES; number++) {
    const text = texts.length === 0 ? chain.recordText(number) : textWhereHere(chain, number);
    if (text === undefined) break;
    texts.push(text);
    bytes += text.length;
  }
  return {
    text: `{"blocks":[${texts.join(',')}],"head":${JSON.stringify(toldHead(chain))}}`,
    blocks: texts.length,
  };
}

function textWhereHere(chain: Chain, number: number): string | undefined {
  try {
    return chain.recordText(number);
  } catch (error) {
    if (error instanceof SegmentAway) return undefined;
    throw error;
  }
}

/** The head as strangers are told it: with the block whose state the others executed, where that is so. */
function toldHead(chain: Chain): Record<string, string> {
  return { ...headToJson(headOf(chain)), ...executedFromJson(chain) };
}

/** Behind which block all was executed here, where not from block 0 on. */
export function executedFromJson({ executedFrom }: Pick<Chain, 'executedFrom'>): { executedFrom?: string } {
  return executedFrom === undefined ? {} : { executedFrom: executedFrom.toString() };
}

export function headToJson(head: Head): Record<string, string> {
  return {
    number: head.number.toString(),
    sealHash: head.sealHash,
    blockHash: head.blockHash,
    timestamp: head.timestamp.toString(),
  };
}

/** How far the check of the blocks is that the start did not read, where it is not through, how many of them an earlier start had checked, and why it waits, where it does. */
export function pastToJson({ past }: Pick<Chain, 'past'>): {
  past?: { checked: number; of: number; before: number; waits?: string };
} {
  const { checked, of, before, waits } = past;
  return checked < of ? { past: { checked, of, before, ...(waits === undefined ? {} : { waits }) } } : {};
}

export function headOf(chain: Pick<Chain, 'head'>): Head {
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
