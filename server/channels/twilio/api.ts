/** The few calls of Twilio's API that we make, through its official client, which is loaded at the first of them. */
import type RequestClient = require('twilio/lib/base/RequestClient');
import type Twilio = require('twilio/lib/rest/Twilio');

import type { ContentCreateRequest } from 'twilio/lib/rest/content/v1/content';
import { defaultRequestTimeoutMs, type TwilioConfig } from './config';
import { failureOf, TwilioFailure } from './failure';
import { isContentSid, isMessageSid } from './sids';

/** Wire names. The client sends its argument as it is, whatever its types say: https://github.com/twilio/twilio-node/pull/1046 */
export type ContentDefinition = {
  friendly_name: string;
  language: string;
  variables: Record<string, string>;
  types: Record<string, object>;
};

export type OutgoingMessage = {
  to: string;
  from?: string;
  messagingServiceSid?: string;
  body?: string;
  contentSid?: string;
  contentVariables?: string;
  statusCallback: string;
};

export type ListedMessage = { sid: string; body: string; direction: string; createdAt: Date };

/** Every function throws `TwilioFailure`, or the network's error: see `sendErrorOf`. */
export type TwilioApi = {
  /** @returns the message's sid. */
  sendMessage(message: OutgoingMessage): Promise<string>;
  /** The latest messages to this address, newest first. */
  listMessages(filter: { to: string; from?: string }, limit: number): Promise<ListedMessage[]>;
  /** @returns the content's sid. */
  createContent(definition: ContentDefinition): Promise<string>;
  requestApproval(contentSid: string, name: string): Promise<string>;
  /** @returns WhatsApp's word on the content: `received`, `pending`, `approved`, `rejected`, `paused`, … */
  fetchApproval(contentSid: string): Promise<{ status: string; reason: string | null }>;
  showTyping(messageSid: string): Promise<void>;
};

export function createTwilioApi(config: TwilioConfig): TwilioApi {
  let loaded: Twilio | undefined;
  const client = (): Twilio => {
    loaded ??= loadClient(config);
    return loaded;
  };
  return {
    async sendMessage(message) {
      return sidIn(await client().messages.create(message), isMessageSid);
    },
    async listMessages(filter, limit) {
      // Without a limit the client follows page after page.
      const found = await client().messages.list({ ...filter, limit, pageSize: limit });
      return found.map(({ sid, body, direction, dateCreated }) => ({
        sid,
        body: body ?? '',
        direction,
        createdAt: dateCreated,
      }));
    },
    async createContent(definition) {
      const request = definition as unknown as ContentCreateRequest;
      return sidIn(await client().content.v1.contents.create(request), isContentSid);
    },
    async requestApproval(contentSid, name) {
      const request = { name, category: 'UTILITY' };
      const answer = await client().content.v1.contents(contentSid).approvalCreate.create(request);
      return answer.status ?? 'received';
    },
    async fetchApproval(contentSid) {
      const answer = await client().content.v1.contents(contentSid).approvalFetch().fetch();
      return readApproval(answer.whatsapp);
    },
    async showTyping(messageId) {
      await client().messaging.v2.typingIndicator.create({ channel: 'whatsapp', messageId });
    },
  };
}

/** A success without the sid of what was made is no success we can rely on, e.g. a captive portal's page. */
function sidIn(answer: { sid?: string }, pattern: RegExp): string {
  if (typeof answer.sid === 'string' && pattern.test(answer.sid)) return answer.sid;
  throw new TwilioFailure(200);
}

function readApproval(whatsapp: unknown): { status: string; reason: string | null } {
  const read = (name: string): unknown =>
    typeof whatsapp === 'object' && whatsapp !== null ? Reflect.get(whatsapp, name) : undefined;
  const status = read('status');
  const reason = read('rejection_reason');
  return {
    status: typeof status === 'string' ? status : 'unsubmitted',
    reason: typeof reason === 'string' && reason !== '' ? reason : null,
  };
}

/** 200 ms and 30 MB, so not at start: https://github.com/twilio/twilio-node has no smaller door. */
function loadClient(config: TwilioConfig): Twilio {
  const TwilioClient = require('twilio/lib/rest/Twilio') as typeof Twilio;
  const BaseClient = require('twilio/lib/base/RequestClient') as typeof RequestClient;
  const [username, password] =
    config.apiKey && config.apiSecret
      ? [config.apiKey, config.apiSecret]
      : [config.accountSid, config.authToken ?? ''];
  const httpClient = redirecting(BaseClient, config);
  // `error`: at `debug`, which the environment could ask for, the client prints addresses.
  return new TwilioClient(username, password, {
    accountSid: config.accountSid,
    httpClient,
    logLevel: 'error',
  });
}

/**
 * The client's own HTTP, with two changes: every host becomes TWILIO_API_BASE_URL when there is one,
 * and an answer that is no success is thrown as our own error (the client's fails on an empty body and drops `Retry-After`).
 */
function redirecting(Base: typeof RequestClient, config: TwilioConfig): RequestClient {
  const base = config.apiBaseUrl === undefined ? undefined : new URL(config.apiBaseUrl);
  class RedirectingClient extends Base {
    override async request<T>(options: RequestClient.RequestOptions<T>) {
      const response = await super.request<T>({ ...options, uri: atBase(options.uri, base) });
      if (response.statusCode < 200 || response.statusCode >= 300) throw failureOf(response);
      return response;
    }
  }
  // Given here because the client ignores its own options when it is handed an HTTP client.
  // Never `autoRetry`: it would send a message again without asking us.
  return new RedirectingClient({ timeout: config.requestTimeoutMs ?? defaultRequestTimeoutMs });
}

/** @returns the address of a request with the protocol and host of `base`, below the path of `base`. */
export function atBase(uri: string, base: URL | undefined): string {
  if (base === undefined) return uri;
  const { pathname, search } = new URL(uri);
  return `${base.origin}${base.pathname.replace(/\/+$/, '')}${pathname}${search}`;
}
