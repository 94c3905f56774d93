/**
 * Fetches what a person sent. Twilio keeps it behind our credentials and redirects to a store that must not see them.
 * @see https://www.twilio.com/docs/messaging/api/media-resource
 */
import { get as httpGet, type IncomingMessage, type RequestOptions } from 'node:http';
import { get as httpsGet } from 'node:https';
import { isIP } from 'node:net';
import type { InboundMedia } from '../channel';
import { MediaError } from '../errors';
import { atBase } from './api';
import type { TwilioConfig } from './config';
import { bareType, isKeptType, isWhatItSays } from './media-types';
import { isPublicAddress, publicLookup } from './public-address';

export type Media = { bytes: Uint8Array; contentType: string };

/** WhatsApp's own limit; SMS is far below. */
const mostBytes = 16 * 1024 * 1024;
const mostRedirects = 3;
/** From the first byte asked for to the last one received. */
const timeoutMs = 30_000;

/** `api.twilio.com`, or its form with an edge and a region. */
const twilioApiHost = /^api(\.[a-z0-9-]+){0,2}\.twilio\.com$/;

/** @throws MediaError */
export function createFetchMedia(config: TwilioConfig): (media: InboundMedia) => Promise<Media> {
  const base = config.apiBaseUrl === undefined ? undefined : new URL(config.apiBaseUrl);
  const credentials =
    config.apiKey && config.apiSecret
      ? `${config.apiKey}:${config.apiSecret}`
      : `${config.accountSid}:${config.authToken ?? ''}`;
  return async (media) => {
    if (!isKeptType(media.contentType)) throw new MediaError('kind-not-kept');
    const url = addressOf(media.url, base);
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const response = await follow(url, { base, credentials, signal });
      const contentType = typeOf(response, media);
      const bytes = await readAll(response);
      if (!isWhatItSays(bytes, contentType)) throw new MediaError('kind-not-kept');
      return { bytes, contentType };
    } catch (error) {
      throw error instanceof MediaError ? error : new MediaError('not-available');
    }
  };
}

type Source = { base: URL | undefined; credentials: string; signal: AbortSignal };

function addressOf(url: string, base: URL | undefined): URL {
  try {
    const address = new URL(url);
    return isTwilio(address) ? new URL(atBase(url, base)) : address;
  } catch {
    throw new MediaError('not-available');
  }
}

const isTwilio = ({ protocol, hostname, port }: URL): boolean =>
  protocol === 'https:' && port === '' && twilioApiHost.test(hostname);
const isBase = ({ origin }: URL, base: URL | undefined): boolean => origin === base?.origin;

/** Goes where it is sent, with our credentials only in the first request and only to Twilio. */
async function follow(start: URL, { base, credentials, signal }: Source): Promise<IncomingMessage> {
  let url = start;
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const trusted = redirects === 0 && (isBase(url, base) || (base === undefined && isTwilio(url)));
    const headers = trusted
      ? { Authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }
      : undefined;
    const response = await request(url, isBase(url, base), { headers, signal });
    const { statusCode = 0 } = response;
    const { location } = response.headers;
    if (statusCode === 200) return response;
    response.destroy();
    if (statusCode < 300 || statusCode >= 400 || location === undefined) break;
    url = new URL(location, url);
  }
  throw new MediaError('not-available');
}

/** Whether we go there at all; names are checked again when they have been looked up. */
export function mayVisit(url: URL): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return url.protocol === 'https:' && (isIP(host) === 0 || isPublicAddress(host));
}

/** @param own the configured base: may be a name of our own network, and without TLS. */
function request(url: URL, own: boolean, options: RequestOptions): Promise<IncomingMessage> {
  if (!own && !mayVisit(url)) return Promise.reject(new MediaError('not-available'));
  const get = url.protocol === 'https:' ? httpsGet : httpGet;
  const settings = own ? options : { ...options, lookup: publicLookup };
  return new Promise((resolve, reject) => {
    // No shared agent: a pooled connection could have been made without our look-up of the name.
    get(url, { ...settings, agent: false }, resolve).on('error', reject);
  });
}

/** The store's word where it has one, else what Twilio told us with the message. */
function typeOf(response: IncomingMessage, media: InboundMedia): string {
  const given = bareType(response.headers['content-type'] ?? '');
  const type = given === '' || given.endsWith('/octet-stream') ? bareType(media.contentType) : given;
  if (!isKeptType(type)) {
    response.destroy();
    throw new MediaError('kind-not-kept');
  }
  return type;
}

/** Stops at the limit: what is announced cannot be believed. */
async function readAll(response: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = Number(response.headers['content-length'] ?? 0) > mostBytes ? mostBytes + 1 : 0;
  if (size === 0)
    for await (const chunk of response) {
      size += chunk.length;
      if (size > mostBytes) break;
      chunks.push(chunk);
    }
  if (size > mostBytes) {
    response.destroy();
    throw new MediaError('too-large');
  }
  return Buffer.concat(chunks);
}
