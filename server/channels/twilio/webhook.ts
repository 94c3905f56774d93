/**
 * The doors Twilio knocks at. Signature first, then the form, then durable, then the answer.
 * An answer other than 2xx makes Twilio call the fallback address or, where the address says `#rc=…&rp=all`, come again.
 */
import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response } from 'express';
import type { Logger } from '../../log';
import type { Receive } from '../../receive';
import type { DeliveryReport } from '../channel';
import { type Form, parseInbound } from './parse';
import { createSignatures, type Signatures } from './signature';
import { parseStatus, statusPath } from './status';

export const messagesPath = '/webhooks/twilio/messages';

export type TwilioRouterOptions = {
  /** Absent: everything is refused. */
  accountSid?: string;
  authToken?: string;
  /** Other tokens that may sign while the token is being rotated. */
  additionalTokens?: readonly string[];
  publicUrl: string;
  receive: Receive;
  report(report: DeliveryReport): Promise<void>;
  log: Logger;
};

/** @returns a router to mount at the root of the app, before any other body parser. */
export function createTwilioRouter(options: TwilioRouterOptions): express.Router {
  const { authToken, additionalTokens = [], publicUrl, accountSid, log } = options;
  const tokens = accountSid ? [authToken, ...additionalTokens] : [];
  const signatures = createSignatures(tokens, publicUrl);
  const router = express.Router();
  // `extended: false` keeps names such as `a[b]` as they were signed.
  const form = express.urlencoded({ extended: false, limit: '128kb', parameterLimit: 500 });
  const doors = [signed(signatures, log), form, genuine(signatures, log)];
  router.post(messagesPath, ...doors, (request, response) => message(options, request, response));
  router.post(statusPath, ...doors, (request, response) => status(options, request, response));
  router.use(unreadable(log));
  return router;
}

/** Without a token or a signature the body is not even read. */
function signed(signatures: Signatures, log: Logger): RequestHandler {
  return (request, response, next) => {
    const missing = signatures.missing(request.get('X-Twilio-Signature'));
    if (missing) return notTwilio(log, request, response, missing);
    next();
  };
}

function genuine(signatures: Signatures, log: Logger): RequestHandler {
  return (request, response, next) => {
    const { originalUrl } = request;
    if (signatures.valid(request.get('X-Twilio-Signature'), originalUrl, formOf(request))) return next();
    notTwilio(log, request, response, 'wrong signature');
  };
}

/** Many of these together mean a wrong TWILIO_AUTH_TOKEN or PUBLIC_URL: nothing would arrive any more. */
function notTwilio(log: Logger, request: Request, response: Response, verdict: string): void {
  log.warn({ path: request.path, verdict }, 'webhook refused');
  refuse(response, 403, 'The request is not signed by Twilio for this server.');
}

async function message(
  { receive, log, accountSid = '' }: TwilioRouterOptions,
  request: Request,
  response: Response,
): Promise<void> {
  const parsed = parseInbound(formOf(request), accountSid);
  if (parsed.type === 'invalid') return invalid(log, request, response, parsed.reason);
  if (parsed.type === 'ignored') log.info({ reason: parsed.reason }, 'message ignored');
  else if (!(await durable(log, response, () => receive(parsed.event)))) return;
  // An empty answer says nothing to the person: https://www.twilio.com/docs/messaging/twiml
  response.status(200).type('text/xml').send('<Response/>');
}

async function status(
  { report, log, accountSid = '' }: TwilioRouterOptions,
  request: Request,
  response: Response,
): Promise<void> {
  const parsed = parseStatus(formOf(request), { ...request.query }, accountSid);
  if (parsed.type === 'invalid') return invalid(log, request, response, parsed.reason);
  if (parsed.type === 'ignored') log.info({ reason: parsed.reason }, 'status ignored');
  else if (!(await durable(log, response, () => report(parsed.event)))) return;
  response.status(200).end();
}

/** @returns false after answering 500: what could not be kept must not be acknowledged. */
async function durable(log: Logger, response: Response, work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    log.error({ err: error }, 'webhook not kept');
    refuse(response, 500, 'The message could not be kept; please send it again.');
    return false;
  }
}

function invalid(log: Logger, request: Request, response: Response, reason: string): void {
  log.warn({ path: request.path, reason }, 'webhook not understood');
  refuse(response, 400, reason);
}

/** A body the parser gave up on: too large, too many fields, cut off. */
function unreadable(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const given = typeof error === 'object' && error !== null ? Reflect.get(error, 'status') : undefined;
    const code = typeof given === 'number' && given >= 400 && given < 500 ? given : 500;
    log.warn({ path: request.path, status: code }, 'webhook not readable');
    refuse(response, code, 'The body is too large or is not a form.');
  };
}

function refuse(response: Response, code: number, reason: string): void {
  response.status(code).type('text/plain').send(reason);
}

/** Absent when the body was no form. */
const formOf = (request: Request): Form => request.body ?? {};
