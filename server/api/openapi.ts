/** The OpenAPI 3.1 document, made from the very routes the router serves. */
import { z } from 'zod';
import { type ErrorCode, errorKinds } from './errors';
import { csrfHeader, sessionCookie } from './guards';
import { uiLanguages } from './language';
import { type Route, refusals } from './route';

type Json = { [key: string]: unknown };

const errorSchema = z.strictObject({
  error: z.strictObject({
    code: z.enum(Object.keys(errorKinds) as [ErrorCode, ...ErrorCode[]]),
    /** In the reader's language (`Accept-Language`: fr, nl, de, en). */
    message: z.string(),
    fields: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
    assignedTo: z.strictObject({ id: z.string(), name: z.string() }).nullable().optional(),
    state: z.string().optional(),
  }),
});

/** @param publicUrl address of the server, without a slash at the end. */
export function createDocument(routes: readonly Route[], publicUrl: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const path = openApiPath(route.path);
    paths[path] = { ...paths[path], [route.method]: operation(route) };
  }
  paths['/openapi.json'] = { get: ownOperation };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Passerelle staff API',
      version: '1',
      description:
        'What the mediators’ console uses. Sign in with POST /session; every change then carries the cookie and ' +
        `the token from GET /session in the header ${csrfHeader}. Error messages come in ${uiLanguages.join(', ')}.`,
      license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' },
    },
    servers: [{ url: `${publicUrl}/api` }],
    paths,
    components: {
      schemas: { Error: jsonSchema(errorSchema, 'output') },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: sessionCookie },
        csrf: { type: 'apiKey', in: 'header', name: csrfHeader },
      },
    },
  };
}

/** `/handoffs/:id` as OpenAPI writes it: `/handoffs/{id}`. */
export const openApiPath = (path: string): string => path.replace(/:(\w+)/g, '{$1}');

const ownOperation: Json = {
  operationId: 'getOpenapiJson',
  summary: 'This document',
  security: [],
  responses: {
    200: { description: 'OpenAPI 3.1', content: { 'application/json': { schema: { type: 'object' } } } },
  },
};

function operation(route: Route): Json {
  const { method, path, summary, roles, body, success } = route;
  return {
    operationId: operationId(method, path),
    summary,
    tags: [path.split('/')[1] ?? ''],
    security: securityOf(route),
    ...(roles === 'public' ? {} : { 'x-roles': roles }),
    parameters: [...parametersOf(route.params, 'path'), ...parametersOf(route.query, 'query')],
    ...(body && { requestBody: { required: true, content: jsonContent(jsonSchema(body, 'input')) } }),
    responses: { [success.status]: successOf(success), ...refusalsOf(route) },
  };
}

/** `post /handoffs/:id/claim` -> `postHandoffsIdClaim` */
const operationId = (method: string, path: string): string =>
  method + path.replace(/[^a-z]+(\w)/gi, (_, letter: string) => letter.toUpperCase());

function securityOf({ method, roles }: Route): Json[] {
  if (roles === 'public') return [];
  return method === 'get' ? [{ session: [] }] : [{ session: [], csrf: [] }];
}

function parametersOf(schema: z.ZodType | undefined, where: 'path' | 'query'): Json[] {
  if (!schema) return [];
  const { properties, required } = objectSchema.parse(z.toJSONSchema(schema, { io: 'input' }));
  return Object.entries(properties).map(([name, one]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: one,
  }));
}

/** What `z.toJSONSchema` makes of an object. */
const objectSchema = z.looseObject({
  properties: z.record(z.string(), z.unknown()),
  required: z.array(z.string()).default([]),
});

function successOf({ description, schema, contentType }: Route['success']): Json {
  if (schema) return { description, content: jsonContent(jsonSchema(schema, 'output')) };
  return contentType
    ? { description, content: { [contentType]: { schema: { type: 'string' } } } }
    : { description };
}

/** One response for each status, naming the codes that come with it. */
function refusalsOf(route: Route): Record<string, Json> {
  const byStatus: Record<string, ErrorCode[]> = {};
  for (const code of refusals(route)) {
    const { status } = errorKinds[code];
    byStatus[status] = [...(byStatus[status] ?? []), code];
  }
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `\`${code}\`: ${errorKinds[code].message.en}`).join('\n'),
        content: jsonContent({ $ref: '#/components/schemas/Error' }),
      },
    ]),
  );
}

const jsonContent = (schema: Json): Json => ({ 'application/json': { schema } });

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
}
