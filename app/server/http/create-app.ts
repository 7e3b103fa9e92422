import express from 'express';
import { healthRoutes, jsonBody, problemDetails, unknownPath } from '../../../core/runtime/http-service.ts';
import { checkCsrf, limitRequests, securityHeaders } from './security.ts';
import { docsPage } from './docs-page.ts';
import { openApiDocument } from './openapi.ts';
import type { Express, Request, RequestHandler } from 'express';
import type { Log } from '../../../core/runtime/log.ts';
import type { Metrics } from '../../../core/runtime/metrics.ts';
import type { HealthArgs } from '../../../core/runtime/start/illnesses.ts';
import type { Session, Sessions } from '../identity/sessions.ts';
import type { Cookies } from './cookies.ts';
import type { Route } from './define-route.ts';

/** Statuses of codes that the common table and the endings do not give. */
export const STATUSES: Readonly<Record<string, number>> = {
  SESSION_REQUIRED: 401,
  WEBHOOK_FORGED: 401,
  SIGN_IN_REFUSED: 401,
  CSRF_REFUSED: 403,
  NOT_YOURS: 403,
  APPEAL_NOT_ADDRESSED: 403,
  WEBHOOK_REPLAYED: 409,
  INVOICE_SETTLED: 409,
  INVOICE_CLOSED: 409,
  REFUND_NOT_DISPUTED: 409,
  REFERENCE_USED: 409,
  PAYMENT_UNDER_WAY: 409,
  PAYMENT_UNSEEN: 409,
  MISMATCH_DECIDED: 409,
  COUNT_UNFIT: 409,
  BANK_REFUSED: 422,
  TOO_MANY_REQUESTS: 429,
  TOO_MANY_ORDERS: 429,
  TOO_MANY_BLOCKS: 429,
};

/** The portal as an express app. `pages` comes last: whatever is no API belongs to the browser. */
export function createApp(args: {
  routes: readonly Route[];
  sessions: Sessions;
  cookies: Cookies;
  publicUrl: string;
  requestsPerMinute: number;
  proxies: number;
  webhook: RequestHandler[];
  pages: RequestHandler | undefined;
  health: () => Promise<object> | object;
  work: NonNullable<HealthArgs['work']>;
  metrics: Metrics;
  log: Log;
}): Express {
  const { routes, sessions, cookies, publicUrl, log } = args;
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use(securityHeaders(publicUrl));
  app.set('trust proxy', args.proxies);
  app.use(limitRequests(args.requestsPerMinute));
  healthRoutes(app, args);
  app.use(/^\/(api|auth)\//, (_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    next();
  });
  app.post('/webhooks/bank', ...args.webhook);
  mountRoutes(app, routes, async (request) => {
    const token = cookies.session.read(request);
    const session = token === undefined ? undefined : await sessions.find(token);
    if (session !== undefined && request.method === 'POST') checkCsrf(request, session, publicUrl);
    return session;
  });
  const document = openApiDocument(routes);
  app.get('/openapi.json', (_request, response) => void response.json(document));
  app.get('/docs', (_request, response) => void response.type('html').send(docsPage(routes, document)));
  if (args.pages !== undefined) app.use(args.pages);
  app.use(unknownPath());
  app.use(problemDetails({ log, statuses: STATUSES }));
  return app;
}

/** Hangs settled routes into an app. `sessionOf` finds who asks, and refuses forged requests. */
export function mountRoutes(
  app: Express,
  routes: readonly Route[],
  sessionOf: (request: Request) => Promise<Session | undefined>,
): void {
  const body = jsonBody();
  for (const route of routes) {
    const handle: RequestHandler = async (request, response) => {
      const session = await sessionOf(request);
      const answer = await route.run(request, response, session);
      if (response.headersSent) return;
      response.status(answer.status ?? route.status);
      if (answer.body === undefined) response.end();
      else response.json(answer.body);
    };
    app[route.method](route.path, ...(route.method === 'post' ? body : []), handle);
  }
}
