/** The web chat over HTTP: the page, and the same conversation for browsers and networks without websockets. */
import type { IncomingMessage } from 'node:http';
import express, { type ErrorRequestHandler, type Request, type RequestHandler, Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import { z } from 'zod';
import { MediaError } from '../errors';
import { type ErrorCode, explain, pollSchema, sayingSchema } from './frames';
import { forOtherSites, pageHeaders } from './headers';
import type { WebLimits } from './limits';
import type { Origins } from './origins';
import type { Page } from './page';
import type { Poll } from './poll';
import type { Talk } from './talk';
import { bearerToken, newToken } from './token';
import type { Uploads } from './uploads';

export type RouteDependencies = {
  page: Page;
  origins: Origins;
  limits: WebLimits;
  publicUrl: string;
  talk: Talk;
  poll: Poll;
  uploads: Uploads;
  addressOf(request: IncomingMessage): string;
  onError(error: unknown): void;
};

export function createRoutes(dependencies: RouteDependencies): Router {
  const { page, publicUrl, origins } = dependencies;
  const headers = pageHeaders(publicUrl, origins);
  const router = Router();
  router.get('/', headers, page.index);
  router.use('/chat', headers, chatRoutes(dependencies));
  return router;
}

function chatRoutes(dependencies: RouteDependencies): Router {
  const { page, limits, origins, onError } = dependencies;
  const chat = Router();
  const uploadBody = express.raw({ type: () => true, limit: limits.uploadBytes });
  chat.get('/embed.js', forOtherSites, page.embedScript);
  chat.use(`/${page.version}`, page.files);
  chat.use(perAddress(dependencies, limits.requestsPerMinute, 60_000));
  chat.get('/config', page.config);
  chat.use(fromAllowedOrigin(origins), neverKept);
  chat.post('/token', (_request, response) => void response.status(201).json({ token: newToken() }));
  chat.post('/messages', withToken, express.json({ limit: limits.frameBytes }), sayOverHttp(dependencies));
  chat.get('/messages', withToken, readOverHttp(dependencies));
  chat.post(
    '/media',
    withToken,
    perAddress(dependencies, limits.uploadsPerHour, 3_600_000),
    uploadBody,
    takeUpload(dependencies),
  );
  chat.use((_request, response) => void response.status(404).json(problem('not-found', 'no such route')));
  chat.use(answerError(onError));
  return chat;
}

const problem = (code: ErrorCode, message: string) => ({ error: { code, message } });

function perAddress({ addressOf }: RouteDependencies, limit: number, windowMs: number): RequestHandler {
  return rateLimit({
    limit,
    windowMs,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: addressOf,
    message: problem('too-many', 'slow down'),
  });
}

function fromAllowedOrigin(origins: Origins): RequestHandler {
  return (request, response, next) => {
    if (origins.allows(request.headers, false)) next();
    else response.status(403).json(problem('origin', 'this site may not talk to the chat'));
  };
}

const neverKept: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store');
  next();
};

const withToken: RequestHandler = (request, response, next) => {
  if (bearerToken(request) !== null) next();
  else response.status(401).json(problem('no-token', 'Authorization: Bearer <token> is missing'));
};

/** After `withToken`. */
const tokenOf = (request: Request): string => bearerToken(request) ?? '';

const statusOf = { 'upload-gone': 409, 'try-later': 503 } as const;

function sayOverHttp({ talk }: RouteDependencies): RequestHandler {
  return async (request, response) => {
    const saying = sayingSchema.safeParse(request.body);
    if (!saying.success) {
      response.status(400).json(problem('bad-frame', explain(saying.error)));
      return;
    }
    const said = await talk(tokenOf(request), saying.data);
    if (said.type === 'received') response.json({ received: saying.data.id, epoch: said.epoch });
    else response.status(statusOf[said.code]).json(problem(said.code, 'send it again'));
  };
}

function readOverHttp({ poll, limits }: RouteDependencies): RequestHandler {
  return async (request, response) => {
    const query = pollSchema.safeParse(request.query);
    if (!query.success) {
      response.status(400).json(problem('bad-frame', explain(query.error)));
      return;
    }
    const { after, epoch, wait } = query.data;
    const left = new AbortController();
    response.on('close', () => left.abort());
    const position = { after, epoch: epoch ?? null };
    const news = await poll(tokenOf(request), position, Math.min(wait * 1000, limits.pollMs), left.signal);
    if (!response.writableEnded) response.json(news);
  };
}

const uploadStatus = { 'too-large': 413, 'kind-not-kept': 415, 'not-available': 503 } as const;
const uploadProblem = {
  'too-large': 'too-large',
  'kind-not-kept': 'kind-not-kept',
  'not-available': 'try-later',
} as const;

function takeUpload({ uploads }: RouteDependencies): RequestHandler {
  return (request, response) => {
    const id = z.uuid().safeParse(request.get('x-upload-id'));
    const bytes: unknown = request.body;
    if (!id.success || !Buffer.isBuffer(bytes)) {
      response.status(400).json(problem('bad-frame', 'X-Upload-Id has to be a UUID, the body the file'));
      return;
    }
    try {
      const { contentType, kind } = uploads.add(tokenOf(request), id.data, bytes);
      response.status(201).json({ id: id.data, contentType, kind });
    } catch (error) {
      if (!(error instanceof MediaError)) throw error;
      const { reason } = error;
      response.status(uploadStatus[reason]).json(problem(uploadProblem[reason], 'this file is not kept'));
    }
  };
}

/** Bodies that are too large or not JSON get a reason; anything else is ours and gets none. */
function answerError(onError: (error: unknown) => void): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
    if (status === 413) return void response.status(413).json(problem('too-large', 'the body is too large'));
    if (status >= 400 && status < 500)
      return void response.status(400).json(problem('bad-frame', 'the body could not be read'));
    onError(error);
    response.status(500).json(problem('try-later', 'something went wrong here'));
  };
}
