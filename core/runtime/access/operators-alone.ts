import { InputError } from '../../domain/bytes/errors.ts';
import { showsToken } from './bearer-token.ts';
import { refusePages } from './refuse-browsers.ts';
import type { RequestHandler } from 'express';

/**
 * What stands before every route by which somebody acts for whoever runs a program, and the only way to ask for a token: no page of any site asks it,
 * and the token is shown (`Authorization: Bearer …`, RFC 6750). Before a body is read. Under which names the port is asked, `startHttp` sees to.
 * @param token without one nobody passes
 * @param where the token's file, as people are told: "the keeper's token file"
 * @throws InputError ORIGIN_REFUSED, TOKEN_REFUSED
 */
export function operatorsAlone(args: { token: string | undefined; where: string }): RequestHandler[] {
  const { token, where } = args;
  const requireToken: RequestHandler = (request, _response, next) => {
    if (token === undefined || !showsToken(request.headers.authorization, token))
      throw new InputError('TOKEN_REFUSED', `Show the token of ${where} as a bearer token.`);
    next();
  };
  return [refusePages(), requireToken];
}
