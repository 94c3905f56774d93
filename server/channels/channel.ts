/** What every channel offers the rest of the server. Implementations: `twilio/`, `botkit/`. */
import type { ChannelProfile, MediaKind, Part } from '../../bot';
import type { SendError } from './errors';

/** `whatsapp`, `sms` or `web`: also the name in every row. */
export type ChannelKind = ChannelProfile['kind'];

/** An inbound message, location or tap, as parsed from the provider and not yet believed to be new. */
export type InboundEvent = {
  channel: ChannelKind;
  /** The provider's id of this message, e.g. a MessageSid. Unique per channel: the same id is one message. */
  eventId: string;
  /** The person's address: `+32…`, a WhatsApp business-scoped id, or a web chat token. */
  address: string;
  body: InboundBody;
};

export type InboundMedia = { url: string; contentType: string; kind: MediaKind };

export type InboundBody =
  | {
      type: 'message';
      text: string;
      media: InboundMedia[];
      location?: { latitude: number; longitude: number };
    }
  | { type: 'choice'; id: string; title: string }
  | { type: 'start'; flow?: string }
  | { type: 'opt-notice'; kind: 'stop' | 'start' | 'help' };

/** A message to send: one part of a reply, or a template when the window is closed. */
export type OutboundMessage = {
  /** Id of the outbox row; travels in the status callback. */
  id: string;
  address: string;
  language: string;
  part: Part;
  /** Outside the WhatsApp window: this approved template instead of `part`. */
  template?: { name: string; values: Record<string, string> };
};

export type SendResult = { type: 'sent'; providerId: string } | { type: 'failed'; error: SendError };

/** Answer to "did you accept this message?" after a send whose outcome we do not know. */
export type LookUpResult =
  | { type: 'found'; providerId: string }
  | { type: 'absent' }
  | { type: 'unavailable' };

export type Channel = {
  kind: ChannelKind;
  profile: ChannelProfile;
  send(message: OutboundMessage): Promise<SendResult>;
  /** @param since ISO instant: when the first attempt began. @param known provider ids that belong to other messages. */
  lookUp(message: OutboundMessage, since: string, known: ReadonlySet<string>): Promise<LookUpResult>;
  /** Shows that an answer is being prepared; best effort, never throws. */
  typing(inboundEventId: string): Promise<void>;
  /** Fetches a received file. @throws MediaError when too large, of a kind we do not keep, or not to be had. */
  fetchMedia(media: InboundMedia): Promise<{ bytes: Uint8Array; contentType: string }>;
  /** Hours after the last inbound message in which free text may be sent; absent = always. */
  windowHours?: number;
  /** Whether an approved template of this name exists in this language. */
  hasTemplate?(name: string, language: string): Promise<boolean>;
};

/** Delivery as the provider reports it, out of order; see `deliveryRank` in `errors.ts`. */
export type DeliveryReport = {
  /** Id of the outbox row, when the callback carries it. */
  messageId: string | null;
  providerId: string;
  status: 'queued' | 'sent' | 'delivered' | 'read' | 'failed';
  error?: SendError;
};
