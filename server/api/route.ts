/**
 * One endpoint as data: from the same lines come the Express route, what is checked before the handler runs and
 * its entry in the OpenAPI document.
 */
import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Role } from '../store/store';
import type { Viewer } from './accounts';
import type { ApiContext } from './context';
import { ApiError, type ErrorCode } from './errors';

export type Http = { request: Request; response: Response };

export type Success<S extends z.ZodType = z.ZodType> = {
  status: 200 | 201 | 204;
  description: string;
  /** Absent: no JSON body. What is sent is checked against it by the tests, not at run time. */
  schema?: S;
  /** Type of a body that is not JSON. */
  contentType?: string;
};

type Shape<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, S extends z.ZodType> = {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** As Express writes it, e.g. `/handoffs/:id`. */
  path: string;
  summary: string;
  params?: P;
  query?: Q;
  body?: B;
  success: Success<S>;
  /** Refusals of its own, besides those that follow from its shape. */
  errors?: readonly ErrorCode[];
  /** Guessing is slowed down. */
  throttled?: boolean;
};

/** What a handler is given: everything checked. */
export type Asked<P, Q, B> = { params: P; query: Q; body: B; http: Http };
type None = z.ZodUndefined;
/** Of handlers that answer nothing, or write the response themselves. */
type Nothing = z.ZodVoid;
type Answer<S extends z.ZodType> = Promise<z.input<S>>;

export type Route = Shape<z.ZodType, z.ZodType, z.ZodType, z.ZodType> & {
  roles: 'public' | readonly Role[];
  /** Checks the parts of the request and runs the handler. @throws ApiError */
  run(http: Http, viewer: Viewer | null, context: ApiContext): Promise<unknown>;
};

/** An endpoint for whoever comes. */
export function publicRoute<
  P extends z.ZodType = None,
  Q extends z.ZodType = None,
  B extends z.ZodType = None,
  S extends z.ZodType = Nothing,
>(
  spec: Shape<P, Q, B, S> & {
    handle(asked: Asked<z.output<P>, z.output<Q>, z.output<B>>, context: ApiContext): Answer<S>;
  },
): Route {
  const { handle, ...shape } = spec;
  return { ...shape, roles: 'public', run: (http, _, context) => handle(read(shape, http), context) };
}

/** An endpoint for signed-in staff of these roles. */
export function staffRoute<
  P extends z.ZodType = None,
  Q extends z.ZodType = None,
  B extends z.ZodType = None,
  S extends z.ZodType = Nothing,
>(
  spec: Shape<P, Q, B, S> & {
    roles: readonly Role[];
    handle(
      asked: Asked<z.output<P>, z.output<Q>, z.output<B>> & { viewer: Viewer },
      context: ApiContext,
    ): Answer<S>;
  },
): Route {
  const { handle, ...shape } = spec;
  return {
    ...shape,
    async run(http, viewer, context) {
      if (!viewer) throw new ApiError('signed-out');
      if (!shape.roles.includes(viewer.staff.role)) throw new ApiError('forbidden');
      return handle({ ...read(shape, http), viewer }, context);
    },
  };
}

function read<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  { params, query, body }: { params?: P; query?: Q; body?: B },
  http: Http,
): Asked<z.output<P>, z.output<Q>, z.output<B>> {
  const { request } = http;
  return {
    params: part(params, request.params, 'not-found'),
    query: part(query, request.query, 'invalid'),
    body: part(body, request.body, 'invalid'),
    http,
  };
}

function part<T extends z.ZodType>(schema: T | undefined, value: unknown, code: ErrorCode): z.output<T> {
  // Without a schema the type is `undefined`, which TypeScript cannot see from here.
  if (!schema) return undefined as z.output<T>;
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new ApiError(code, {}, code === 'invalid' ? parsed.error.issues : []);
}

/** Refusals of a route: its own and those of its shape. */
export function refusals({ method, roles, params, query, body, throttled, errors = [] }: Route): ErrorCode[] {
  const changes = method !== 'get';
  const found: (ErrorCode | false | undefined)[] = [
    changes && 'other-origin',
    roles !== 'public' && 'signed-out',
    roles !== 'public' && roles.length < 3 && 'forbidden',
    roles !== 'public' && changes && 'wrong-token',
    params && 'not-found',
    (query || body) && 'invalid',
    (params || body) && 'malformed',
    body && 'too-large',
    throttled && 'too-many',
    ...errors,
  ];
  return [...new Set(found.filter((code) => code !== false && code !== undefined))];
}
