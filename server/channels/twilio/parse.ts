/**
 * Reads the form Twilio posts for an inbound message. Open: parameters we do not know pass, since new ones come without notice.
 * @see https://www.twilio.com/docs/messaging/guides/webhook-request
 */
import { z } from 'zod';
import type { MediaKind } from '../../../bot';
import type { InboundBody, InboundEvent, InboundMedia } from '../channel';
import { readAddress } from './address';
import { isAccountSid, isMessageSid } from './sids';

/** Parameters by name, a repeated one as a list; nothing trimmed. */
export type Form = Readonly<Record<string, unknown>>;

/** `ignored` is a message of Twilio's that nobody could answer; `invalid` is not what Twilio sends. `reason` holds no value. */
export type Parsed<T> =
  | { type: 'event'; event: T }
  | { type: 'ignored'; reason: string }
  | { type: 'invalid'; reason: string };

export const messageSid = z.string().regex(isMessageSid);
export const accountSid = z.string().regex(isAccountSid);
const decimal = z
  .string()
  .regex(/^-?\d{1,3}(\.\d{1,20})?$/)
  .transform(Number);

const inboundSchema = z.looseObject({
  MessageSid: messageSid,
  AccountSid: accountSid,
  From: z.string().min(1),
  // Documented up to 1,600 characters; WhatsApp itself lets people write 65,536.
  Body: z.string().default(''),
  NumMedia: z
    .string()
    .regex(/^\d{1,2}$/)
    .default('0'),
  ButtonText: z.string().optional(),
  ButtonPayload: z.string().optional(),
  // The row of a list: not documented, but this is how it comes.
  ListId: z.string().optional(),
  ListTitle: z.string().optional(),
  Latitude: decimal.pipe(z.number().min(-90).max(90)).optional(),
  Longitude: decimal.pipe(z.number().min(-180).max(180)).optional(),
  OptOutType: z.string().optional(),
  // Only in status callbacks: two routes, never mixed.
  MessageStatus: z.undefined().optional(),
});
type Inbound = z.infer<typeof inboundSchema>;

/** @param account sid of the account whose messages we take. */
export function parseInbound(form: Form, account: string): Parsed<InboundEvent> {
  const read = inboundSchema.safeParse(form);
  if (!read.success) return { type: 'invalid', reason: reasonOf(read.error) };
  const inbound = read.data;
  if (inbound.AccountSid !== account) return { type: 'invalid', reason: otherAccount };
  const sender = readAddress(inbound.From);
  if (!sender) return { type: 'ignored', reason: 'the sender cannot be answered' };
  return {
    type: 'event',
    event: { ...sender, eventId: inbound.MessageSid, body: bodyOf(inbound) },
  };
}

export const otherAccount = 'AccountSid is not the account of this server.';

/** One sentence; the value itself stays out of it. */
export function reasonOf(error: z.ZodError): string {
  const field = error.issues[0]?.path.join('.') || 'the form';
  return `The field ${field} is missing or is not what Twilio sends.`;
}

const optOutKinds = { STOP: 'stop', START: 'start', HELP: 'help' } as const;

function bodyOf(inbound: Inbound): InboundBody {
  const { OptOutType, Body } = inbound;
  // Twilio has answered it already: https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out
  if (OptOutType === 'STOP' || OptOutType === 'START' || OptOutType === 'HELP')
    return { type: 'opt-notice', kind: optOutKinds[OptOutType] };
  const id = inbound.ButtonPayload || inbound.ListId;
  if (id) return { type: 'choice', id, title: inbound.ButtonText ?? inbound.ListTitle ?? Body };
  const { Latitude: latitude, Longitude: longitude } = inbound;
  const located = latitude !== undefined && longitude !== undefined;
  return {
    type: 'message',
    text: Body,
    media: mediaOf(inbound),
    ...(located ? { location: { latitude, longitude } } : {}),
  };
}

/** A file without an address or a type is left out: the message still counts. */
function mediaOf(inbound: Inbound): InboundMedia[] {
  return Array.from({ length: Number(inbound.NumMedia) }, (_, index): InboundMedia[] => {
    const url = inbound[`MediaUrl${index}`];
    const contentType = inbound[`MediaContentType${index}`];
    if (typeof url !== 'string' || typeof contentType !== 'string') return [];
    return [{ url, contentType, kind: mediaKind(contentType) }];
  }).flat();
}

const documents = /^application\/(pdf|msword|vnd\.(openxmlformats|ms-|oasis)|rtf)|^text\/(plain|rtf|csv)/;

/** Voice notes come as `audio/ogg`, contact cards as `text/vcard`. */
export function mediaKind(contentType: string): MediaKind {
  const type = contentType.trim().toLowerCase();
  for (const kind of ['image', 'audio', 'video'] as const) if (type.startsWith(`${kind}/`)) return kind;
  return documents.test(type) ? 'document' : 'other';
}
