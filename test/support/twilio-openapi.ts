/** Twilio's own OpenAPI documents as a judge of requests and answers. From npm `@twilio/cli-core`, which publishes them. */
import { readFileSync } from 'node:fs';
import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

const documents = {
  api: 'twilio_api_v2010',
  content: 'twilio_content_v1',
  messaging: 'twilio_messaging_v2',
} as const;
const folder = '@twilio/cli-core/src/services/twilio-api';

type Json = Record<string, unknown>;
type Parameter = { name: string; in: 'path' | 'query' | 'header'; required?: boolean; schema: Json };
type Operation = {
  pointer: string;
  body: Json | undefined;
  bodyType: string | undefined;
  parameters: Parameter[];
};
type Route = { document: string; template: string; pattern: RegExp; names: string[]; operations: Json };

type SpecRequest = {
  method: string;
  path: string;
  query: URLSearchParams;
  /** A form's fields as sent, or the parsed JSON body. */
  form?: URLSearchParams;
  json?: unknown;
};
export type SpecMatch = {
  document: string;
  template: string;
  parameters: Record<string, string>;
  /** What the request breaks of the document; empty when nothing. */
  problems: string[];
  /** @returns what an answer breaks of the document. */
  answerProblems(status: number, body: unknown): string[];
};

export type TwilioSpec = { match(request: SpecRequest): SpecMatch | undefined };

const read = (value: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>(
    (at, name) => (typeof at === 'object' && at !== null ? Reflect.get(at, name) : undefined),
    value,
  );
const asJson = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});

let shared: TwilioSpec | undefined;
/** Read and compiled once per process: 130 ms. */
export function twilioSpec(): TwilioSpec {
  shared ??= createSpec();
  return shared;
}

function createSpec(): TwilioSpec {
  const judges = { strings: createJudge(true), json: createJudge(false) };
  const routes: Route[] = [];
  for (const [document, file] of Object.entries(documents)) {
    const content = JSON.parse(readFileSync(require.resolve(`${folder}/${file}.json`), 'utf8')) as Json;
    for (const judge of Object.values(judges)) judge.addSchema(content, `twilio:${document}`);
    for (const [template, operations] of Object.entries(asJson(content['paths'])))
      routes.push({ document, template, operations: asJson(operations), ...patternOf(template) });
  }
  return { match: (request) => matchIn(routes, judges, request) };
}

/** @param coerce forms and queries carry strings only. */
function createJudge(coerce: boolean): Ajv {
  const judge = new Ajv({ strict: false, validateSchema: false, allErrors: true, coerceTypes: coerce });
  addFormats(judge);
  for (const known of ['phone-number', 'uri-map', 'currency', 'int64']) judge.addFormat(known, true);
  judge.addFormat('date-time-rfc-2822', (text: string) => !Number.isNaN(Date.parse(text)));
  // The documents say `uri` also of paths relative to the host.
  judge.addFormat('uri', (text: string) => URL.canParse(text, 'https://api.twilio.com'));
  return judge;
}

function patternOf(template: string): { pattern: RegExp; names: string[] } {
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  const source = template.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '([^/]+?)');
  return { pattern: new RegExp(`^${source}$`), names };
}

function matchIn(
  routes: readonly Route[],
  judges: { strings: Ajv; json: Ajv },
  request: SpecRequest,
): SpecMatch | undefined {
  const method = request.method.toLowerCase();
  for (const route of routes) {
    const found = route.pattern.exec(request.path);
    const operation = found && operationOf(route, method);
    if (!found || !operation) continue;
    const parameters = Object.fromEntries(route.names.map((name, index) => [name, found[index + 1] ?? '']));
    return {
      document: route.document,
      template: route.template,
      parameters,
      problems: [
        ...parameterProblems(judges.strings, operation, parameters, request.query),
        ...bodyProblems(judges, operation, request),
      ],
      answerProblems: (status, body) => answerProblems(judges.json, operation, status, body),
    };
  }
  return undefined;
}

function operationOf(route: Route, method: string): Operation | undefined {
  const operation = route.operations[method];
  if (!operation) return undefined;
  const [bodyType] = Object.keys(asJson(read(operation, 'requestBody', 'content')));
  const escaped = route.template.replaceAll('~', '~0').replaceAll('/', '~1');
  return {
    pointer: `twilio:${route.document}#/paths/${escaped.replaceAll('{', '%7B').replaceAll('}', '%7D')}/${method}`,
    bodyType,
    body: bodyType ? asJson(read(operation, 'requestBody', 'content', bodyType, 'schema')) : undefined,
    parameters: (read(operation, 'parameters') as Parameter[] | undefined) ?? [],
  };
}

function parameterProblems(
  judge: Ajv,
  { parameters }: Operation,
  path: Record<string, string>,
  query: URLSearchParams,
): string[] {
  const problems: string[] = [];
  for (const { name, in: place, required, schema } of parameters) {
    const value =
      place === 'path' ? path[name] : place === 'query' ? (query.get(name) ?? undefined) : undefined;
    if (value === undefined && required && place !== 'header') problems.push(`${name} is missing`);
    if (value !== undefined) problems.push(...judgeWith(judge, cached(judge, schema), { value }, name));
  }
  const known = new Set(parameters.filter((one) => one.in === 'query').map((one) => one.name));
  for (const name of query.keys()) if (!known.has(name)) problems.push(`${name} is not a parameter`);
  return problems;
}

const wrappers = new WeakMap<Json, ValidateFunction>();
/** A value is wrapped so that Ajv can change its type. */
function cached(judge: Ajv, schema: Json): ValidateFunction {
  const made = wrappers.get(schema) ?? judge.compile({ type: 'object', properties: { value: schema } });
  wrappers.set(schema, made);
  return made;
}

function bodyProblems(
  judges: { strings: Ajv; json: Ajv },
  operation: Operation,
  request: SpecRequest,
): string[] {
  const { bodyType, pointer } = operation;
  if (!bodyType) return [];
  const reference = `${pointer}/requestBody/content/${bodyType.replaceAll('/', '~1')}/schema`;
  if (bodyType === 'application/json')
    return judgeWith(judges.json, compiled(judges.json, reference), request.json, 'body');
  if (!request.form) return ['the body is not a form'];
  const schema = schemaWithProperties(judges.strings, operation);
  const fields = fieldsOf(request.form, schema);
  const unknown = Object.keys(fields).filter((name) => !(name in schema));
  return [
    ...unknown.map((name) => `${name} is not a field`),
    ...judgeWith(judges.strings, compiled(judges.strings, reference), fields, 'form'),
  ];
}

function schemaWithProperties(judge: Ajv, { body, pointer }: Operation): Json {
  const reference = body?.['$ref'];
  if (typeof reference !== 'string') return asJson(body?.['properties']);
  const target = judge.getSchema(`${pointer.split('#')[0]}${reference}`)?.schema;
  return asJson(read(target, 'properties'));
}

function fieldsOf(form: URLSearchParams, properties: Json): Json {
  const fields: Json = {};
  for (const name of new Set(form.keys())) {
    const values = form.getAll(name);
    fields[name] = read(properties[name], 'type') === 'array' || values.length > 1 ? values : values[0];
  }
  return fields;
}

function answerProblems(judge: Ajv, operation: Operation, status: number, body: unknown): string[] {
  if (status === 204) return [];
  const reference = `${operation.pointer}/responses/${status}/content/application~1json/schema`;
  return judgeWith(judge, compiled(judge, reference), body, 'answer');
}

function compiled(judge: Ajv, reference: string): ValidateFunction {
  const existing = judge.getSchema(reference);
  if (existing) return existing;
  return judge.compile({ $ref: reference });
}

function judgeWith(judge: Ajv, validate: ValidateFunction, value: unknown, name: string): string[] {
  return validate(value) ? [] : [judge.errorsText(validate.errors, { dataVar: name })];
}
