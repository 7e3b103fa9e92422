import type { Express, RequestHandler } from 'express';
import { TransientError } from '../../domain/bytes/errors.ts';
import { namesBehind, type OwnNames } from '../access/own-names.ts';
import { createHttpApp, problemDetails, startHttp, type HttpService } from '../http-service.ts';
import type { Log } from '../log.ts';
import { problemOf } from '../problem.ts';
import { describeStep, type Progress } from './progress.ts';

/** The port of a program that may take long to start. */
export type OpenedHttp = HttpService & {
  /** From now on the program itself answers. Disposing what this gives back closes the port, as disposing the whole does. */
  serve(app: Express): AsyncDisposable;
  /** What can be read while the start waits for others, who may wait for it: all but /health. */
  meanwhile(app: Express): void;
};

/**
 * Listens from the first second: until `serve`, `/health` is 503 with how far the start is, and everything else 503. So a port that is taken shows before any
 * work is done, and nobody takes a program that replays its log for a dead one.
 * @throws InputError PORT_TAKEN, PORT_FORBIDDEN, HOST_UNKNOWN
 */
export async function openHttp(args: {
  host: string;
  port: number;
  names?: OwnNames;
  progress: Progress;
  log: Log;
}): Promise<OpenedHttp> {
  const { progress } = args;
  let serving: Express | undefined;
  let reading: Express | undefined;
  const starting = startingApp({ ...args, reading: () => reading });
  const http = await startHttp({
    ...{ host: args.host, port: args.port, names: args.names ?? [] },
    app: (request, response) => void (serving ?? starting)(request, response),
  });
  return {
    ...http,
    meanwhile: (app) => void (reading = app),
    serve(app) {
      progress.end();
      serving = app;
      return http;
    },
  };
}

/** Where a program listens that may stand behind proxies. */
export function listensAt(
  settings: { host: string; port: number; proxies: number },
  names: readonly string[] = [],
): { host: string; port: number; names: OwnNames } {
  const { host, port, proxies } = settings;
  return { host, port, names: namesBehind(proxies, names) };
}

function startingApp({
  progress,
  log,
  reading,
}: {
  progress: Progress;
  log: Log;
  reading: () => Express | undefined;
}): Express {
  const app = createHttpApp();
  const refusal = (): TransientError => {
    const { step, done, of } = progress.now;
    // Who asks /health is told all of it; to others a line is enough.
    const how = done === undefined || of === undefined ? step : `${step}, ${done} of ${of}`;
    return new TransientError('STARTING', `This program is starting: ${how}. Ask again later.`);
  };
  const health: RequestHandler = (_request, response) => {
    const problem = problemOf(refusal());
    const detail = `It is starting: ${describeStep(progress.now)}.`;
    response
      .status(503)
      .set('Retry-After', '1')
      .type('application/problem+json')
      .send(JSON.stringify({ ...problem, detail, starting: progress.now }));
  };
  app.get('/health', health);
  app.use((request, response, next) => {
    const found = reading();
    if (found === undefined) next();
    else found(request, response, next);
  });
  app.use(() => {
    throw refusal();
  });
  app.use(problemDetails({ log }));
  return app;
}
