/** Builds the Express application; does not listen. A table of contents of what the server answers. */
import express, { type ErrorRequestHandler, type Express, type Router } from 'express';
import helmet from 'helmet';
import type { Logger } from './log';

export type AppParts = {
  trustProxy: number;
  log: Logger;
  /** Throws, with the name of the part, when a part the server cannot work without does not answer. */
  ready(): Promise<void>;
  /** Prometheus text; no label names a person. */
  metrics(): Promise<string>;
  /** Twilio's webhooks (full paths); mounted before any body parser. */
  twilio: Router;
  /** Console endpoints under `/api`. */
  api: Router;
  /** Page with one's own data, from a link sent by chat. */
  myData: Router;
  /** Web chat at `/`; absent when switched off. */
  webChat: Router | null;
};

export function createApp(parts: AppParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', parts.trustProxy);
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  app.get('/readyz', async (_request, response) => {
    const problem = await parts.ready().then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : 'unknown'),
    );
    response
      .status(problem === null ? 200 : 503)
      .json(problem === null ? { status: 'ready' } : { status: 'not ready', problem });
  });
  app.get(
    '/metrics',
    async (_request, response) => void response.type('text/plain').send(await parts.metrics()),
  );
  app.use(parts.twilio);
  app.use('/api', helmet(), parts.api);
  app.use('/my-data', helmet(), parts.myData);
  if (parts.webChat) app.use(parts.webChat);
  app.use(
    (_request, response) =>
      void response
        .status(404)
        .json({ error: { code: 'not-found', message: 'There is nothing at this address.' } }),
  );
  app.use(lastResort(parts.log));
  return app;
}

/** What nobody caught: logged by kind, answered without a detail. */
function lastResort(log: Logger): ErrorRequestHandler {
  return (error, request, response, next) => {
    if (response.headersSent) return next(error);
    const status: unknown = (error as { status?: unknown }).status;
    const known = typeof status === 'number' && status >= 400 && status < 500;
    if (!known) log.error({ err: error, method: request.method, route: request.baseUrl }, 'request failed');
    const code = known ? 'bad-request' : 'internal';
    const message = known
      ? 'The request could not be read.'
      : 'Something went wrong on our side. Please try again.';
    response.status(known ? status : 500).json({ error: { code, message } });
  };
}
