import { InputError } from '../../domain/bytes/errors.ts';
import { showsToken } from './bearer-token.ts';
import type { RequestHandler } from 'express';

/**
 * Lets those pass who show the token (`Authorization: Bearer …`, RFC 6750); to be used before a body is read.
 * @param where the token's file, as people are told: "the keeper's token file"
 * @throws InputError TOKEN_REFUSED at each request without it; without a token at all, at every request
 */
export function requireToken(token: string | undefined, where: string): RequestHandler {
  return (request, _response, next) => {
    if (token === undefined || !showsToken(request.headers.authorization, token))
      throw new InputError('TOKEN_REFUSED', `Show the token of ${where} as a bearer token.`);
    next();
  };
}
