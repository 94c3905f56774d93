/** What Twilio's API answers: one function per operation, on the state of the double. */
import type { IncomingMessage } from 'node:http';
import {
  contentProblems,
  type Shown,
  type StoredContent,
  showContent,
  type TwilioRefusal,
} from './twilio-content';
import type { RecordedRequest, SentMessage } from './twilio-double';
import type { SpecMatch } from './twilio-openapi';
import { newSid } from './twilio-webhooks';

export type TwilioState = {
  accountSid: string;
  messages: SentMessage[];
  contents: StoredContent[];
  typing: string[];
  now: Date;
  isOptedOut(address: string): boolean;
  outsideWindow(address: string): boolean;
};

export type ApiAnswer = { status: number; body: unknown; problems: string[]; accepted?: SentMessage };
type Call = {
  request: IncomingMessage;
  record: RecordedRequest;
  spec: SpecMatch | undefined;
  credentials: readonly string[];
};
type Operation = (state: TwilioState, record: RecordedRequest, parameters: Record<string, string>) => Result;
type Result = { status: number; body: unknown; accepted?: SentMessage } | TwilioRefusal;

const account = '/2010-04-01/Accounts/{AccountSid}';
const operations: Readonly<Record<string, Operation>> = {
  [`POST ${account}/Messages.json`]: createMessage,
  [`GET ${account}/Messages.json`]: listMessages,
  [`GET ${account}/Messages/{Sid}.json`]: fetchMessage,
  'POST /v1/Content': createContent,
  'GET /v1/Content/{Sid}': fetchContent,
  'DELETE /v1/Content/{Sid}': deleteContent,
  'POST /v1/Content/{ContentSid}/ApprovalRequests/whatsapp': createApproval,
  'GET /v1/Content/{Sid}/ApprovalRequests': fetchApproval,
  'POST /v2/Indicators/Typing.json': showTyping,
};

const refusal = (status: number, code: number, message: string): TwilioRefusal => ({ status, code, message });
const notFound = refusal(404, 20404, 'The requested resource was not found');

export function answerOf(state: TwilioState, { request, record, spec, credentials }: Call): ApiAnswer {
  const name = `${record.method} ${spec?.template ?? record.path}`;
  const operation = operations[name];
  if (!spec || !operation) return written(notFound, [`${name} is not an operation of the double`]);
  if (!credentials.includes(request.headers.authorization ?? ''))
    return written(refusal(401, 20003, 'Authenticate'), []);
  const { AccountSid } = spec.parameters;
  if (AccountSid !== undefined && AccountSid !== state.accountSid) return written(notFound, []);
  if (spec.problems.length > 0) return written(refusal(400, 20001, 'Invalid parameter'), spec.problems);
  return written(operation(state, record, spec.parameters), []);
}

function written(result: Result, problems: string[]): ApiAnswer {
  if (!('code' in result)) return { ...result, problems };
  const { status, code, message } = result;
  const more_info = `https://www.twilio.com/docs/errors/${code}`;
  return { status, problems, body: { code, message, more_info, status } };
}

const reachable = /^(whatsapp:)?\+[1-9]\d{6,14}$|^whatsapp:[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/;

function createMessage(state: TwilioState, { form }: RecordedRequest): Result {
  const { To = '', From, MessagingServiceSid, Body, MediaUrl, ContentSid, StatusCallback } = form;
  if (!reachable.test(To)) return refusal(400, 21211, `Invalid 'To' Phone Number`);
  if (!From && !MessagingServiceSid) return refusal(400, 21603, `A 'From' phone number is required.`);
  if (!Body && !MediaUrl && !ContentSid) return refusal(400, 21619, 'A text message body is required.');
  if (StatusCallback && new URL(StatusCallback).hostname.includes('_'))
    return refusal(400, 21609, 'Invalid StatusCallback URL');
  if (From && From.startsWith('whatsapp:') !== To.startsWith('whatsapp:'))
    return refusal(400, 63007, 'Twilio could not find a Channel with the specified From address');
  if (state.isOptedOut(To)) return refusal(400, 21610, 'Attempt to send to unsubscribed recipient');
  const shown = shownTo(state, form);
  if ('code' in shown) return shown;
  const message = sentMessage(state, form, shown);
  state.messages.push(message);
  return { status: 201, body: resource(state, message), accepted: message };
}

function shownTo(state: TwilioState, form: Record<string, string>): Shown | TwilioRefusal {
  const { To = '', Body = '', ContentSid, ContentVariables } = form;
  if (!ContentSid) {
    if (Body.length > 1600)
      return refusal(400, 21617, 'The concatenated message body exceeds 1600 characters');
    return { type: 'text', text: Body };
  }
  if (Body) return refusal(400, 63030, 'Body is not allowed with ContentSid');
  const content = state.contents.find(({ sid }) => sid === ContentSid);
  if (!content) return refusal(400, 21655, 'The ContentSid Parameter is Invalid');
  return showContent(content, ContentVariables, To.startsWith('whatsapp:') ? 'whatsapp' : 'sms');
}

function sentMessage(state: TwilioState, form: Record<string, string>, shown: Shown): SentMessage {
  const { To = '', From = '+32460000009', ContentSid, StatusCallback } = form;
  const content = state.contents.find(({ sid }) => sid === ContentSid);
  const refused = content?.approval?.status !== 'approved' && state.outsideWindow(To);
  return {
    sid: newSid('SM'),
    to: To,
    from: From,
    shown,
    contentSid: ContentSid ?? null,
    statusCallback: StatusCallback ?? null,
    status: refused ? 'failed' : 'queued',
    errorCode: refused ? 63016 : null,
    createdAt: state.now,
  };
}

function resource(state: TwilioState, message: SentMessage) {
  const uri = `/2010-04-01/Accounts/${state.accountSid}/Messages/${message.sid}.json`;
  // Whole seconds.
  const date = message.createdAt.toUTCString().replace('GMT', '+0000');
  return {
    account_sid: state.accountSid,
    api_version: '2010-04-01',
    body: message.shown.text,
    date_created: date,
    // Still in the queue.
    date_sent: message.status === 'queued' ? null : date,
    date_updated: date,
    direction: 'outbound-api',
    error_code: message.errorCode,
    error_message: null,
    from: message.from,
    messaging_service_sid: null,
    num_media: '0',
    num_segments: '1',
    price: null,
    price_unit: 'USD',
    sid: message.sid,
    status: message.status,
    subresource_uris: { media: uri.replace('.json', '/Media.json') },
    to: message.to,
    uri,
  };
}

function listMessages(state: TwilioState, { query, path }: RecordedRequest): Result {
  const size = Number(query.get('PageSize') ?? 50);
  const page = Number(query.get('Page') ?? 0);
  const found = state.messages
    .filter(({ to, from }) => (query.get('To') ?? to) === to && (query.get('From') ?? from) === from)
    .reverse();
  const at = (number: number) =>
    `${path}?${new URLSearchParams({ PageSize: String(size), Page: String(number) })}`;
  const body = {
    messages: found.slice(page * size, (page + 1) * size).map((message) => resource(state, message)),
    page,
    page_size: size,
    start: page * size,
    end: Math.min((page + 1) * size, found.length),
    uri: at(page),
    first_page_uri: at(0),
    next_page_uri: found.length > (page + 1) * size ? at(page + 1) : null,
    previous_page_uri: page > 0 ? at(page - 1) : null,
  };
  return { status: 200, body };
}

function fetchMessage(state: TwilioState, _: RecordedRequest, { Sid }: Record<string, string>): Result {
  const message = state.messages.find(({ sid }) => sid === Sid);
  return message ? { status: 200, body: resource(state, message) } : notFound;
}

function createContent(state: TwilioState, { json }: RecordedRequest): Result {
  const { language, types, variables = {} } = json as Pick<StoredContent, 'language' | 'types' | 'variables'>;
  const [problem] = contentProblems(types);
  if (problem) return refusal(400, 20001, problem);
  const content: StoredContent = { sid: newSid('HX'), language, types, variables, approval: undefined };
  state.contents.push(content);
  return { status: 201, body: contentResource(state, content) };
}

function contentResource(state: TwilioState, content: StoredContent) {
  const url = `https://content.twilio.com/v1/Content/${content.sid}`;
  return {
    sid: content.sid,
    account_sid: state.accountSid,
    friendly_name: '',
    language: content.language,
    variables: content.variables,
    types: content.types,
    url,
    date_created: state.now.toISOString(),
    date_updated: state.now.toISOString(),
    links: { approval_create: `${url}/ApprovalRequests/whatsapp`, approval_fetch: `${url}/ApprovalRequests` },
  };
}

const contentOf = (state: TwilioState, wanted: string | undefined) =>
  state.contents.find(({ sid }) => sid === wanted);

function fetchContent(state: TwilioState, _: RecordedRequest, { Sid }: Record<string, string>): Result {
  const content = contentOf(state, Sid);
  return content ? { status: 200, body: contentResource(state, content) } : notFound;
}

function deleteContent(state: TwilioState, _: RecordedRequest, { Sid }: Record<string, string>): Result {
  const index = state.contents.findIndex(({ sid }) => sid === Sid);
  if (index < 0) return notFound;
  state.contents.splice(index, 1);
  return { status: 204, body: '' };
}

function createApproval(
  state: TwilioState,
  { json }: RecordedRequest,
  { ContentSid }: Record<string, string>,
): Result {
  const content = contentOf(state, ContentSid);
  if (!content) return notFound;
  const { name, category } = json as { name: string; category: string };
  if (!/^[a-z0-9_]+$/.test(name)) return refusal(400, 20001, 'The name is not allowed');
  if (state.contents.some(({ approval }) => approval?.name === name))
    return refusal(400, 20001, 'The name was used before');
  content.approval = { name, status: 'received', rejection_reason: '' };
  const [content_type] = Object.keys(content.types);
  return { status: 201, body: { name, category, content_type, status: 'received', rejection_reason: '' } };
}

function fetchApproval(state: TwilioState, _: RecordedRequest, { Sid }: Record<string, string>): Result {
  const content = contentOf(state, Sid);
  if (!content) return notFound;
  const url = `https://content.twilio.com/v1/Content/${content.sid}/ApprovalRequests`;
  const whatsapp = content.approval ?? { status: 'unsubmitted' };
  return { status: 200, body: { sid: content.sid, account_sid: state.accountSid, whatsapp, url } };
}

function showTyping(state: TwilioState, { form }: RecordedRequest): Result {
  state.typing.push(form['messageId'] ?? '');
  return { status: 200, body: { success: true } };
}
