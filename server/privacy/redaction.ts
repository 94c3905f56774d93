/**
 * What may reach a log: ids and kinds. Closed by default: a string that does not look like an id or a kind is
 * replaced, whatever its field is called, at any depth; so is everything under a name that holds private things.
 */
import type { LoggerOptions } from 'pino';

const HIDDEN = '[hidden]';
const MAX_DEPTH = 6;

/** Compared in lower case without `_` and `-`. Hidden whatever the value looks like. */
const hiddenNames = new Set(
  (
    'address addresses recipient phone phonenumber number msisdn waid from to body text message content ' +
    'part blocks options title description summary values variables session input utterance media url mediaurl ' +
    'profilename name email password passwordhash token tokenhash csrf secret key datakey authtoken apikey ' +
    'apisecret authorization cookie setcookie headers query params rawbody location latitude longitude ip ' +
    'xtwiliosignature signature stdout stderr'
  ).split(' '),
);

const uuidOrSid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[A-Z]{2}[0-9a-f]{32}\b/g;
const kindOrPath = /^[A-Za-z0-9_.:/-]{0,200}$/;
const manyDigits = /\d{7}/;
const opaqueRun = /[A-Za-z0-9_-]{20,}/g;
const instant = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?)?Z)?$/;

/** An id or a kind, not a phone number, a token or something a person wrote. */
function isHarmless(text: string): boolean {
  if (instant.test(text)) return true;
  if (!kindOrPath.test(text)) return false;
  const rest = text.replace(uuidOrSid, '');
  if (manyDigits.test(rest)) return false;
  return !(rest.match(opaqueRun) ?? []).some(
    (run) => /\d/.test(run) || (/[a-z]/.test(run) && /[A-Z]/.test(run)),
  );
}

function isHiddenName(name: string): boolean {
  return hiddenNames.has(name.toLowerCase().replace(/[_-]/g, ''));
}

/** @returns a copy of `value` fit for a log; never the value itself, never its getters' objects. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return isHarmless(value) ? value : HIDDEN;
  if (typeof value === 'number') return Math.abs(value) < 1e14 ? value : HIDDEN;
  if (typeof value === 'boolean' || value === null || value === undefined) return value;
  if (value instanceof Date) return value.toJSON();
  if (typeof value !== 'object' || depth >= MAX_DEPTH || ArrayBuffer.isView(value)) return HIDDEN;
  if (value instanceof Error) return safeError(value);
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => redact(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => redactField(name, item, depth)));
}

function redactField(name: string, value: unknown, depth: number): [string, unknown] {
  const shownName = isHarmless(name) ? name : HIDDEN;
  if (isHiddenName(name)) return [shownName, value === null || value === undefined ? value : HIDDEN];
  return [shownName, redact(value, depth + 1)];
}

/** For sentences we wrote ourselves: a number or token that slipped in through a template string is cut out. */
function scrubSentence(text: string): string {
  return text
    .slice(0, 4000)
    .split(/(\s+|[()'"`,;=])/)
    .map((word) => (/[\d@]|.{20,}/.test(word) && !isHarmless(word) ? HIDDEN : word))
    .join('');
}

export type SafeError = { name: string; code?: string | number; stack: string[]; cause?: SafeError };

/**
 * What a log may keep of an error: its name, its code and where it happened. Messages of libraries quote
 * addresses, bodies and SQL values, so none is kept.
 */
export function safeError(error: unknown, depth = 0): SafeError {
  if (!(error instanceof Error)) return { name: 'NotAnError', stack: [] };
  const safe: SafeError = {
    name: /^\w{1,60}$/.test(error.name) ? error.name : 'Error',
    stack: framesOf(error),
  };
  const code = 'code' in error ? error.code : undefined;
  if (typeof code === 'number' && Math.abs(code) < 1e7) safe.code = code;
  if (typeof code === 'string' && isHarmless(code)) safe.code = code;
  if (error.cause !== undefined && depth < 3) safe.cause = safeError(error.cause, depth + 1);
  return safe;
}

const frame = /^\s+at (?:[^()]{0,200} )?\(?(?:file:\/\/|node:|\/|[A-Za-z]:\\|<anonymous>)[^()\s]*\)?$/;

/** A message may have several lines that look like anything: only lines in the form of a stack frame are kept. */
function framesOf(error: Error): string[] {
  const message = error.message;
  const stack = error.stack ?? '';
  const after = message === '' ? 0 : stack.indexOf(message) + message.length;
  return stack
    .slice(after)
    .split('\n')
    .filter((line) => frame.test(line))
    .slice(0, 20)
    .map((line) => line.trim());
}

/**
 * Options for pino: every line of every logger made with them passes the redaction.
 * The message itself is our own words; values belong in fields, `%s` arguments are not printed.
 */
export function redactor(): Pick<LoggerOptions, 'formatters' | 'hooks' | 'serializers'> {
  const clean = (fields: object) => redactFields(fields);
  return {
    serializers: { err: (value: unknown) => value },
    formatters: { log: clean, bindings: clean },
    hooks: {
      logMethod(args, method) {
        const [fields, message] = splitArguments(args);
        method.apply(this, [fields, message]);
      },
    },
  };
}

function redactFields(fields: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => redactField(name, value, 0)));
}

/** Sets the message here: left alone, pino would take it from the error. */
function splitArguments(args: readonly unknown[]): [object, string] {
  const [first, second] = args;
  if (typeof first === 'string') return [{}, scrubSentence(first.replace(/%[a-zA-Z]/g, HIDDEN))];
  const message = typeof second === 'string' ? scrubSentence(second.replace(/%[a-zA-Z]/g, HIDDEN)) : 'error';
  if (first instanceof Error) return [{ err: first }, message];
  const fields = typeof first === 'object' && first !== null ? first : {};
  return [fields, typeof second === 'string' ? message : 'event'];
}
