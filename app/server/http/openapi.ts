import { isRecord } from '../../../core/domain/bytes/is-record.ts';
import { z } from 'zod';
import { problemSchema } from './schemas.ts';
import type { Route } from './define-route.ts';

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 document of the routes, from the schemas that check their requests. */
export function openApiDocument(routes: readonly Route[]): Json {
  const components = new Map<string, Json>();
  const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json =>
    lift(z.toJSONSchema(schema, { io, unrepresentable: 'any' }), components);
  const problem = {
    description: 'Refused',
    content: { 'application/problem+json': { schema: schemaOf(problemSchema, 'output') } },
  };
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    const answer =
      route.answer === undefined
        ? { description: 'Done' }
        : { description: 'Done', content: { 'application/json': { schema: schemaOf(route.answer, 'output') } } };
    paths[path] = {
      ...paths[path],
      [route.method]: {
        summary: route.summary,
        ...(route.needsSession ? { security: [{ session: [] }] } : {}),
        parameters: [
          ...parameters(schemaOf(route.params, 'input'), 'path'),
          ...parameters(schemaOf(route.query, 'input'), 'query'),
        ],
        ...(route.body === undefined
          ? {}
          : {
              requestBody: {
                required: true,
                content: { 'application/json': { schema: schemaOf(route.body, 'input') } },
              },
            }),
        responses: { [String(route.status)]: answer, default: problem },
      },
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Domledger portal',
      version: '1',
      description:
        'For residents’ browsers and light clients. Formats: docs/formats.md; how to use the routes: docs/api.md.',
    },
    paths,
    components: {
      schemas: Object.fromEntries(components),
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'domledger_session' } },
    },
  };
}

/** Moves named schemas to the document's components and keeps references to them. */
function lift(schema: object, components: Map<string, Json>): Json {
  const { $schema: _dialect, $defs, ...rest } = Object.fromEntries(Object.entries(schema));
  if (isRecord($defs)) {
    for (const [name, definition] of Object.entries($defs)) components.set(name, relinked(definition));
  }
  return relinked(rest);
}

function relinked(value: unknown): Json {
  const text = JSON.stringify(value).replaceAll('"#/$defs/', '"#/components/schemas/');
  const parsed: unknown = JSON.parse(text);
  return isRecord(parsed) ? parsed : {};
}

function parameters(schema: Json, place: 'path' | 'query'): Json[] {
  const properties = isRecord(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}
