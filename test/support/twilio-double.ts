/**
 * Twilio on 127.0.0.1, for tests: messages, contents, approvals, typing and media, with its state and its refusals.
 * Every request and every answer of its own is checked against Twilio's OpenAPI documents (`violations`).
 * It can be told to fail (`fail`) and it plays phones (`phone`), whose messages reach our webhooks signed.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { answerOf, type TwilioState } from './twilio-api';
import type { Shown, StoredContent } from './twilio-content';
import { type Failure, Failures, type FailureTarget } from './twilio-failures';
import { readBody, reply } from './twilio-http';
import { serveMedia } from './twilio-media';
import { twilioSpec } from './twilio-openapi';
import { createPhone, type Phone, type PhoneOptions } from './twilio-phone';
import { newSid, type SignedWebhook, signed, statusForm, type TwilioForm } from './twilio-webhooks';

export type SentMessage = {
  sid: string;
  to: string;
  from: string;
  shown: Shown;
  contentSid: string | null;
  statusCallback: string | null;
  status: string;
  errorCode: number | null;
  createdAt: Date;
};

export type TwilioDoubleOptions = {
  accountSid?: string;
  authToken?: string;
  apiKey?: string;
  apiSecret?: string;
  whatsappNumber?: string;
  smsNumber?: string;
  /** Where Twilio believes our server to be; what is signed. */
  publicUrl?: string;
  /** Where our server really is, when that is not `publicUrl`. */
  deliverTo?: string;
  now?: () => Date;
  /** Reported for every accepted message, in this order, right after the answer. */
  reports?: readonly string[];
  /** Refuse free text more than 24 hours after the person wrote, as WhatsApp does: accepted, then failed with 63016. */
  windows?: boolean;
};

export type RecordedRequest = {
  method: string;
  path: string;
  query: URLSearchParams;
  form: TwilioForm;
  json: unknown;
  /** Status answered, or null when there was no answer. */
  status: number | null;
};

export class TwilioDouble {
  readonly accountSid: string;
  readonly authToken: string;
  readonly whatsappNumber: string;
  readonly smsNumber: string;
  /** Everything ever accepted, oldest first. */
  readonly messages: SentMessage[] = [];
  readonly contents: StoredContent[] = [];
  readonly requests: RecordedRequest[] = [];
  /** Sids of inbound messages for which typing was shown. */
  readonly typing: string[] = [];
  /** What broke Twilio's own documents; a test should end with none. */
  readonly violations: string[] = [];
  /** Where our server is; may be set after it has started. */
  publicUrl: string;
  deliverTo: string | undefined;

  readonly #options: TwilioDoubleOptions;
  readonly #failures = new Failures();
  readonly #media = new Map<string, { bytes: Uint8Array; contentType: string }>();
  readonly #optedOut = new Set<string>();
  readonly #lastWrote = new Map<string, number>();
  readonly #reporting = new Set<Promise<unknown>>();
  #server: Server | undefined;

  constructor(options: TwilioDoubleOptions = {}) {
    this.#options = options;
    this.accountSid = options.accountSid ?? `AC${'0123456789abcdef'.repeat(2)}`;
    this.authToken = options.authToken ?? 'double-auth-token';
    this.whatsappNumber = options.whatsappNumber ?? 'whatsapp:+32460000001';
    this.smsNumber = options.smsNumber ?? '+32460000002';
    this.publicUrl = options.publicUrl ?? 'https://passerelle.example';
    this.deliverTo = options.deliverTo;
  }

  /** Opens a port of its own. @returns the address to give as TWILIO_API_BASE_URL. */
  async listen(): Promise<string> {
    this.#server = createServer(this.handler);
    await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve));
    return this.url;
  }

  get url(): string {
    const address = this.#server?.address();
    if (typeof address !== 'object' || address === null) throw new Error('the double has no port');
    return `http://127.0.0.1:${address.port}`;
  }

  async close(): Promise<void> {
    await this.settled();
    this.#server?.closeAllConnections();
    await new Promise((resolve) => (this.#server ? this.#server.close(resolve) : resolve(undefined)));
  }

  /** Lets the process end although the port is open. */
  unref(): this {
    this.#server?.unref();
    return this;
  }

  /** Resolves when all reports under way have been delivered. */
  async settled(): Promise<void> {
    while (this.#reporting.size > 0) await Promise.allSettled(this.#reporting);
  }

  /** The next `times` requests of this kind fail in this way. */
  fail(failure: Failure, times = 1, on: FailureTarget = 'messages'): void {
    this.#failures.add(failure, times, on);
  }

  /** What failures are left over, e.g. to see that a test met them all. */
  get pendingFailures(): number {
    return this.#failures.size;
  }

  phone(address: string, options?: PhoneOptions): Phone {
    return createPhone(this, address, options);
  }

  sentTo(address: string): SentMessage[] {
    return this.messages.filter(({ to }) => to === address);
  }

  /** WhatsApp's decision on a template. */
  decide(name: string, status: 'approved' | 'rejected' | 'paused', reason = ''): void {
    const content = this.contents.find(({ approval }) => approval?.name === name);
    if (!content?.approval) throw new Error(`no template ${name} was submitted`);
    Object.assign(content.approval, { status, rejection_reason: reason });
  }

  /** @returns the address Twilio would give in `MediaUrl0`. */
  storeMedia(bytes: Uint8Array, contentType: string): string {
    const path = `/2010-04-01/Accounts/${this.accountSid}/Messages/${newSid('MM')}/Media/${newSid('ME')}`;
    this.#media.set(path, { bytes, contentType });
    return `${this.#server ? this.url : 'https://api.twilio.com'}${path}`;
  }

  setOptedOut(address: string, optedOut: boolean): void {
    if (optedOut) this.#optedOut.add(address);
    else this.#optedOut.delete(address);
  }

  personWrote(address: string): void {
    this.#lastWrote.set(address, this.#now().getTime());
  }

  sign(path: string, form: TwilioForm): SignedWebhook {
    return signed(this.authToken, this.publicUrl + path, form);
  }

  /** Posts a signed form to our server, as Twilio does. */
  deliver(path: string, form: TwilioForm): Promise<{ status: number; body: string }> {
    return this.#post(this.sign(path, form));
  }

  /** Posts a status callback for this message to the address it was sent with. */
  async report(sid: string, status: string, errorCode?: number): Promise<{ status: number; body: string }> {
    const message = this.messages.find((one) => one.sid === sid);
    if (!message?.statusCallback) throw new Error(`no message ${sid} with a status callback`);
    message.status = status;
    message.errorCode = errorCode ?? null;
    const form = statusForm({ ...message, accountSid: this.accountSid }, status, errorCode);
    return this.#post(signed(this.authToken, message.statusCallback, form));
  }

  /** For an http server of your own. */
  readonly handler = (request: IncomingMessage, response: ServerResponse): void => {
    this.#serve(request, response).catch((error: unknown) => {
      this.violations.push(`the double failed: ${String(error)}`);
      response.destroy();
    });
  };

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://double');
    const body = await readBody(request);
    const record = this.#record(request, url, body);
    const failure = this.#failures.take(url.pathname);
    if (failure && !failure.accept) return failure.play(response, record);
    if (serveMedia(this.#media, this.#credentials(), request, response, url)) return;
    const answer = this.#answer(request, url, record, body);
    if (failure) failure.play(response, record);
    else reply(response, record, answer.status, answer.body);
    if (answer.accepted) this.#reportAll(answer.accepted);
  }

  #answer(request: IncomingMessage, url: URL, record: RecordedRequest, body: string) {
    const spec = twilioSpec().match({
      method: record.method,
      path: url.pathname,
      query: url.searchParams,
      form: new URLSearchParams(body),
      json: record.json,
    });
    const answer = answerOf(this.#state(), { request, record, spec, credentials: this.#credentials() });
    this.violations.push(...answer.problems.map((problem) => `${record.method} ${record.path}: ${problem}`));
    const wrong = answer.status < 300 ? (spec?.answerProblems(answer.status, answer.body) ?? []) : [];
    this.violations.push(...wrong.map((problem) => `answer to ${record.path}: ${problem}`));
    return answer;
  }

  #state(): TwilioState {
    const { messages, contents, typing, accountSid } = this;
    return {
      accountSid,
      messages,
      contents,
      typing,
      now: this.#now(),
      isOptedOut: (address) => this.#optedOut.has(address),
      outsideWindow: (address) => this.#outsideWindow(address),
    };
  }

  #outsideWindow(address: string): boolean {
    if (!this.#options.windows || !address.startsWith('whatsapp:')) return false;
    return this.#now().getTime() - (this.#lastWrote.get(address) ?? 0) > 24 * 3_600_000;
  }

  #credentials(): string[] {
    const { apiKey, apiSecret } = this.#options;
    const pairs = [`${this.accountSid}:${this.authToken}`, ...(apiKey ? [`${apiKey}:${apiSecret}`] : [])];
    return pairs.map((pair) => `Basic ${Buffer.from(pair).toString('base64')}`);
  }

  #record(request: IncomingMessage, url: URL, body: string): RecordedRequest {
    const isJson = request.headers['content-type']?.startsWith('application/json') === true;
    const record: RecordedRequest = {
      method: request.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      form: isJson ? {} : Object.fromEntries(new URLSearchParams(body)),
      json: isJson ? JSON.parse(body) : undefined,
      status: null,
    };
    this.requests.push(record);
    return record;
  }

  #now(): Date {
    return this.#options.now?.() ?? new Date();
  }

  #reportAll(message: SentMessage): void {
    const failedAt = message.status === 'failed' ? [['failed', 63016] as const] : undefined;
    const all = failedAt ?? (this.#options.reports ?? []).map((status) => [status, undefined] as const);
    if (all.length === 0 || !message.statusCallback) return;
    const reporting = (async () => {
      for (const [status, code] of all) await this.report(message.sid, status, code);
    })().catch(() => {});
    this.#reporting.add(reporting);
    reporting.finally(() => this.#reporting.delete(reporting));
  }

  async #post(webhook: SignedWebhook): Promise<{ status: number; body: string }> {
    const url = this.deliverTo ? webhook.url.replace(this.publicUrl, this.deliverTo) : webhook.url;
    const response = await fetch(url, { method: 'POST', headers: webhook.headers, body: webhook.body });
    return { status: response.status, body: await response.text() };
  }
}

/** A double with a port of its own. */
export async function startTwilioDouble(options?: TwilioDoubleOptions): Promise<TwilioDouble> {
  const double = new TwilioDouble(options);
  await double.listen();
  return double;
}
