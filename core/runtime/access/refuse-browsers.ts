import { InputError } from '../../domain/bytes/errors.ts';
import type { RequestHandler } from 'express';

/** For what programs ask and pages never: refuses what a browser sends for a page (`Origin`, `Sec-Fetch-Site`). @throws InputError ORIGIN_REFUSED */
export function refusePages(): RequestHandler {
  return (request, _response, next) => {
    const { origin, 'sec-fetch-site': site } = request.headers;
    if (origin !== undefined || site !== undefined)
      throw new InputError('ORIGIN_REFUSED', 'Pages are not answered here. Use the commands of domledger.');
    next();
  };
}
