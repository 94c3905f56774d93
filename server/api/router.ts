/** Joins the endpoints into one router, to be mounted at `/api`. */
import express, { type ErrorRequestHandler, type Router } from 'express';
import { profiles as coreProfiles } from '../../bot';
import type { ApiContext, ApiProfile } from './context';
import { ApiError, errorKinds, presentError } from './errors';
import { createEventHub } from './events/hub';
import { admit, createThrottle } from './guards';
import { readerLanguage } from './language';
import { createDocument } from './openapi';
import type { Http, Route } from './route';
import { routes } from './routes';

/** Longest request body. A message has at most 4,000 characters. */
const longestBody = '64kb';
const standardHandoffDays = 3;

/** WhatsApp lets us write freely for a day after the person last wrote. */
export const apiProfiles: ApiContext['profiles'] = {
  ...coreProfiles,
  whatsapp: { ...coreProfiles.whatsapp, windowHours: 24 } satisfies ApiProfile,
};

export type ApiRouterDependencies = Omit<ApiContext, 'events' | 'profiles' | 'handoffDays'> &
  Partial<Pick<ApiContext, 'profiles' | 'handoffDays'>>;

/**
 * @param dependencies `publicUrl` without a slash at the end; `secureCookies` when it is https.
 * @returns the router. It answers everything below its mount point, unknown addresses included.
 */
export function createApiRouter(dependencies: ApiRouterDependencies): Router {
  const { store, bus, log } = dependencies;
  const context: ApiContext = {
    profiles: apiProfiles,
    handoffDays: standardHandoffDays,
    ...dependencies,
    events: createEventHub({ store, bus, log }),
  };
  const document = createDocument(routes, context.publicUrl);
  const router = express.Router();
  router.use((_request, response, next) => {
    response.set({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    next();
  });
  router.get('/openapi.json', (_request, response) => void response.json(document));
  router.use(express.json({ limit: longestBody }));
  const throttle = createThrottle();
  for (const route of routes) {
    router[route.method](route.path, ...(route.throttled ? throttle : []), (request, response) =>
      serve(route, { request, response }, context),
    );
  }
  router.use(() => {
    throw new ApiError('not-found');
  });
  router.use(answerError(log));
  return router;
}

async function serve(route: Route, http: Http, context: ApiContext): Promise<void> {
  const viewer = await admit(http.request, route, context);
  const answer = await route.run(http, viewer, context);
  const { response } = http;
  // Files and event streams have been written by their handlers.
  if (response.headersSent) return;
  response.status(route.success.status);
  if (route.success.schema) response.json(answer);
  else response.end();
}

function answerError(log: ApiContext['log']): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    const known = asApiError(error);
    if (errorKinds[known.code].reportable)
      log.error({ err: error, method: request.method, route: request.route?.path }, 'API request failed');
    const { status, body } = presentError(known, readerLanguage(request.get('accept-language')));
    response.status(status).json(body);
  };
}

/** Express and its body parser say what was wrong with a request by a status. */
function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  if (status === 413) return new ApiError('too-large');
  if (typeof status === 'number' && status >= 400 && status < 500) return new ApiError('malformed');
  return new ApiError('internal');
}
