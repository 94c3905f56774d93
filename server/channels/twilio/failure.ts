/** What a call of Twilio's API can end in besides success, read off whatever was thrown. */
import type { SendError } from '../errors';
import { errorOfResponse } from './error-codes';

/** Twilio answered, but not with a success. Holds no part of the request. */
export class TwilioFailure extends Error {
  constructor(
    readonly status: number,
    readonly code?: number,
    readonly retryAfterMs?: number,
  ) {
    super(`Twilio answered ${status}${code === undefined ? '' : ` (${code})`}`);
  }
}

/** @returns the failure in the body and headers of an answer; a body that is no JSON of Twilio's has no code. */
export function failureOf(response: { statusCode: number; body: unknown; headers?: unknown }): TwilioFailure {
  return new TwilioFailure(response.statusCode, codeIn(response.body), retryAfterIn(response.headers));
}

function codeIn(body: unknown): number | undefined {
  const parsed = typeof body === 'string' ? parseJson(body) : body;
  const code = field(parsed, 'code');
  return typeof code === 'number' ? code : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Seconds; Twilio sends no dates in this header. */
function retryAfterIn(headers: unknown): number | undefined {
  const value = field(headers, 'retry-after');
  const seconds = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN;
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined;
}

/** The name was not found: there was nobody to send anything to. */
const nameErrors = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'ECONNREFUSED']);
/** The certificate was not accepted: the request was never written. */
const certificateErrors =
  /^(CERT_|ERR_TLS_CERT|UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED_CERT|HOSTNAME_MISMATCH)/;

/**
 * Turns anything thrown by a call into our list.
 * `refused` only where it is certain that nothing was sent; every doubt is `ambiguous`.
 */
export function sendErrorOf(thrown: unknown): SendError {
  if (thrown instanceof TwilioFailure) return errorOfResponse(thrown);
  return { code: neverSent(thrown) ? 'refused' : 'ambiguous' };
}

function neverSent(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const code = field(error, 'code');
  if (typeof code === 'string' && (nameErrors.has(code) || certificateErrors.test(code))) return true;
  // Only a failure to connect: the same code while reading comes after the request went out.
  if (field(error, 'syscall') === 'connect') return true;
  // axios puts the socket's error in `cause`; Node puts one error per tried address in `errors`.
  const tried = field(error, 'errors');
  if (Array.isArray(tried) && tried.length > 0) return tried.every(neverSent);
  return neverSent(field(error, 'cause'));
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
