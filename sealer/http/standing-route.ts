import type { Express } from 'express';
import { standingToJson, type SignedStanding } from '../../core/domain/seal/words/standing.ts';

/**
 * `GET /v1/standing`: the company's signed word which block is the newest now, where blocks are made.
 * @param stand throws why none are made here
 */
export function standingRoute(app: Express, stand: () => Promise<SignedStanding>): void {
  app.get('/v1/standing', async (_request, response) => {
    response.set('Cache-Control', 'no-store').json(standingToJson(await stand()));
  });
}
