/**
 * What may reach a log: ids and kinds. Closed by default: a string that does not look like an id or a kind is
 * replaced, whatever its field is called, at any depth; so is everything under a name that holds private things.
 */
import type { LoggerOptions } from 'pino';

const HIDDEN = '[hidden]';
const MAX_DEPTH = 6;
/** Nine digits: a number of that size could be somebody's. */
const LEAST_PHONE_NUMBER = 1e8;

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
const longRun = /[A-Za-z0-9_-]{20,}/g;
const words = /^[A-Z]?[a-z]+([A-Z_-][a-z]+)*$|^[A-Z]+([_-][A-Z]+)*$/;
const instant = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?)?Z)?$/;

/** An id or a kind, not a phone number, a token or something a person wrote. */
function isHarmless(text: string): boolean {
  if (instant.test(text)) return true;
  if (!kindOrPath.test(text)) return false;
  const rest = text.replace(uuidOrSid, '');
  if (manyDigits.test(rest)) return false;
  return (rest.match(longRun) ?? []).every((run) => words.test(run));
}

function isHiddenName(name: string): boolean {
  return hiddenNames.has(name.toLowerCase().replace(/[_-]/g, ''));
}

/** @returns a copy of `value` fit for a log; never the value itself, never its getters' objects. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return isHarmless(value) ? value : HIDDEN;
  if (typeof value === 'number') return Math.abs(value) < LEAST_PHONE_NUMBER ? value : HIDDEN;
  if (typeof value === 'boolean' || value === null || value === undefined) return value;
  if (value instanceof Date) return value.toJSON();
  if (typeof value !== 'object' || depth >= MAX_DEPTH || ArrayBuffer.isView(value)) return HIDDEN;
  if (isError(value)) return safeError(value);
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => redact(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => redactField(name, item, depth)));
}

function redactField(name: string, value: unknown, depth: number): [string, unknown] {
  const shownName = isHarmless(name) ? name : HIDDEN;
  if (name === 'stack' && Array.isArray(value)) {
    return [name, value.filter((line) => typeof line === 'string' && frame.test(line))];
  }
  if (isHiddenName(name)) return [shownName, value === null || value === undefined ? value : HIDDEN];
  return [shownName, redact(value, depth + 1)];
}

/** For sentences we wrote ourselves: a number or token that slipped in through a template string is cut out. */
function scrubSentence(text: string): string {
  return text
    .slice(0, 2000)
    .split(/(\s+|[()'"`,;=])/)
    .map((word) => (/[\d@]|.{20,}/.test(word) && !isHarmless(word) ? HIDDEN : word))
    .join('');
}

export type SafeError = { type: string; code?: string | number; stack: string[]; cause?: SafeError };

/**
 * What a log may keep of an error: its name, its code and where it happened. Messages of libraries quote
 * addresses, bodies and SQL values, so none is kept.
 */
export function safeError(error: unknown, depth = 0): SafeError {
  if (!isError(error)) return { type: 'NotAnError', stack: [] };
  const safe: SafeError = {
    type: words.test(error.name) ? error.name.slice(0, 60) : 'Error',
    stack: framesOf(error),
  };
  const code = 'code' in error ? error.code : undefined;
  if (typeof code === 'number' && Math.abs(code) < LEAST_PHONE_NUMBER) safe.code = code;
  if (typeof code === 'string' && isHarmless(code)) safe.code = code;
  if (error.cause !== undefined && depth < 3) safe.cause = safeError(error.cause, depth + 1);
  return safe;
}

/** By its looks: drivers bring error classes of their own. */
function isError(value: unknown): value is Error {
  if (typeof value !== 'object' || value === null) return false;
  return (
    value instanceof Error || ('stack' in value && typeof value.stack === 'string' && 'message' in value)
  );
}

const frame = /^at (?:[^()]{0,200} )?\(?(?:file:\/\/|node:|\/|[A-Za-z]:\\|<anonymous>)[^()\s]*\)?$/;

/** A message may have several lines that look like anything: the stack is read from its end. */
function framesOf(error: Error): string[] {
  const stack = error.stack ?? '';
  const after = error.message === '' ? 0 : stack.indexOf(error.message) + error.message.length;
  const lines = stack.slice(after).split('\n');
  return lines
    .map((line) => line.trim())
    .filter((line) => frame.test(line))
    .slice(0, 20);
}

const errorSerializer = (value: unknown) => (isError(value) ? safeError(value) : value);

/**
 * Options for pino: every line of every logger made with them, and of its children, passes the redaction.
 * The message is our own words: values belong in fields, `%s` arguments are not printed.
 */
export function redactor(): Pick<LoggerOptions, 'hooks' | 'serializers'> {
  return {
    serializers: { err: errorSerializer, error: errorSerializer },
    hooks: {
      logMethod(args, method) {
        method.apply(this, splitArguments(args));
      },
      streamWrite: redactLine,
    },
  };
}

/** Sets the message here: left alone, pino would take it from the error. */
function splitArguments([first, second]: readonly unknown[]): [object, string] {
  const ownWords = (text: string) => text.replace(/%[a-zA-Z]/g, HIDDEN);
  if (typeof first === 'string') return [{}, ownWords(first)];
  const message = typeof second === 'string' ? ownWords(second) : 'no message';
  if (isError(first)) return [{ err: first }, message];
  return [typeof first === 'object' && first !== null ? first : {}, message];
}

/** What pino itself writes. */
const ownFields = new Set(['level', 'time', 'pid', 'hostname']);

/** The last gate: whatever way a value took into the line, it is seen here. */
function redactLine(line: string): string {
  try {
    const fields = Object.entries(JSON.parse(line)).map(([name, value]): [string, unknown] => {
      if (ownFields.has(name)) return [name, value];
      return name === 'msg' ? [name, scrubSentence(String(value))] : redactField(name, value, 0);
    });
    return `${JSON.stringify(Object.fromEntries(fields))}\n`;
  } catch {
    return '{"level":50,"msg":"a log line could not be read and was left out"}\n';
  }
}
