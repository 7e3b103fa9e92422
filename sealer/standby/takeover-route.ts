import type { Express } from 'express';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { showsToken } from '../keeper/token.ts';

/** `POST /v1/takeover`: tells a standby to take over now. Who shows the keeper's token may. */
export function takeoverRoute(app: Express, args: { token: string | undefined; takeOver: () => void }): void {
  app.post('/v1/takeover', (request, response) => {
    if (args.token === undefined || !showsToken(request.headers.authorization, args.token)) {
      throw new InputError('TOKEN_REFUSED', "Show the token of the keeper's token file as a bearer token.");
    }
    args.takeOver();
    response.status(202).json({ state: 'told' });
  });
}
