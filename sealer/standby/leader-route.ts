import type { Express } from 'express';

/**
 * `GET /health/leader`: 200 where blocks are made now and nowhere else, so that a proxy before sealer and standby sends writes to the one that takes them.
 * @param lead throws why none are made here
 */
export function leaderRoute(app: Express, lead: () => { head: Record<string, string> }): void {
  app.get('/health/leader', (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ ok: true, ...lead() });
  });
}
