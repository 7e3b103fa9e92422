import * as oidc from 'openid-client';
import { z } from 'zod';
import { InputError, TransientError } from '../../../core/domain/bytes/errors.ts';
import { premiseSchema } from './identity-provider.ts';
import type { Identity, IdentityProvider, PendingSignIn } from './identity-provider.ts';

/** Claims that the portal needs (scope `premises` gives the third). */
const claimsSchema = z.object({
  sub: z.string().min(1).max(255),
  name: z.string().min(1).max(200),
  premises: z.array(premiseSchema).max(50),
});

/**
 * Sign-in by OpenID Connect: authorization code with PKCE, state and nonce (OpenID Connect Core 1.0 §3.1, RFC 7636). The provider is discovered
 * at the first sign-in, so the portal starts without it.
 */
export function oidcIdentity(args: {
  issuer: string;
  clientId: string;
  clientSecret: string | undefined;
}): IdentityProvider {
  const issuer = new URL(args.issuer);
  let discovered: Promise<oidc.Configuration> | undefined;

  const configuration = async (): Promise<oidc.Configuration> => {
    discovered ??= oidc.discovery(
      issuer,
      args.clientId,
      undefined,
      args.clientSecret === undefined ? oidc.None() : oidc.ClientSecretBasic(args.clientSecret),
      issuer.protocol === 'http:' ? { execute: [oidc.allowInsecureRequests] } : {},
    );
    try {
      return await discovered;
    } catch (cause) {
      discovered = undefined;
      throw unreachable(cause);
    }
  };

  return {
    async begin(redirectUri) {
      const config = await configuration();
      const pending: PendingSignIn = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
      };
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: 'openid profile premises',
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(pending.verifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, pending };
    },
    async finish(callback, pending) {
      const config = await configuration();
      try {
        const tokens = await oidc.authorizationCodeGrant(config, callback, {
          expectedState: pending.state,
          expectedNonce: pending.nonce,
          pkceCodeVerifier: pending.verifier,
          idTokenExpected: true,
        });
        const subject = tokens.claims()?.sub;
        if (subject === undefined)
          throw new InputError('SIGN_IN_REFUSED', 'The identity portal named nobody. Sign in again.');
        return identityOf(issuer.href, await oidc.fetchUserInfo(config, tokens.access_token, subject));
      } catch (error) {
        throw faultOf(error);
      }
    },
  };
}

function identityOf(issuer: string, claims: unknown): Identity {
  const parsed = claimsSchema.safeParse(claims);
  if (!parsed.success) {
    throw new InputError(
      'SIGN_IN_REFUSED',
      'The identity portal does not say which flats are yours. Ask it to share your premises.',
    );
  }
  return { issuer, subject: parsed.data.sub, displayName: parsed.data.name, premises: parsed.data.premises };
}

function faultOf(error: unknown): Error {
  if (error instanceof InputError) return error;
  if (error instanceof oidc.AuthorizationResponseError) {
    return new InputError('SIGN_IN_REFUSED', `The identity portal refused (${error.error}). Sign in again.`, {
      cause: error,
    });
  }
  if (error instanceof oidc.ResponseBodyError && error.status < 500) {
    return new InputError('SIGN_IN_REFUSED', `The identity portal refused (${error.error}). Sign in again.`, {
      cause: error,
    });
  }
  if (error instanceof oidc.ClientError && error.code !== undefined && /^OAUTH_(TIMEOUT|ABORT)/.test(error.code))
    return unreachable(error);
  if (error instanceof TypeError && error.cause !== undefined) return unreachable(error);
  return new InputError(
    'SIGN_IN_REFUSED',
    'The answer of the identity portal is not the one to this sign-in. Sign in again.',
    { cause: error },
  );
}

function unreachable(cause: unknown): TransientError {
  return new TransientError('IDENTITY_UNREACHABLE', 'The identity portal does not answer. Try again in a minute.', {
    cause,
  });
}
