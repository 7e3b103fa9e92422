import { z } from 'zod';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import type { Request, Response } from 'express';
import type { Session } from '../identity/sessions.ts';

/** What a route's handler gets: parsed input, and who asks. */
export type RouteContext<P, Q, B, S> = {
  params: P;
  query: Q;
  body: B;
  session: S;
  request: Request;
  response: Response;
};
export type RouteAnswer = { status?: number; body?: unknown };

type Shape = z.ZodType;
type RouteDefinition<P extends Shape, Q extends Shape, B extends Shape, S> = {
  method: 'get' | 'post';
  /** As express writes it: `/api/blocks/:digest`. */
  path: string;
  summary: string;
  params?: P;
  query?: Q;
  body?: B;
  /** The answer's schema; without it the answer is empty (204). */
  answer?: Shape;
  /** Status of the usual answer. */
  status?: number;
  handle(context: RouteContext<z.output<P>, z.output<Q>, z.output<B>, S>): Promise<RouteAnswer>;
};

/** A route whose types are settled: express runs it, the OpenAPI document describes it. */
export type Route = {
  method: 'get' | 'post';
  path: string;
  summary: string;
  needsSession: boolean;
  params: Shape;
  query: Shape;
  body: Shape | undefined;
  answer: Shape | undefined;
  status: number;
  run(request: Request, response: Response, session: Session | undefined): Promise<RouteAnswer>;
};

const nothing = z.strictObject({});

/** A route that anybody may ask; `session` is there when somebody is signed in. */
export function publicRoute<
  P extends Shape = typeof nothing,
  Q extends Shape = typeof nothing,
  B extends Shape = typeof nothing,
>(definition: RouteDefinition<P, Q, B, Session | undefined>): Route {
  return settle(definition, false, (session) => session);
}

/** A route for a signed-in resident. @throws InputError SESSION_REQUIRED before anything else is looked at */
export function residentRoute<
  P extends Shape = typeof nothing,
  Q extends Shape = typeof nothing,
  B extends Shape = typeof nothing,
>(definition: RouteDefinition<P, Q, B, Session>): Route {
  return settle(definition, true, (session) => {
    if (session === undefined) throw new InputError('SESSION_REQUIRED', 'Sign in first.');
    return session;
  });
}

function settle<P extends Shape, Q extends Shape, B extends Shape, S>(
  definition: RouteDefinition<P, Q, B, S>,
  needsSession: boolean,
  admit: (session: Session | undefined) => S,
): Route {
  const { params, query, body } = definition;
  return {
    method: definition.method,
    path: definition.path,
    summary: definition.summary,
    needsSession,
    params: params ?? nothing,
    query: query ?? nothing,
    body,
    answer: definition.answer,
    status: definition.status ?? (definition.answer === undefined ? 204 : 200),
    async run(request, response, found) {
      const session = admit(found);
      return definition.handle({
        session,
        params: parse(params, request.params, 'path'),
        query: parse(query, request.query, 'query'),
        body: parse(body, request.body, 'body'),
        request,
        response,
      });
    },
  };
}

/** @throws InputError INPUT_INVALID naming every fault */
function parse<T extends Shape>(schema: T | undefined, value: unknown, where: string): z.output<T> {
  // A missing body is no object: what must be there is then named as missing.
  const result = (schema ?? nothing).safeParse(value ?? {});
  if (result.success) return result.data as z.output<T>;
  const faults = result.error.issues.map(
    (issue) => `${[where, ...issue.path.map(String)].join('.')}: ${issue.message}`,
  );
  throw new InputError('INPUT_INVALID', `The request is malformed. ${faults.join('; ')}`);
}
