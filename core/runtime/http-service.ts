import { createServer, type RequestListener } from 'node:http';
import express from 'express';
import { InputError, TransientError } from '../domain/bytes/errors.ts';
import { checkHostName, type OwnNames } from './access/own-names.ts';
import { problemOf } from './problem.ts';
import { VERSION } from './start/version.ts';
import { listenFault } from './start/listen-fault.ts';
import type { ErrorRequestHandler, Express, RequestHandler } from 'express';
import type { AddressInfo } from 'node:net';
import type { Log } from './log.ts';
import { illnesses, type HealthArgs, type Illnesses } from './start/illnesses.ts';

export type HttpService = AsyncDisposable & { readonly url: string; readonly port: number };

const BODY_LIMIT = 1024 * 1024;
const GRACE_MS = 2_000;

/**
 * Listens; port 0 takes a free one. On loopback it answers under the names of loopback and `names` alone. Disposing stops taking connections, lets running requests end for 2 s, then cuts them.
 * @throws InputError PORT_TAKEN, PORT_FORBIDDEN, HOST_UNKNOWN
 */
export async function startHttp(args: {
  app: RequestListener;
  host: string;
  port: number;
  names?: OwnNames;
}): Promise<HttpService> {
  const checkHost = checkHostName(args.host, args.names);
  // Longer than clients keep a connection unused, so that none is closed under a request on its way.
  const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    try {
      checkHost(request.headers.host);
    } catch (error) {
      const problem = problemOf(error);
      response.writeHead(problem.status, { 'Content-Type': 'application/problem+json', Connection: 'close' });
      response.end(JSON.stringify(problem));
      return;
    }
    args.app(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    const refuse = (cause: NodeJS.ErrnoException): void => reject(listenFault(cause, args));
    server.once('error', refuse);
    server.listen(args.port, args.host, () => {
      server.removeListener('error', refuse);
      resolve();
    });
  });
  const { port } = boundTo(server.address());
  const host = args.host.includes(':') ? `[${args.host}]` : args.host;
  return {
    url: `http://${host}:${port}`,
    port,
    async [Symbol.asyncDispose]() {
      const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS);
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      });
      clearTimeout(cut);
    },
  };
}

/** An express app whose answers are for programs: no page runs, shows or guesses at what it says. */
export function createHttpApp(): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use((_request, response, next) => {
    response.set({
      'Content-Security-Policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
    });
    next();
  });
  return app;
}

/**
 * `GET /health`: 200 with what `health` answers; 503 with problem details when it throws, and with all of them beside it where the disk is full or work is late.
 * `GET /metrics`: Prometheus text.
 */
export function healthRoutes(app: Express, args: HealthArgs): void {
  app.get('/health', async (_request, response) => {
    let answer: object;
    let found: Illnesses;
    try {
      answer = await args.health();
      found = await illnesses(args);
    } catch (cause) {
      throw new TransientError('UNHEALTHY', cause instanceof Error ? cause.message : String(cause), { cause });
    }
    const { words, late, ill } = found;
    if (words.length === 0) {
      response.json({ ok: true, version: VERSION, ...answer });
      return;
    }
    const problem = problemOf(new TransientError('UNHEALTHY', words.join(' ')));
    response
      .status(problem.status)
      .set('Retry-After', '1')
      .type('application/problem+json')
      .send(JSON.stringify({ version: VERSION, ...answer, ...problem, late, ill }));
  });
  app.get('/metrics', async (_request, response) => {
    response.type(args.metrics.registry.contentType).send(await args.metrics.text());
  });
}

/** Reads JSON bodies up to 1 MiB. A body of another content type, or without one, is refused with 415 instead of vanishing. */
export function jsonBody(): RequestHandler[] {
  const parse = express.json({ limit: BODY_LIMIT, strict: true });
  const refuseOthers: RequestHandler = (request, _response, next) => {
    const hasBody =
      request.headers['content-length'] !== undefined
        ? request.headers['content-length'] !== '0'
        : request.headers['transfer-encoding'] !== undefined;
    if (hasBody && request.is('application/json') !== 'application/json') {
      throw new InputError('CONTENT_TYPE_UNSUPPORTED', 'Send the body as application/json.');
    }
    next();
  };
  return [refuseOthers, parse];
}

/** Last in an app: answers unknown paths with 404. */
export function unknownPath(): RequestHandler {
  return (request) => {
    throw new InputError('NOT_FOUND', `There is no ${request.method} ${request.path} here.`);
  };
}

/** Last of all: every error becomes problem details (application/problem+json). Unexpected ones are logged. */
export function problemDetails(args: { log: Log; statuses?: Readonly<Record<string, number>> }): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const problem = problemOf(error, args.statuses);
    if (problem.status === 500)
      args.log.error({ err: error, method: request.method, path: request.path }, 'request failed');
    if (problem.status === 503) response.setHeader('Retry-After', '1');
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  };
}

function boundTo(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('an HTTP server listens on a TCP port');
  return address;
}
