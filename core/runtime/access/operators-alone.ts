import { InputError } from '../../domain/bytes/errors.ts';
import { showsToken } from './bearer-token.ts';
import { refuseForeignHosts, refusePages } from './refuse-browsers.ts';
import type { RequestHandler } from 'express';

/**
 * What stands before every route by which somebody acts for whoever runs a program, and the only way to ask for a token: no page of any site asks it, no request
 * comes under another host's name where the port is on loopback alone, and the token is shown (`Authorization: Bearer …`, RFC 6750). Before a body is read.
 * @param token without one nobody passes
 * @param where the token's file, as people are told: "the keeper's token file"
 * @param onLoopback whether only this machine can ask; others reach a port by whatever name they have for it
 * @throws InputError HOST_REFUSED, ORIGIN_REFUSED, TOKEN_REFUSED
 */
export function operatorsAlone(args: {
  token: string | undefined;
  where: string;
  onLoopback: boolean;
}): RequestHandler[] {
  const { token, where } = args;
  const requireToken: RequestHandler = (request, _response, next) => {
    if (token === undefined || !showsToken(request.headers.authorization, token))
      throw new InputError('TOKEN_REFUSED', `Show the token of ${where} as a bearer token.`);
    next();
  };
  return [...(args.onLoopback ? [refuseForeignHosts()] : []), refusePages(), requireToken];
}
