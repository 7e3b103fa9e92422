import { timingSafeEqual } from 'node:crypto';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import type { Request, RequestHandler } from 'express';
import type { Session } from '../identity/sessions.ts';

/** Headers of every answer. Pages may run only what this host serves; styles may be inline, because the page kit writes them so. */
export function securityHeaders(publicUrl: string): RequestHandler {
  const secure = publicUrl.startsWith('https:');
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        workerSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    crossOriginEmbedderPolicy: false,
    strictTransportSecurity: secure,
    referrerPolicy: { policy: 'no-referrer' },
  });
}

export function limitRequests(perMinute: number): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: () => {
      throw new InputError('TOO_MANY_REQUESTS', 'Too many requests from this address. Wait a minute.');
    },
  });
}

/**
 * A POST that another site's page made a browser send is refused: it has a foreign Origin and cannot know the session's token.
 * @throws InputError CSRF_REFUSED
 */
export function checkCsrf(request: Request, session: Session, publicUrl: string): void {
  const { origin } = request.headers;
  if (origin !== undefined && origin !== new URL(publicUrl).origin) {
    throw new InputError('CSRF_REFUSED', `Requests from pages of ${origin.slice(0, 100)} are refused.`);
  }
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    throw new InputError('CSRF_REFUSED', 'Requests from pages of other sites are refused.');
  }
  const given = Buffer.from(request.get('x-csrf-token') ?? '');
  const expected = Buffer.from(session.csrfToken);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new InputError('CSRF_REFUSED', 'The header X-CSRF-Token is missing or of another session. Reload the page.');
  }
}
