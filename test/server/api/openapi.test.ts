import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { Router } from 'express';
import { z } from 'zod';
import { createDocument, openApiPath } from '../../../server/api/openapi';
import { createApiRouter } from '../../../server/api/router';
import { routes } from '../../../server/api/routes';
import { release } from './release';
import { call, publicUrl, useApi } from './support';

const api = useApi();
const schema = z.looseObject({});
const media = z.record(z.string(), z.strictObject({ schema }));
const operationSchema = z.strictObject({
  operationId: z.string().regex(/^[a-z][A-Za-z]+$/),
  summary: z.string().min(5),
  tags: z.array(z.string()).optional(),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  'x-roles': z.array(z.enum(['mediator', 'administrator', 'analyst'])).optional(),
  parameters: z
    .array(z.strictObject({ name: z.string(), in: z.enum(['path', 'query']), required: z.boolean(), schema }))
    .optional(),
  requestBody: z.strictObject({ required: z.literal(true), content: media }).optional(),
  responses: z.record(
    z.string().regex(/^[2-5]\d\d$/),
    z.strictObject({ description: z.string().min(1), content: media.optional() }),
  ),
});
/** OpenAPI 3.1, as far as we use it. */
const documentSchema = z.strictObject({
  openapi: z.literal('3.1.0'),
  info: z.strictObject({
    title: z.string(),
    version: z.string(),
    description: z.string(),
    license: z.strictObject({ name: z.string(), identifier: z.string() }),
  }),
  servers: z.array(z.strictObject({ url: z.url() })),
  paths: z.record(
    z.string().startsWith('/'),
    z.partialRecord(z.enum(['get', 'post', 'put', 'patch', 'delete']), operationSchema),
  ),
  components: z.strictObject({
    schemas: z.record(z.string(), schema),
    securitySchemes: z.record(
      z.string(),
      z.strictObject({ type: z.literal('apiKey'), in: z.string(), name: z.string() }),
    ),
  }),
});
const document = documentSchema.parse(JSON.parse(JSON.stringify(createDocument(routes, publicUrl))));
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

test('served to whoever asks', async () => {
  const response = await call(api, 'get', '/openapi.json');
  expect(response.status).toBe(200);
  expect(response.body).toEqual(document);
});

/** What Express really answers, read from the router itself. */
function served(router: Router): string[] {
  return router.stack.flatMap((layer) => {
    const { route } = layer;
    return route ? route.stack.map(({ method }) => `${method} ${openApiPath(route.path)}`) : [];
  });
}

test('every route of the router stands in it, and nothing else', () => {
  const router = createApiRouter({
    ...{ store: api.store, bus: api.bus, accounts: api.accounts, now: api.now },
    log: { debug() {}, info() {}, warn() {}, error() {} },
    ...{ publicUrl, release: () => release, languages: () => [], secureCookies: false },
  });
  const described = operations.map(({ method, path }) => `${method} ${path}`);
  expect([...new Set(served(router))].sort()).toEqual(described.sort());
});

test('operation ids are unique', () => {
  const ids = operations.map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

test.each(operations)('$method $path: its address and its parameters agree', ({ path, operation }) => {
  const named = [...path.matchAll(/{(\w+)}/g)].map(([, name]) => name);
  const given = (operation.parameters ?? []).filter((one) => one.in === 'path').map(({ name }) => name);
  expect(given).toEqual(named);
});

test.each(operations.filter(({ method }) => method !== 'get'))(
  '$method $path: a change needs the cookie and the token, or is public and says so',
  ({ path, operation }) => {
    const open = ['/session', '/invitations/accept'].includes(path) && operation.security.length === 0;
    expect(open || operation.security).toEqual(open || [{ session: [], csrf: [] }]);
    expect(operation.responses['403']?.description).toContain('other-origin');
  },
);

test('every schema in it is a schema', () => {
  const ajv = addFormats(new Ajv({ strict: false }));
  ajv.addSchema({ $id: 'document', ...document });
  const found: unknown[] = [];
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'schema' || key === 'Error') found.push(inner);
      collect(inner);
    }
  };
  collect(document);
  expect(found.length).toBeGreaterThan(100);
  for (const one of found) {
    const reference = (one as { $ref?: string }).$ref;
    if (reference) expect(document.components.schemas).toHaveProperty(reference.split('/').at(-1) ?? '');
    else expect(() => ajv.compile(one as object)).not.toThrow();
  }
});

describe('what no route answers', () => {
  test('404: an address that is none, with a message', async () => {
    const response = await call(api, 'get', '/nothing', undefined, { 'accept-language': 'de' });
    expect(response.status).toBe(404);
    expect(response.body.error).toEqual({
      code: 'not-found',
      message: expect.stringContaining('Hier ist nichts'),
    });
  });

  test('400: an address that cannot be decoded', async () => {
    expect((await call(api, 'get', '/handoffs/%E0%A4%A')).status).toBe(400);
  });

  test('500: our fault is logged without what was asked, and answered without a detail', async () => {
    const { accounts } = api;
    const find = jest.spyOn(accounts, 'find').mockRejectedValue(new Error('the disk is full'));
    const response = await call(api, 'get', '/session', undefined, {
      cookie: 'passerelle_session=secret-token',
    });
    find.mockRestore();
    expect(response.status).toBe(500);
    expect(JSON.stringify(response.body)).not.toContain('disk');
    const [logged] = api.logged.filter(({ message }) => message === 'API request failed');
    expect(logged?.fields).toMatchObject({ method: 'GET', route: '/session' });
    expect(JSON.stringify(api.logged)).not.toContain('secret-token');
  });
});
