import { InputError } from '../../domain/bytes/errors.ts';
import type { RequestHandler } from 'express';

const OWN_NAMES: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost']);

/** For a port on loopback: refuses what came under the name of another host, as after DNS rebinding. @throws InputError HOST_REFUSED */
export function refuseForeignHosts(): RequestHandler {
  return (request, _response, next) => {
    const name = (request.headers.host ?? '').replace(/:\d+$/, '');
    if (!OWN_NAMES.has(name))
      throw new InputError('HOST_REFUSED', `Ask for 127.0.0.1 or localhost, not for "${name.slice(0, 100)}".`);
    next();
  };
}

/** For what programs ask and pages never: refuses what a browser sends for a page (`Origin`, `Sec-Fetch-Site`). @throws InputError ORIGIN_REFUSED */
export function refusePages(): RequestHandler {
  return (request, _response, next) => {
    const { origin, 'sec-fetch-site': site } = request.headers;
    if (origin !== undefined || site !== undefined)
      throw new InputError('ORIGIN_REFUSED', 'Pages are not answered here. Use the commands of domledger.');
    next();
  };
}
