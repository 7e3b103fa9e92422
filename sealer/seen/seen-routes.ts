import type { Express, RequestHandler } from 'express';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { parseHex } from '../../core/domain/bytes/hex.ts';
import { signedBlockFromJson, signedBlockToJson } from '../../core/domain/ledger/internal-block.ts';
import { receiptToJson } from '../../core/domain/seal/admission-receipt.ts';
import { seenToJson } from '../../core/domain/seal/seen.ts';
import type { SeenBlock, SeenDesk } from './seen-desk.ts';

/** Blocks of one list, and characters of their data: a watchdog reads 2 MiB. */
const MOST = 100;
const MOST_CHARACTERS = 1_000_000;

/**
 * `POST /v1/seen`: takes an internal block of an active sender, passes it on, and answers who saw it. `GET /v1/seen`: blocks that still wait, oldest first;
 * `GET /v1/seen/:digest`: one of them.
 */
export function seenRoutes(app: Express, args: { jsonBody: RequestHandler[]; desk: SeenDesk }): void {
  const { desk } = args;
  app.post('/v1/seen', ...args.jsonBody, async (request, response) => {
    response.status(202).json(wordsOf(await desk.take(signedBlockFromJson(request.body))));
  });
  app.get('/v1/seen', (_request, response) => {
    let characters = 0;
    const shown = desk.open().slice(0, MOST);
    const end = shown.findIndex(({ signed }) => (characters += signed.data.length) > MOST_CHARACTERS);
    response.json({ blocks: shown.slice(0, end < 0 ? MOST : Math.max(1, end)).map(blockOf) });
  });
  app.get('/v1/seen/:digest', (request, response) => {
    const digest = parseHex(request.params['digest'], 'digest', 32);
    const block = desk.find(digest);
    if (block === undefined) throw new InputError('SEEN_UNKNOWN', `${digest} does not wait here.`);
    response.json(blockOf(block));
  });
}

function wordsOf({ digest, seen, receipt }: SeenBlock): object {
  return {
    digest,
    seen: seen.map(seenToJson),
    ...(receipt === undefined ? {} : { receipt: receiptToJson(receipt) }),
  };
}

function blockOf(block: SeenBlock): object {
  return { block: signedBlockToJson(block.signed), ...wordsOf(block) };
}
