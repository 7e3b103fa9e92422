import { z } from 'zod';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { SESSION_SECONDS, SIGN_IN_SECONDS } from '../identity/sessions.ts';
import { publicRoute, residentRoute } from './define-route.ts';
import type { IdentityProvider } from '../identity/identity-provider.ts';
import type { Sessions } from '../identity/sessions.ts';
import type { Cookies } from './cookies.ts';
import type { Route } from './define-route.ts';

/** A path of this portal, so that a sign-in cannot be used to send people elsewhere. */
const localPath = z
  .string()
  .max(500)
  .regex(/^\/(?![/\\])[\x21-\x7e]*$/, 'must be a path of this portal');

/** Signing in and out. */
export function authRoutes(args: {
  identity: IdentityProvider;
  sessions: Sessions;
  cookies: Cookies;
  publicUrl: string;
}): Route[] {
  const { identity, sessions, cookies, publicUrl } = args;
  return [
    publicRoute({
      method: 'get',
      path: '/auth/sign-in',
      summary: 'Goes to the identity portal; comes back to `returnTo`.',
      query: z.strictObject({ returnTo: localPath.default('/') }),
      status: 302,
      async handle({ query, response }) {
        const { url, pending } = await identity.begin(`${publicUrl}/auth/callback`);
        await sessions.beginSignIn(pending, query.returnTo);
        cookies.signIn.write(response, pending.state, SIGN_IN_SECONDS);
        response.redirect(302, url);
        return {};
      },
    }),
    publicRoute({
      method: 'get',
      path: '/auth/callback',
      summary: 'Where the identity portal returns to.',
      query: z.looseObject({ state: z.string().min(1).max(500) }),
      status: 302,
      async handle({ query, request, response }) {
        // The browser that began must be the one that comes back: nobody can sign another in as himself.
        if (cookies.signIn.read(request) !== query.state) {
          throw new InputError(
            'SIGN_IN_EXPIRED',
            'This sign-in was begun in another browser or is over. Sign in again.',
          );
        }
        cookies.signIn.clear(response);
        const { pending, returnTo } = await sessions.finishSignIn(query.state);
        const person = await identity.finish(new URL(request.originalUrl, publicUrl), pending);
        cookies.session.write(response, await sessions.create(person), SESSION_SECONDS);
        response.redirect(302, returnTo);
        return {};
      },
    }),
    residentRoute({
      method: 'post',
      path: '/auth/sign-out',
      summary: 'Ends the session.',
      async handle({ session, response }) {
        await sessions.end(session);
        cookies.session.clear(response);
        return {};
      },
    }),
  ];
}
