/** The forms Twilio posts, with the keys of captured requests, signed as Twilio signs. */
import { randomBytes } from 'node:crypto';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks';

export type TwilioForm = Record<string, string>;
export type SignedWebhook = { url: string; headers: Record<string, string>; body: string };

export const newSid = (prefix: string): string => prefix + randomBytes(16).toString('hex');

export type Sender = {
  accountSid: string;
  /** With the prefix of its channel. */
  from: string;
  to: string;
  profileName?: string;
  /** The WhatsApp business-scoped id, `whatsapp:BE.…`: in every WhatsApp message since 2026. */
  externalUserId?: string;
};

/** An inbound message; `fields` are what makes it a tap, a picture, a location. */
export function inboundForm(sender: Sender, body: string, fields: TwilioForm = {}): TwilioForm {
  const sid = fields['MessageSid'] ?? newSid(Number(fields['NumMedia'] ?? 0) > 0 ? 'MM' : 'SM');
  const whatsapp = sender.from.startsWith('whatsapp:');
  return {
    SmsMessageSid: sid,
    NumMedia: '0',
    ...(whatsapp ? whatsappFields(sender) : {}),
    SmsSid: sid,
    SmsStatus: 'received',
    Body: body,
    To: sender.to,
    NumSegments: '1',
    ReferralNumMedia: '0',
    MessageSid: sid,
    AccountSid: sender.accountSid,
    From: sender.from,
    ApiVersion: '2010-04-01',
    ...fields,
  };
}

function whatsappFields({ from, profileName = 'Amina', externalUserId }: Sender): TwilioForm {
  const WaId = from.slice('whatsapp:'.length).replace('+', '');
  const context = { Forwarded: 'false', FrequentlyForwarded: 'false', ProfileName: profileName, WaId };
  return {
    ProfileName: profileName,
    ...(externalUserId ? { ExternalUserId: externalUserId } : {}),
    MessageType: 'text',
    WaId,
    Forwarded: 'false',
    FrequentlyForwarded: 'false',
    ChannelMetadata: JSON.stringify({ type: 'whatsapp', data: { context } }),
  };
}

/** Fields of a tap on a button: the text is the title, the id comes beside it. */
export const buttonFields = (id: string, title: string): TwilioForm => ({
  MessageType: 'button',
  ButtonText: title,
  ButtonPayload: id,
  ButtonType: 'REPLY',
  OriginalRepliedMessageSid: newSid('SM'),
});

/** Fields of a row chosen from a list: not documented, but captured. */
export const listFields = (id: string, title: string, description = ''): TwilioForm => ({
  MessageType: 'interactive',
  ListId: id,
  ListTitle: title,
  ...(description ? { ListDescription: description } : {}),
  OriginalRepliedMessageSid: newSid('SM'),
});

export const mediaFields = (files: readonly { url: string; contentType: string }[]): TwilioForm =>
  Object.assign(
    { NumMedia: String(files.length) },
    ...files.map(({ url, contentType }, index) => ({
      [`MediaUrl${index}`]: url,
      [`MediaContentType${index}`]: contentType,
    })),
  );

export const locationFields = (latitude: number, longitude: number): TwilioForm => ({
  MessageType: 'location',
  Latitude: String(latitude),
  Longitude: String(longitude),
});

export function statusForm(
  message: { accountSid: string; sid: string; from: string; to: string },
  status: string,
  errorCode?: number,
): TwilioForm {
  return {
    ChannelPrefix: message.to.startsWith('whatsapp:') ? 'whatsapp' : 'sms',
    ApiVersion: '2010-04-01',
    MessageStatus: status,
    SmsSid: message.sid,
    SmsStatus: status,
    To: message.to,
    From: message.from,
    MessageSid: message.sid,
    AccountSid: message.accountSid,
    ...(errorCode === undefined ? {} : { ErrorCode: String(errorCode) }),
  };
}

/** @param url as Twilio knows it: the public one, with its query. */
export function signed(authToken: string, url: string, form: TwilioForm): SignedWebhook {
  return {
    url,
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8',
      'X-Twilio-Signature': getExpectedTwilioSignature(authToken, url, form),
      'I-Twilio-Idempotency-Token': randomBytes(16).toString('hex'),
    },
    body: new URLSearchParams(form).toString(),
  };
}
