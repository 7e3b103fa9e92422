import type { Express } from 'express';
import { requireToken } from '../../core/runtime/access/require-token.ts';

/** `POST /v1/takeover`: tells a standby to take over now. Who shows the keeper's token may. */
export function takeoverRoute(app: Express, args: { token: string | undefined; takeOver: () => void }): void {
  app.post('/v1/takeover', requireToken(args.token, "the keeper's token file"), (_request, response) => {
    args.takeOver();
    response.status(202).json({ state: 'told' });
  });
}
