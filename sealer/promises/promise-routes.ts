import type { Express, RequestHandler } from 'express';
import { parseReceipt } from '../../core/domain/seal/admission-receipt.ts';
import type { RefusalDesk } from './refusal-desk.ts';

/** `POST /v1/promises`: takes a receipt of the queue, and answers what became of it by this replica's log. A broken one is kept among the evidence. */
export function promiseRoutes(app: Express, args: { jsonBody: RequestHandler[]; desk: RefusalDesk }): void {
  app.post('/v1/promises', ...args.jsonBody, async (request, response) => {
    response.json(await args.desk.judge(parseReceipt(request.body)));
  });
}
